"""Opening hours for places of other sources, from the same places in the gazetteer."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from difflib import SequenceMatcher
from re import findall
from typing import Final

from attrs import Factory, evolve, frozen
from typing_extensions import override

from adapters.gazetteer.gazetteer import Gazetteer
from adapters.wire.destinations.directory import DestinationDirectory
from adapters.wire.destinations.folding import folded
from core.planning.model.place import Place
from core.planning.model.scheduling.travelling import crow_meters
from ports.place_details import PlaceDetails

NEAR: Final = 300  # metres within which places with one name are one place
ALIKE: Final = 0.9  # of two English names, which are transcribed in several ways


@frozen
class GazetteerPlaceDetails(PlaceDetails):
    """Knows a place again by its name and by where it is."""

    _directory: DestinationDirectory = Factory(DestinationDirectory.bundled)
    _gazetteer: Gazetteer = Factory(Gazetteer)

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        return await asyncio.to_thread(lambda: [self._completed(place) for place in places])

    def _completed(self, place: Place) -> Place:
        if place.hours is not None:
            return place
        known = next((one for one in self._around(place) if one.hours and _is_same(one, place)), None)
        return place if known is None else evolve(place, hours=known.hours, hours_from=known.hours_from)

    def _around(self, place: Place) -> Iterable[Place]:
        for destination in self._directory.around(place.point):
            for one in self._gazetteer.places_of(destination.key).values():
                if crow_meters(one.point, place.point) <= NEAR:
                    yield one


def _is_same(one: Place, other: Place) -> bool:
    return folded(one.names.ko) == folded(other.names.ko) or _are_alike(folded(one.names.en), folded(other.names.en))


def _are_alike(one: str, other: str) -> bool:
    if findall(r"\d+", one) != findall(r"\d+", other):
        return False  # the second gate is not the first
    return bool(other) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PlaceDetails]:
    """Open the gazetteer; its files are read later."""
    del section
    yield GazetteerPlaceDetails()
