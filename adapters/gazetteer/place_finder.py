"""Places from the gazetteer that comes with Oddiya."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from heapq import nsmallest
from typing import Final

from attrs import Factory, field, frozen
from typing_extensions import override

from adapters.gazetteer.gazetteer import SOURCE, Gazetteer
from adapters.gazetteer.matching import Entry
from adapters.wire.destinations.directory import DestinationDirectory
from adapters.wire.destinations.folding import folded, folded_words
from adapters.wire.destinations.mixture import mixture
from core.planning.model.destination import Destination
from core.planning.model.place import Category, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.scheduling.travelling import crow_meters
from ports.place_finder import PlaceFinder

PREFIX: Final = f"{SOURCE}:"


@frozen
class GazetteerPlaceFinder(PlaceFinder):
    """Looks in the files, each of which is read when its destination is first asked for."""

    _directory: DestinationDirectory = Factory(DestinationDirectory.bundled)
    _gazetteer: Gazetteer = Factory(Gazetteer)
    _entries: dict[str, Sequence[Entry]] = field(init=False, repr=False, factory=dict)

    @override
    async def destination(self, name: str) -> Destination:
        return self._directory.find(name)

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        if destination.key not in self._directory.by_key:
            return ()
        places = await asyncio.to_thread(self._gazetteer.places_of, destination.key)
        return mixture(places.values(), interests=frozenset(interests), most=most)

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        entries = await asyncio.to_thread(self._all)
        if category is not None:
            entries = [entry for entry in entries if entry.place.category == category]
        found = _matching(entries, query) if query.strip() else [(0, entry.place) for entry in entries]
        if near is not None:
            found = [(crow_meters(near, place.point), place) for _, place in found]
        return [place for _, place in nsmallest(limit, found, key=lambda ranked: ranked[0])]

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        key = place_id.removeprefix(PREFIX).partition("/")[0]
        if key not in self._directory.by_key:
            return None
        return (await asyncio.to_thread(self._gazetteer.places_of, key)).get(place_id)

    def _all(self) -> list[Entry]:
        for key, destination in self._directory.by_key.items():
            if key not in self._entries:
                places = self._gazetteer.places_of(key).values()
                self._entries[key] = [Entry.of(place, destination) for place in places]
        return [entry for key in self._directory.by_key for entry in self._entries[key]]


def _matching(entries: Iterable[Entry], query: str) -> list[tuple[float, Place]]:
    whole, words = folded(query), folded_words(query)
    if not whole:
        return []
    ranked = ((entry.rank(whole, words), entry.place) for entry in entries)
    return [(rank, place) for rank, place in ranked if rank is not None]


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PlaceFinder]:
    """Open the gazetteer; its files are read later."""
    del section
    yield GazetteerPlaceFinder()
