"""Wishes for short trips among a few places in Busan, to plan and to repair."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from core.planning.model.bases import dates_of, legs_of
from core.planning.model.destination import Bounds, Destination
from core.planning.model.errors import WishesConflict
from core.planning.model.hours import Window
from core.planning.model.hours_text import hours_of
from core.planning.model.matching import best_called
from core.planning.model.place import Category, Names, Place, PlaceId
from core.planning.model.plan import Day, Stop
from core.planning.model.point import Point
from core.planning.model.preferences import Preferences
from core.planning.model.proven import proven
from core.planning.model.provenance import Provenance
from core.planning.model.scheduling.trip_plan import drafted
from core.planning.model.scheduling.trip_wishes import MustVisit, Wishes
from core.planning.model.selection import Pick, Selection
from core.planning.model.seoul_time import clock, minute, minute_of
from core.planning.model.trip import Base, Trip
from core.planning.model.weather import DayWeather
from tests.planning_samples import ASKED, FRIDAY
from tests.planning_strategies import TOWNS

FOUND: Final = Provenance(source="gazetteer", fetched_at=ASKED)
SEOUL: Final = Destination(
    key="seoul",
    names=Names(ko="서울", roman="Seoul", en="Seoul"),
    centre=Point(37.56, 126.99),
    bounds=Bounds(south=37.4, west=126.7, north=37.7, east=127.2),
)
KNOWN: Final[Mapping[str, Destination]] = {**TOWNS, "seoul": SEOUL}
SORTS: Final[tuple[Category, ...]] = ("museum", "art", "culture", "shopping", "family", "view")
AT: Final = {"busan": Point(35.1, 129.03), "jeju": Point(33.5, 126.53), "seoul": Point(37.57, 126.98)}


def a_spot(
    slug: str,
    category: Category = "museum",
    *,
    town: str = "busan",
    hours: str = "09:00-21:00",
    east: float = 0.0,
    **changes: Any,
) -> Place:
    """Return a place in a town, so many kilometres east of where all others are; it is indoors and costs nothing."""
    point = AT[town]
    facts: dict[str, Any] = {
        "place_id": PlaceId(f"gazetteer:{town}/{slug}"),
        "names": Names(ko=f"{slug}-곳", roman="", en=f"The {slug}"),
        "category": category,
        "point": Point(point.lat, point.lng + east / 91),
        "address": "",
        "destination": town,
        "found": FOUND,
        "hours": hours_of(hours),
        "dwell": 60,
        "indoor": True,
        "price_level": 0,
    }
    return Place(**{**facts, **changes})


def spots(count: int, **facts: Any) -> list[Place]:
    """Return so many sights of different kinds."""
    return [a_spot(f"sight{number}", **{"category": SORTS[number % len(SORTS)], **facts}) for number in range(count)]


def eateries(count: int, **facts: Any) -> list[Place]:
    """Return so many places to eat."""
    return [
        a_spot(f"eatery{number}", **{"category": "food", "hours": "10:00-22:00", **facts}) for number in range(count)
    ]


def a_sky(day: date, *wet: tuple[str, str]) -> DayWeather:
    """Return a forecast with rain from one time of the day to another."""
    windows = tuple(Window(minute(first), minute(last)) for first, last in wet)
    return DayWeather(date=day, kind="forecast", low=3, high=9, rain_chance=0.5, wet=windows, found=FOUND)


def a_wish(
    pool: Sequence[Place],
    *,
    location: str = "busan",
    days: int = 1,
    first: date = FRIDAY,
    weather: Sequence[DayWeather] = (),
    **wishes: Any,
) -> Wishes:
    """Return what is wished for a trip; `must_visit` are looked for in the pool.

    Other wishes than preferences are the `picks` of a model, an `easy` trip, and the `rate` of the budget's currency.
    """
    picks, easy, rate = wishes.pop("picks", ()), wishes.pop("easy", False), wishes.pop("rate", None)
    last = first + timedelta(days=days - 1)
    trip = Trip(location=location, start_date=first, end_date=last, preferences=Preferences(**wishes))
    legs = legs_of(location)
    bases = [
        Base(destination=KNOWN[leg.name], dates=dates)
        for leg, dates in zip(legs, dates_of(legs, trip.dates), strict=True)
    ]
    picked = tuple(Pick(place_id=place.place_id, reason="It was picked.") for place in picks)
    return Wishes(
        trip=trip,
        told_at=ASKED,
        bases=bases,
        pools=[[place for place in pool if place.destination == base.destination.key] for base in bases],
        selection=Selection(picks=picked, source="offline", easy=easy),
        must=[
            MustVisit(number=number, wish=wish, place=best_called(pool, wish))
            for number, wish in enumerate(trip.preferences.must_visit)
        ],
        weather={day.date: day for day in weather},
        rate=rate,
    )


def days_of(wishes: Wishes) -> tuple[Day, ...]:
    """Return the days of a plan that is proven."""
    return proven(wishes).days


def faults_of(wishes: Wishes) -> dict[str, str]:
    """Return what is told of wishes that conflict, by what it is told of."""
    try:
        drafted(wishes)
    except WishesConflict as conflict:
        return {fault.pointer: fault.detail for fault in conflict.faults}
    raise AssertionError("these wishes do not conflict")


def slugs(stops: Sequence[Stop]) -> list[str]:
    """Return which places stops are at."""
    return [stop.place.place_id.split("/")[-1] for stop in stops]


def times(day: Day) -> dict[str, tuple[str, str]]:
    """Return from when until when a day is at each place."""
    return {
        slug: (clock(minute_of(day.date, stop.start)), clock(minute_of(day.date, stop.end)))
        for slug, stop in zip(slugs(day.stops), day.stops, strict=True)
    }
