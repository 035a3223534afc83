"""Any plan that can be made, however little sense it makes, for property tests."""

from datetime import UTC, timedelta, timezone
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from core.planning.model.destination import Bounds
from core.planning.model.hours import ALWAYS, Holiday, OpeningHours, Window
from core.planning.model.money import Money, Rate
from core.planning.model.place import CATEGORIES, Names, Place, PlaceId
from core.planning.model.plan import Anchor, Cost, Day, Meal, Missing, Mode, Stop, StopId, StopKind, Travel
from core.planning.model.point import Point
from core.planning.model.preferences import Budget, Lodging, Pace, Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL
from core.planning.model.trip import Trip
from core.planning.model.weather import DayWeather

texts = st.text(max_size=12) | st.sampled_from(["busan", "Busan", "lunch", "casino", "user:lodging", "kakao:1"])
dates = st.dates()
zones = st.sampled_from([SEOUL, UTC, timezone(timedelta(hours=-9.5)), ZoneInfo("Asia/Seoul")])
moments = st.datetimes() | st.datetimes(timezones=zones)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
bounds = st.builds(Bounds, **dict.fromkeys(("south", "west", "north", "east"), st.floats(-180, 180)))
amounts = st.decimals(min_value=0, allow_nan=False, allow_infinity=False) | st.just(Decimal("Infinity"))
currencies = st.sampled_from(["KRW", "USD"])
money = st.builds(Money, amount=amounts, currency=currencies)
provenances = st.builds(Provenance, source=texts, fetched_at=moments)
windows = st.builds(lambda opens, length: Window(opens, opens + length), st.integers(0, 1440), st.integers(1, 1440))
weeks = st.lists(st.none() | st.lists(windows, max_size=2).map(tuple), min_size=7, max_size=7).map(tuple)
hours = st.builds(
    OpeningHours,
    weekly=weeks,
    last_entry=st.integers(0, 3_000),
    closed_weeks=st.frozensets(st.tuples(st.integers(-3, 9), st.integers(-3, 9)), max_size=3),
    closed_holidays=st.frozensets(st.sampled_from(get_args(Holiday))),
)
places = st.builds(
    Place,
    place_id=texts.map(PlaceId),
    names=st.builds(Names, ko=texts, roman=texts, en=texts),
    category=st.sampled_from(CATEGORIES),
    point=points,
    address=texts,
    destination=texts,
    found=provenances,
    hours=st.none() | st.just(ALWAYS) | hours,
    indoor=st.none() | st.booleans(),
    tags=st.frozensets(texts, max_size=2),
    price_level=st.none() | st.integers(0, 4),
)
travels = st.builds(
    Travel, mode=st.sampled_from(get_args(Mode)), minutes=st.integers(min_value=0), meters=st.integers(min_value=0)
)
stops = st.builds(
    Stop,
    stop_id=texts.map(StopId),
    kind=st.sampled_from(get_args(StopKind)),
    start=moments,
    end=moments,
    place=places,
    travel=st.none() | travels,
    cost=st.none() | money,
    opening=st.sampled_from(["open", "closed", "unknown"]),
    meal=st.none() | st.sampled_from(get_args(Meal)),
)
weathers = st.builds(
    DayWeather,
    date=dates,
    kind=st.sampled_from(["forecast", "normal", "told"]),
    low=st.floats(),
    high=st.floats(),
    rain_chance=st.floats(0, 1),
    wet=st.lists(windows, max_size=2).map(tuple),
    found=provenances,
)
days = st.builds(
    Day,
    date=dates,
    base=texts,
    area=st.none() | bounds,
    stops=st.lists(stops, max_size=3).map(tuple),
    starts_from=st.none() | st.builds(Anchor, name=texts, point=points),
    weather=st.none() | weathers,
)
preferences = st.builds(
    Preferences,
    pace=st.sampled_from(get_args(Pace)),
    budget=st.none()
    | st.builds(Budget, amount=amounts.filter(bool), currency=currencies, per=st.sampled_from(["day", "trip"])),
    must_visit=st.lists(texts, max_size=2).map(tuple),
    avoid=st.lists(texts, max_size=2).map(tuple),
    lodging=st.none() | st.builds(Lodging, name=texts.filter(bool), point=points),
)
trips = st.builds(Trip, location=texts, start_date=dates, end_date=dates, preferences=preferences)
costs = st.builds(
    Cost,
    total=money,
    per_day=st.lists(money, max_size=3).map(tuple),
    in_budget=st.none() | money,
    rate=st.none()
    | st.builds(
        Rate, base=currencies, target=currencies, value=amounts.filter(bool), found=provenances, good_until=moments
    ),
)
lacks = st.builds(
    Missing,
    what=st.sampled_from(["must_visit", "meal", "weather"]),
    scope=texts | dates.map(str),
    about=texts,
    why=texts,
)
