"""The searches of Kakao Local (developers.kakao.com/docs/latest/en/local/dev-guide)."""

from datetime import timedelta
from typing import Any, Final

from attrs import frozen

from adapters.kakao.answers import Page, accepted, read_page
from adapters.kakao.tiles import SIZE, Look, Sweep, sweep
from adapters.kakao.wishes import Params
from adapters.wire.outside.deadline import Deadline
from adapters.wire.outside.facts import Facts
from adapters.wire.outside.heard import Heard, number, text
from adapters.wire.outside.source import Source
from core.planning.model.destination import Bounds
from core.planning.model.point import Point

KEEP: Final = timedelta(days=1)
KEYWORD: Final = "/v2/local/search/keyword.json"
CATEGORY: Final = "/v2/local/search/category.json"
ADDRESS: Final = "/v2/local/search/address.json"


@frozen(kw_only=True)
class KakaoLocal:
    """Asks, and keeps for a day what was answered."""

    source: Source
    facts: Facts
    url: str

    def deadline(self) -> Deadline:
        """Return until when a question that is asked now must be answered."""
        return self.source.deadline()

    async def sweep(self, params: Params, area: Bounds | None, *, calls: int, deadline: Deadline) -> Sweep:
        """Search by keyword, where the parameters have a query, or else by category, with so many calls at most."""

        async def ask(tile: Bounds | None, page: int) -> Look:
            return await self._look({**params, **_paged(tile, page)}, deadline)

        return await sweep(ask, area, most_calls=calls)

    async def _look(self, params: Params, deadline: Deadline) -> Look:
        path = KEYWORD if "query" in params else CATEGORY

        async def ask() -> Page:
            return await self.source.get(self.url + path, params, read=read_page, deadline=deadline)

        fact = await self.facts.get(_name(path, params), ask, keep=KEEP)
        seen = [(document, fact.found) for document in fact.value["found"]]
        return Look(total=fact.value["total"], end=fact.value["end"], seen=seen)

    async def regions(self, name: str) -> list[dict[str, Any]]:
        """Return the regions that are called exactly so, which are none or, where names repeat, several."""
        params = {"query": name, "analyze_type": "exact", "size": "10"}

        async def ask() -> list[dict[str, Any]]:
            return await self.source.get(self.url + ADDRESS, params, read=_regions, deadline=self.deadline())

        found: list[dict[str, Any]] = (await self.facts.get(_name(ADDRESS, params), ask, keep=KEEP)).value
        return found


def _regions(heard: Heard) -> list[dict[str, Any]]:
    return [_region(one) for one in accepted(heard)["documents"] if one["address_type"] == "REGION"]


def _region(one: dict[str, Any]) -> dict[str, Any]:
    point = Point(number(one["y"]), number(one["x"]))
    parts = [text(one["address"][f"region_{depth}depth_name"]) for depth in (1, 2, 3)]
    return {"lat": point.lat, "lng": point.lng, "parts": [part for part in parts if part]}


def _paged(area: Bounds | None, page: int) -> Params:
    paged = {"page": str(page), "size": str(SIZE)}
    if area is None:
        return paged
    degrees = (area.west, area.south, area.east, area.north)
    return {**paged, "rect": ",".join(f"{degree:.5f}" for degree in degrees)}


def _name(path: str, params: Params) -> str:
    return path + "?" + "&".join(f"{name}={value}" for name, value in sorted(params.items()))
