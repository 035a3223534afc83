"""Names of people: one line that reads as it was typed."""

from typing import Final
from unicodedata import category

LONGEST_NAME: Final = 200
NEVER_SHOWN: Final = ("Cc", "Cs")  # control characters and halves of characters
# They turn what stands after them round, also text that is not the name's.
DIRECTIONS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(name: str) -> str:
    """Return a name with single spaces in it and none around it, and without characters that are never shown."""
    return " ".join("".join(one for one in name if one.isspace() or not _is_unwanted(one)).split())


def _is_unwanted(character: str) -> bool:
    return character in DIRECTIONS or category(character) in NEVER_SHOWN
