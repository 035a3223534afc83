"""Makes any text fit for files that other programs read: what is no character, or hides others, is dropped."""

import re
from typing import Final

# Controls, halves of surrogate pairs, what Unicode says is no character, and the marks that turn around
# the direction of all that follows them (Unicode TR 36 section 2.5); marks of one place's direction may stay.
UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
NEW_LINES: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return a text of one or more lines."""
    return UNFIT.sub("", NEW_LINES.sub("\n", text))


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(clean(text).split())
