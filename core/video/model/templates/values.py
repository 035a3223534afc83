"""What a value in a template's data may be: a reader returns it, or raises `BadTemplate` with what it must be."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from core.errors import Fault
from core.video.model.compiling.words import flaws
from core.video.model.errors import BadTemplate

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
Reader = Callable[[object], T]

LONGEST_ABOUT: Final = 300


def unfit(says: str) -> BadTemplate:
    """Return the error of a value that is not what it must be."""
    return BadTemplate(faults=(Fault("", says),))


def number(least: float, most: float) -> Reader[float]:
    """Read a number, also a whole one."""

    def read(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        raise unfit(f"must be a number from {least:g} to {most:g}")

    return read


def whole(least: int, most: int) -> Reader[int]:
    """Read a whole number."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise unfit(f"must be a whole number from {least} to {most}")

    return read


def one_of(words: Sequence[Word]) -> Reader[Word]:
    """Read one of a few words."""

    def read(value: object) -> Word:
        for word in words:
            if value == word:
                return word
        raise unfit(f"must be one of {', '.join(words)}")

    return read


def the_format(value: object) -> int:
    """Read which format the data is in: there is one so far."""
    if type(value) is int and value == 1:
        return value
    raise unfit("must be 1: there is no other format yet")


def flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise unfit("must be true or false")


def like(pattern: str, *, says: str) -> Reader[str]:
    """Read a text of a certain form."""

    def read(value: object) -> str:
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        raise unfit(says)

    return read


def sentence(value: object) -> str:
    """Read something that is told to people."""
    if not isinstance(value, str):
        raise unfit("must be a text")
    faults = tuple(Fault("", flaw) for flaw in flaws(value, longest=LONGEST_ABOUT))
    if faults:
        raise BadTemplate(faults=faults)
    return value
