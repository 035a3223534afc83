"""Opening hours from the tourism organisation (KTO TourAPI, api.visitkorea.or.kr), which writes them as free text."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote

from attrs import evolve, field, frozen
from typing_extensions import override

from adapters.tourapi.answers import Item, read_items
from adapters.tourapi.hours import hours_from
from adapters.tourapi.matching import same_place
from adapters.wire.outside.deadline import Deadline
from adapters.wire.outside.facts import Fact, Facts
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.section import SourceSection, open_source, service_key, service_url
from adapters.wire.outside.source import Source
from adapters.wire.public_url import PublicUrl
from core.errors import Unavailable
from core.planning.model.place import Place, PlaceId
from ports.place_details import PlaceDetails

SOURCE: Final = "tourapi"
KEEP: Final = timedelta(days=1)
MOST: Final = 40  # places that are looked up for one question, with two calls each; a day may have only 1,000
# By the kind of content, where the hours and the closing days stand.
FIELDS: Final = {
    "12": ("usetime", "restdate"),
    "14": ("usetimeculture", "restdateculture"),
    "28": ("usetimeleports", "restdateleports"),
    "38": ("opentime", "restdateshopping"),
    "39": ("opentimefood", "restdatefood"),
}


@frozen(kw_only=True)
class TourApiPlaceDetails(PlaceDetails):
    """Knows a place again by its name and where it is; what is found, or not found, is kept for a day."""

    source: Source
    facts: Facts
    url: str
    key: ServiceKey = field(repr=False)

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        wanted = [place for place in places if place.hours is None and place.names.ko]
        kept = await asyncio.gather(*(self.facts.recall(place.place_id) for place in wanted))
        known = {place.place_id: fact for place, fact in zip(wanted, kept, strict=True) if fact is not None}
        known |= await self._look_up([place for place in wanted if place.place_id not in known][:MOST], known)
        return [_with_hours(place, known.get(place.place_id)) for place in places]

    async def _look_up(self, places: Sequence[Place], known: dict[PlaceId, Fact]) -> dict[PlaceId, Fact]:
        deadline = self.source.deadline()
        outcomes = await asyncio.gather(*(self._tried(place, deadline) for place in places))
        failures = [outcome for outcome in outcomes if isinstance(outcome, Unavailable)]
        if failures and len(failures) == len(outcomes) and not known:
            raise failures[0]
        return {
            place.place_id: outcome
            for place, outcome in zip(places, outcomes, strict=True)
            if isinstance(outcome, Fact)
        }

    async def _tried(self, place: Place, deadline: Deadline) -> Fact | Unavailable:
        try:
            return await self.facts.fetched(place.place_id, lambda: self._texts(place, deadline), keep=KEEP)
        except Unavailable as failure:
            return failure

    async def _texts(self, place: Place, deadline: Deadline) -> list[str] | None:
        """Return what is written about the hours and the closing days, None where the place is not found."""
        found = await self._ask("searchKeyword2", deadline, keyword=place.names.ko, numOfRows="20", pageNo="1")
        item = same_place(place, [one for one in found if str(one.get("contenttypeid")) in FIELDS])
        if item is None:
            return None
        kind = str(item["contenttypeid"])
        details = await self._ask("detailIntro2", deadline, contentId=str(item["contentid"]), contentTypeId=kind)
        return [_text(details, name) for name in FIELDS[kind]]

    async def _ask(self, operation: str, deadline: Deadline, **params: str) -> list[Item]:
        usual = {"MobileOS": "ETC", "MobileApp": "Oddiya", "_type": "json", "serviceKey": self.key.text}
        return await self.source.get(f"{self.url}/{operation}", usual | params, read=read_items, deadline=deadline)


def _text(details: Sequence[Item], name: str) -> str:
    found: Any = details[0].get(name) if details else None
    return found if isinstance(found, str) else ""


def _with_hours(place: Place, fact: Fact | None) -> Place:
    if place.hours is not None or fact is None or fact.value is None:
        return place
    hours = hours_from(*fact.value)
    return place if hours is None else evolve(place, hours=hours, hours_from=fact.found)


@frozen(kw_only=True)
class Section(SourceSection):
    """How the open data portal knows us."""

    key: ServiceKey = service_key("ODDIYA_TOURAPI_KEY", "an application at data.go.kr that may use KorService2")
    url: PublicUrl = service_url("ODDIYA_TOURAPI_URL", "TourAPI", "https://apis.data.go.kr/B551011/KorService2")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PlaceDetails]:
    """Open the connections; none is made before it is wanted."""
    # The portal shows its keys also in a form that is encoded already, which must not be encoded twice.
    key = ServiceKey(unquote(section.key.text))
    async with open_source(section, "TourAPI") as source:
        yield TourApiPlaceDetails(source=source, facts=section.facts(SOURCE), url=section.url, key=key)
