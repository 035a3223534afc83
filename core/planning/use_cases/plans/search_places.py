"""Looking for places, as the planner sees them."""

from collections.abc import Sequence

from attrs import frozen

from core.planning.model.place import Category, Place
from core.planning.model.point import Point
from ports.place_finder import PlaceFinder


@frozen(kw_only=True)
class SearchPlaces:
    """Return places that match, the best first, or the nearest where `near` is given."""

    finder: PlaceFinder

    async def __call__(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int
    ) -> Sequence[Place]:
        """Search."""
        return await self.finder.search(query=query, near=near, category=category, limit=limit)
