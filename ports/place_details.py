"""What a place finder does not tell: when places are open."""

from collections.abc import Sequence
from typing import Protocol

from core.planning.model.place import Place


class PlaceDetails(Protocol):
    """Adds opening hours to places.

    - `completed` returns the same places in the same order; one whose hours are unknown has them, and where they are
      from, when they are known here. Nothing that was known is changed; nothing is guessed.
    - A place that cannot be looked up stays as it is; `Unavailable` is raised when none could be.
    """

    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        """Return the places with the hours that are known."""
        ...
