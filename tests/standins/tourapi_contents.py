"""What the stand-in of TourAPI knows: the gazetteer's places, with their hours as free text."""

from collections.abc import Iterator
from functools import cache
from zlib import crc32

from attrs import frozen

from adapters.gazetteer.gazetteer import Gazetteer
from adapters.wire.destinations.directory import DestinationDirectory
from core.planning.model.hours import OpeningHours, Window
from core.planning.model.place import Category, Place
from core.planning.model.seoul_time import clock

TYPES: dict[Category, str] = {
    "museum": "14",
    "art": "14",
    "market": "38",
    "shopping": "38",
    "food": "39",
    "cafe": "39",
    "activity": "28",
}
DAYS = "월화수목금토일"
WEEKS = ("", "첫째", "둘째", "셋째", "넷째", "다섯째")
FEASTS = {"new-year": "1월 1일", "seollal": "설날", "chuseok": "추석"}


@frozen(kw_only=True)
class Content:
    """One entry."""

    content_id: str
    kind: str
    title: str
    address: str
    lat: float
    lng: float
    use: str
    rest: str


@cache
def known_contents() -> tuple[Content, ...]:
    """Return the gazetteer's places as the tourism organisation would describe them."""
    gazetteer = Gazetteer()
    keys = DestinationDirectory.bundled().by_key
    return tuple(content_of(place) for key in keys for place in gazetteer.places_of(key).values())


def content_of(place: Place) -> Content:
    """Return a place's entry."""
    return Content(
        content_id=str(crc32(place.place_id.encode()) % 10_000_000),
        kind=TYPES.get(place.category, "12"),
        title=place.names.ko,
        address=place.address,
        lat=place.point.lat,
        lng=place.point.lng,
        use="<br>".join(_use(place.hours)) if place.hours else "홈페이지 참조",
        rest=", ".join(_rest(place.hours)) if place.hours else "",
    )


def _use(hours: OpeningHours) -> Iterator[str]:
    by_windows: dict[tuple[Window, ...], str] = {}
    for day, windows in enumerate(hours.weekly):
        if windows:
            by_windows[windows] = by_windows.get(windows, "") + DAYS[day]
    for windows, days in by_windows.items():
        spans = ", ".join(f"{clock(one.opens)}~{clock(one.closes % 1440 or 1440)}" for one in windows)
        last = f" (입장마감 {clock(windows[-1].closes - hours.last_entry)})" if hours.last_entry else ""
        yield f"{','.join(days)} {spans}{last}" if len(by_windows) > 1 else f"{spans}{last}"


def _rest(hours: OpeningHours) -> Iterator[str]:
    closed = [f"{DAYS[day]}요일" for day, windows in enumerate(hours.weekly) if windows == ()]
    weeks = [f"매월 {WEEKS[week]} 주 {DAYS[day]}요일" for week, day in sorted(hours.closed_weeks)]
    feasts = [f"{FEASTS[feast]} 당일" for feast in sorted(hours.closed_holidays)]
    if closed:
        yield f"매주 {', '.join(closed)}"
    yield from (*weeks, *feasts) if closed or weeks or feasts else ("연중무휴",)
