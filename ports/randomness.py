"""Bytes that nobody can guess."""

from typing import Protocol


class Randomness(Protocol):
    """Draws secrets.

    - `draw` returns `count` bytes that cannot be guessed and do not repeat.
    """

    def draw(self, count: int) -> bytes:
        """Return so many bytes."""
        ...
