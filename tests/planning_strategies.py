"""Any trip that the API accepts, any places, and any weather, for properties."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from core.planning.model.destination import Bounds, Destination
from core.planning.model.hours import Window
from core.planning.model.hours_text import hours_of
from core.planning.model.matching import best_called
from core.planning.model.money import KRW, Rate
from core.planning.model.place import CATEGORIES, Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import INTERESTS, Budget, Lodging, Party, Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.scheduling.trip_wishes import MustVisit, Wishes
from core.planning.model.selection import Pick, Selection
from core.planning.model.trip import Base, Trip
from core.planning.model.weather import DayWeather

FIRST: Final = date(2026, 9, 20)
FOUND: Final = Provenance(source="gazetteer", fetched_at=datetime(2026, 11, 1, tzinfo=UTC))
HOURS: Final = (
    "?", "always", "09:00-18:00", "09:00-18:00 last 17:00; closed mon", "10:00-15:00,17:00-21:00", "18:00-26:00",
    "mon-fri 11:00-14:00", "closed tue", "11:00-22:00; closed seollal,chuseok", "06:00-09:00",
    "10:00-20:00; closed 2nd,4th sun", "closed mon-sun",
)  # fmt: skip
TOWNS: Final = {
    "busan": Destination(
        key="busan",
        names=Names(ko="부산", roman="Busan", en="Busan"),
        centre=Point(35.16, 129.06),
        bounds=Bounds(south=35.0, west=128.8, north=35.3, east=129.3),
    ),
    "jeju": Destination(
        key="jeju",
        names=Names(ko="제주", roman="Jeju", en="Jeju"),
        centre=Point(33.4, 126.55),
        bounds=Bounds(south=33.2, west=126.1, north=33.6, east=127.0),
        by_car=True,
    ),
}
NEAR_OR_FAR: Final = (Point(35.1, 129.03), Point(33.5, 126.5), Point(37.56, 126.98))


@st.composite
def places(draw: st.DrawFn, *, town: str, most: int = 16) -> list[Place]:
    """Places in a town."""
    bounds = TOWNS[town].bounds
    return [
        Place(
            place_id=PlaceId(f"gazetteer:{town}/p{number}"),
            names=Names(ko=f"{town}곳{number}", roman="", en=f"{town.title()} place number {number}"),
            category=draw(st.sampled_from(CATEGORIES[:-1])),
            point=Point(draw(st.floats(bounds.south, bounds.north)), draw(st.floats(bounds.west, bounds.east))),
            address="",
            destination=town,
            found=FOUND,
            hours=hours_of(draw(st.sampled_from(HOURS))),
            dwell=draw(st.sampled_from((15, 40, 60, 95, 180))),
            indoor=draw(st.sampled_from((True, False, None))),
            tags=draw(st.frozensets(st.sampled_from(INTERESTS), max_size=2)),
            price_level=draw(st.sampled_from((None, 0, 1, 2, 3, 4))),
        )
        for number in range(draw(st.integers(0, most)))
    ]


@st.composite
def preferences(draw: st.DrawFn, known: Sequence[Place]) -> Preferences:
    """Any wishes that are wishes, some for and against places that are known."""
    start = draw(st.integers(5 * 60, 20 * 60))
    named = [place.place_id for place in known] + [place.names.ko for place in known] + ["nowhere", "🏖", ""]
    amount = st.sampled_from([Decimal(1), Decimal(50), Decimal(20_000), Decimal(80_000), Decimal(10_000_000)])
    budgets = st.builds(
        Budget, amount=amount, currency=st.sampled_from((KRW, "USD")), per=st.sampled_from(("day", "trip"))
    )
    lodgings = st.builds(Lodging, name=st.just("Inn"), point=st.sampled_from(NEAR_OR_FAR))
    return Preferences(
        pace=draw(st.sampled_from(("relaxed", "normal", "packed"))),
        interests=tuple(draw(st.lists(st.sampled_from(INTERESTS), max_size=3))),
        budget=draw(st.none() | budgets),
        party=Party(adults=draw(st.integers(1, 4)), children=draw(st.integers(0, 3))),
        must_visit=tuple(draw(st.lists(st.sampled_from(named), max_size=3))),
        avoid=tuple(draw(st.lists(st.sampled_from([*named, "museum", "beaches", "sea_food"]), max_size=2))),
        day_start=start,
        day_end=draw(st.integers(start + 120, 24 * 60)),
        lodging=draw(st.none() | lodgings),
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wishes:
    """Any trip with its facts."""
    towns = draw(st.sampled_from((["busan"], ["jeju"], ["busan", "jeju"], ["busan", "jeju", "busan"])))
    pools = {town: draw(places(town=town)) for town in dict.fromkeys(towns)}
    known = [place for pool in pools.values() for place in pool]
    first = FIRST + timedelta(days=draw(st.integers(0, 14)))
    stays = [draw(st.integers(1, 3)) for _ in towns]
    dates = [first + timedelta(days=number) for number in range(sum(stays))]
    begins = [sum(stays[:number]) for number in range(len(stays))]
    wanted = draw(preferences(known))
    trip = Trip(location=", ".join(towns), start_date=first, end_date=dates[-1], preferences=wanted)
    picks = draw(
        st.lists(st.sampled_from([place.place_id for place in known] or [PlaceId("gazetteer:x/y")]), max_size=6)
    )
    return Wishes(
        trip=trip,
        told_at=FOUND.fetched_at,
        bases=[
            Base(destination=TOWNS[town], dates=tuple(dates[begin : begin + stay]))
            for town, begin, stay in zip(towns, begins, stays, strict=True)
        ],
        pools=[pools[town] for town in towns],
        selection=Selection(
            picks=tuple(Pick(place_id=place_id, weight=draw(st.floats(0, 1))) for place_id in picks),
            source="offline",
            easy=draw(st.booleans()),
        ),
        must=[
            MustVisit(number=number, wish=wish, place=best_called(known, wish))
            for number, wish in enumerate(wanted.must_visit)
        ],
        weather={day: draw(weather(day)) for day in dates if draw(st.booleans())},
        rate=draw(
            st.sampled_from(
                (None, Rate(base="USD", target=KRW, value=Decimal(1400), found=FOUND, good_until=FOUND.fetched_at))
            )
        ),
    )


@st.composite
def weather(draw: st.DrawFn, day: date) -> DayWeather:
    """Any weather of a day."""
    wet = draw(st.sampled_from(((), (Window(0, 1440),), (Window(540, 720),), (Window(720, 900), Window(900, 1080)))))
    return DayWeather(date=day, kind="forecast", low=3, high=9, rain_chance=0.5, wet=wet, found=FOUND)
