"""The places that come with Oddiya: one file for each destination, read when it is first asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final
from urllib.parse import quote

from attrs import Factory, field, frozen

from adapters.gazetteer.lines import BadLine, Line, degrees, lines_of, one_of, several, slug, unless_dash, whole, words
from core.planning.model.hours_text import hours_of
from core.planning.model.place import CATEGORIES, Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import INTERESTS
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL

SOURCE: Final = "gazetteer"
COLLECTED: Final = Provenance(source=SOURCE, fetched_at=datetime(2026, 11, 21, tzinfo=SEOUL))
MAP: Final = "https://map.kakao.com/?q="

SAME_HOURS: Final = 1024

a_category = one_of({category: category for category in CATEGORIES})
interests = several(one_of({str(interest): str(interest) for interest in INTERESTS}))
latitude, longitude = degrees(90), degrees(180)
hours_once = lru_cache(SAME_HOURS)(hours_of)  # many places keep the same hours
dwell = whole(5, 720)
roof = one_of({"in": True, "out": False, "both": None})
price = unless_dash(whole(0, 4))


@frozen
class Gazetteer:
    """Reads each file once, and only when it is needed."""

    _folder: Traversable = Factory(lambda: files("adapters.gazetteer").joinpath("places"))
    _read: dict[str, Mapping[PlaceId, Place]] = field(init=False, repr=False, factory=dict)

    def places_of(self, destination: str) -> Mapping[PlaceId, Place]:
        """Return a destination's places by their ids, what is known best first; none where nothing is known."""
        if destination not in self._read:
            file = self._folder.joinpath(f"{destination}.txt")
            self._read[destination] = dict(_places_in(file, destination)) if file.is_file() else {}
        return self._read[destination]


def _places_in(file: Traversable, destination: str) -> Iterator[tuple[PlaceId, Place]]:
    seen: set[PlaceId] = set()
    for line in lines_of(file.read_text(encoding="utf-8"), file=file.name):
        place = _place_of(line, destination)
        if place.place_id in seen:
            raise BadLine(f"{line.where}, slug: {line.cells['slug']!r} was there before")
        seen.add(place.place_id)
        yield place.place_id, place


def _place_of(line: Line, destination: str) -> Place:
    read = line.read
    names = Names(ko=read("Korean name", words), roman=read("romanised", words), en=read("English name", words))
    hours = read("hours", hours_once)
    return Place(
        place_id=PlaceId(f"{SOURCE}:{destination}/{read('slug', slug)}"),
        names=names,
        category=read("category", a_category),
        point=Point(read("lat", latitude), read("lng", longitude)),
        address=read("address", words),
        destination=destination,
        found=COLLECTED,
        hours=hours,
        hours_from=COLLECTED if hours else None,
        dwell=read("dwell", dwell),
        indoor=read("where", roof),
        tags=read("tags", interests),
        price_level=read("price", price),
        url=MAP + quote(names.ko),
    )
