"""Searches for places around a trip on behalf of a model, and remembers what it was shown."""

from collections.abc import Sequence

from attrs import Factory, evolve, field, frozen

from core.planning.model.place import Place
from core.planning.model.trip import Base
from ports.place_finder import PlaceFinder

MOST = 5


@frozen(kw_only=True)
class SearchAround:
    """Finds places near each base that belong to it; `found` has them by id."""

    finder: PlaceFinder
    bases: Sequence[Base]
    found: dict[str, Place] = field(init=False, default=Factory(dict))

    async def __call__(self, query: str) -> Sequence[Place]:
        """Find places by name."""
        here: list[Place] = []
        for base in self.bases:
            near = base.destination.centre
            here += [
                place
                for any_place in await self.finder.search(query=query, near=near, limit=MOST)
                if (place := at_home(any_place, self.bases)).destination == base.destination.key
            ]
        self.found.update({place.place_id: place for place in here})
        return here

    def added_to(self, pools: Sequence[Sequence[Place]], picked: Sequence[str]) -> tuple[Sequence[Place], ...]:
        """Return the pools with those found places that were picked."""
        known = {place.place_id for pool in pools for place in pool}
        new = [place for key, place in self.found.items() if key in picked and key not in known]
        return tuple(
            (*pool, *(place for place in new if place.destination == base.destination.key))
            for pool, base in zip(pools, self.bases, strict=True)
        )


def at_home(place: Place, bases: Sequence[Base]) -> Place:
    """Give a place that belongs to no destination yet to the base that it lies in."""
    for base in bases:
        if not place.destination and base.destination.bounds.hold(place.point):
            return evolve(place, destination=base.destination.key)
    return place
