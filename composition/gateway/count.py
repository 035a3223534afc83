"""The setting that says how many, or which, where there is no zero."""

from typing import Self


class Count(int):
    """A whole number of one or more."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse any other."""
        number = super().__new__(cls, text)
        if number < 1:
            raise ValueError(text)
        return number
