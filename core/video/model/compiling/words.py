"""Words that are to be seen in a film: which can be, and how much room they take."""

from collections.abc import Iterator
from math import ceil
from typing import Final
from unicodedata import category, combining, east_asian_width

LONGEST_TITLE: Final = 100
LONGEST_CAPTION: Final = 200
MOST_LINES: Final = 6

NEVER_SHOWN: Final = ("Cc", "Cs")  # control characters and halves of characters
BLANK: Final = ("Cf", "Zs", "Zl", "Zp")  # what joins or turns other letters, and spaces
WIDE: Final = 1.0  # of the size of letters, as are the others
NARROW: Final = 0.56
LINE: Final = 1.3


def flaws(text: str, *, longest: int) -> Iterator[str]:
    """Say what is wrong with words; lines may be broken."""
    if all(letter == "\n" or category(letter) in BLANK for letter in text):
        yield "must not be blank"
    if len(text) > longest:
        yield f"must have {longest} characters at most, not {len(text)}"
    if text.count("\n") >= MOST_LINES:
        yield f"must have {MOST_LINES} lines at most"
    if any(category(letter) in NEVER_SHOWN for letter in text.replace("\n", "")):
        yield "must not have control characters or halves of characters"


def fits(text: str, *, size: int, width: int, height: int) -> bool:
    """Guess whether words of a size have room in a box; they are set smaller where they have not."""
    return sum(ceil(max(_length(line), 1) * size / width) for line in text.split("\n")) * size * LINE <= height


def _length(line: str) -> float:
    return sum(_width(letter) for letter in line)


def _width(letter: str) -> float:
    if combining(letter):
        return 0
    return WIDE if east_asian_width(letter) in "WF" else NARROW
