"""Real places from Kakao Local, the map that people in Korea use."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from attrs import frozen
from typing_extensions import override

from adapters.kakao.local import KEEP, KakaoLocal
from adapters.kakao.places import PREFIX, SOURCE, place_of
from adapters.kakao.regions import destination_of, region_key
from adapters.kakao.tiles import PAGES, SIZE, Sweep
from adapters.kakao.wishes import pool_wishes, search_params, sendable
from adapters.wire.destinations.directory import DestinationDirectory
from adapters.wire.destinations.mixture import mixture
from adapters.wire.outside.facts import Fact, Facts
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.section import SourceSection, open_source, service_key, service_url
from adapters.wire.public_url import PublicUrl
from core.planning.model.destination import Destination
from core.planning.model.errors import UnknownDestination
from core.planning.model.place import Category, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.scheduling.travelling import crow_meters
from ports.place_finder import PlaceFinder

REGION_WORDS: Final = 2  # of an address

Document = dict[str, Any]


@frozen(kw_only=True)
class KakaoPlaceFinder(PlaceFinder):
    """Looks through a destination sort by sort; what it returns is remembered for a day."""

    local: KakaoLocal
    facts: Facts
    directory: DestinationDirectory

    @override
    async def destination(self, name: str) -> Destination:
        try:
            return self.directory.find(name)
        except UnknownDestination as unknown:
            regions = await self.local.regions(sendable(name)) if sendable(name) else []
            found = next(filter(None, map(destination_of, regions)), None)
            if found is None:
                raise unknown from None
            return found

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        deadline = self.local.deadline()
        found = Sweep.joined(
            await asyncio.gather(
                *(
                    self.local.sweep(wish.params, destination.bounds, calls=wish.calls, deadline=deadline)
                    for wish in pool_wishes(interests)
                )
            )
        )
        places = [place for place in _places(found, lambda _: destination.key) if destination.bounds.hold(place.point)]
        return await self._remembered(mixture(places, interests=frozenset(interests), most=most), found)

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        deadline = self.local.deadline()
        calls = PAGES if category else min(PAGES, -(-limit // SIZE))
        searches = search_params(query, near, category) if limit > 0 else []
        found = Sweep.joined(
            await asyncio.gather(
                *(self.local.sweep(params, None, calls=calls, deadline=deadline) for params in searches)
            )
        )
        places = [place for place in _places(found, self._region_of) if category in (None, place.category)]
        if near is not None:
            places.sort(key=lambda place: crow_meters(near, place.point))
        return await self._remembered(places[:limit], found)

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        if not place_id.startswith(PREFIX):
            return None
        fact = await self.facts.recall_surely(place_id)
        return None if fact is None else place_of(fact.value[0], destination=fact.value[1], found=fact.found)

    def _region_of(self, document: Document) -> str:
        around = self.directory.around(Point(document["lat"], document["lng"]))
        return around[0].key if around else region_key(document["address"].split()[:REGION_WORDS])

    async def _remembered(self, places: Sequence[Place], found: Sweep) -> Sequence[Place]:
        await asyncio.gather(*(self._remember(place, found) for place in places))
        return places

    async def _remember(self, place: Place, found: Sweep) -> None:
        document, _ = found.seen[place.place_id.removeprefix(PREFIX)]
        fact = Fact(value=[document, place.destination], found=place.found)
        await self.facts.remember_again(place.place_id, fact, keep=KEEP)


def _places(found: Sweep, destination: Callable[[Document], str]) -> Iterator[Place]:
    for document, asked in found.seen.values():
        try:
            place = place_of(document, destination=destination(document), found=asked)
        except ValueError:
            continue  # it lies nowhere on earth
        if place is not None:
            yield place


@frozen(kw_only=True)
class Section(SourceSection):
    """How Kakao knows us."""

    key: ServiceKey = service_key("ODDIYA_KAKAO_REST_KEY", "an app at developers.kakao.com, its REST API key")
    url: PublicUrl = service_url("ODDIYA_KAKAO_URL", "Kakao Local", "https://dapi.kakao.com")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PlaceFinder]:
    """Open the connections; none is made before it is wanted."""
    headers = {"Authorization": f"KakaoAK {section.key.text}"}
    async with open_source(section, "Kakao Local", headers=headers) as source:
        facts = section.facts(SOURCE)
        local = KakaoLocal(source=source, facts=facts, url=section.url)
        yield KakaoPlaceFinder(local=local, facts=facts, directory=DestinationDirectory.bundled())
