"""Where real places are found."""

from collections.abc import Sequence
from typing import Protocol

from core.planning.model.destination import Destination
from core.planning.model.place import Category, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest


class PlaceFinder(Protocol):
    """Knows destinations and places; never invents one.

    - `destination` returns where a name leads, in any known language, or is `UnknownDestination` with suggestions.
    - `pool` returns the places around a destination from which plans are made: each once, all with its key, sights
      and places to eat in a fair mixture, those that serve the interests first, `most` at most, in an order that
      repeats.
    - `search` returns places that match, the best first, or the nearest where `near` is given; an empty query matches
      everything near. `limit` at most; none is no error.
    - `place` returns a place by its id, or None; what `pool` or `search` returned within the last day is found.
    - Each place says where it is from and when it was asked for.
    - `Unavailable` is raised, within the adapter's own time-out, when the source does not answer.
    """

    async def destination(self, name: str) -> Destination:
        """Find a destination by its name."""
        ...

    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        """Return places to plan with."""
        ...

    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        """Find places by name."""
        ...

    async def place(self, place_id: PlaceId) -> Place | None:
        """Find a place by its id."""
        ...
