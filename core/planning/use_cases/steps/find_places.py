"""Finds the places that a trip is planned from, and those that were wished for by name."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from core.at_once import at_once
from core.errors import Unavailable
from core.planning.model.matching import best_called
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Missing
from core.planning.model.scheduling.trip_wishes import MustVisit
from core.planning.model.trip import Base, Trip
from core.planning.use_cases.steps.search_around import at_home
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder

MOST: Final = 120
FOUND: Final = 5

Pools = tuple[Sequence[Place], ...]


@frozen(kw_only=True)
class FindPlaces:
    """Finds places with their hours; where nobody tells the hours, they stay unknown and the plan says so."""

    finder: PlaceFinder
    details: PlaceDetails

    async def __call__(
        self, *, trip: Trip, bases: Sequence[Base]
    ) -> tuple[Pools, tuple[MustVisit, ...], tuple[Missing, ...]]:
        """Return each base's pool, with the wished places in it; the wishes; and what is missing."""
        interests = trip.preferences.interests
        towns = {base.destination.key: base.destination for base in bases}
        pools = await at_once(self.finder.pool(town, interests=interests, most=MOST) for town in towns.values())
        known: dict[str, list[Place]] = {key: [*pool] for key, pool in zip(towns, pools, strict=True)}
        wishes = trip.preferences.must_visit
        places = await at_once(self._wished(wish, known, bases) for wish in wishes)
        must = tuple(
            MustVisit(number=number, wish=wish, place=place)
            for number, (wish, place) in enumerate(zip(wishes, places, strict=True))
        )
        for place in places:
            if place and place not in known.get(place.destination, [place]):
                known[place.destination].append(place)
        missing = await self._complete(known)
        return tuple(known[base.destination.key] for base in bases), _updated(must, known), missing

    async def _wished(self, wish: str, known: Mapping[str, Sequence[Place]], bases: Sequence[Base]) -> Place | None:
        here = best_called([place for pool in known.values() for place in pool], wish)
        if here:
            return here
        found = await self.finder.place(PlaceId(wish.strip())) if ":" in wish else None
        return at_home(found, bases) if found else await self._searched(wish, known, bases)

    async def _searched(self, wish: str, towns: Collection[str], bases: Sequence[Base]) -> Place | None:
        """Search around each base; a place that belongs to one comes before one that is elsewhere."""
        elsewhere: Place | None = None
        for base in bases:
            near = base.destination.centre
            named = best_called(await self.finder.search(query=wish, near=near, limit=FOUND), wish)
            found = named and at_home(named, bases)
            if found and found.destination in towns:
                return found
            elsewhere = elsewhere or found
        return elsewhere

    async def _complete(self, known: dict[str, list[Place]]) -> tuple[Missing, ...]:
        """Put the hours that are known into the pools."""
        try:
            for key, pool in known.items():
                known[key] = [*await self.details.completed(pool)]
        except Unavailable as down:
            why = f"{down.what} does not answer: ask before you go where the opening hours are unknown"
            return (Missing(what="hours", scope="trip", why=why),)
        return ()


def _updated(must: Sequence[MustVisit], known: Mapping[str, Sequence[Place]]) -> tuple[MustVisit, ...]:
    by_id = {place.place_id: place for pool in known.values() for place in pool}
    return tuple(evolve(one, place=by_id.get(one.place.place_id, one.place)) if one.place else one for one in must)
