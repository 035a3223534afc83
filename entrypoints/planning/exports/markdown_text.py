"""Text of others within Markdown: it stays text, whatever it looks like."""

import re
from typing import Final

from entrypoints.planning.exports.clean_text import one_line

MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>()#|~&!$^=+-]")
NUMBERED: Final = re.compile(r"^(\d+)\.")
# Renderers make links of what only looks like an address, also where it is escaped: an invisible joiner parts it.
LOOKS_LIKE_LINK: Final = re.compile(r"(www)(?=\.)|(@)|(:)(?=//)", re.IGNORECASE)
JOINER: Final = "\u2060"


def plain(text: str) -> str:
    """Return a text on one line that Markdown shows as it is."""
    parted = LOOKS_LIKE_LINK.sub(lambda found: found[0] + JOINER, one_line(text))
    return NUMBERED.sub(r"\1\\.", MARKUP.sub(lambda sign: f"\\{sign[0]}", parted))
