"""Plans as JSON: whatever can be in a plan comes back to the last digit, and nothing else is taken for one."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.documents import Unreadable
from adapters.wire.itineraries import (
    itinerary_json,
    itinerary_of,
    plan_json,
    plan_of,
    plan_summary_json,
    plan_summary_of,
    progress_json,
    progress_of,
    trip_json,
    trip_of,
)
from core.identity.model.user import UserId
from core.planning.model.destination import Bounds
from core.planning.model.hours import ALWAYS, OpeningHours, Window
from core.planning.model.money import Money, Rate
from core.planning.model.place import CATEGORIES, Names, Place, PlaceId
from core.planning.model.plan import Anchor, Cost, Day, Itinerary, Missing, Plan, PlanId, Stop, StopId, Travel
from core.planning.model.plan_summary import summary_of
from core.planning.model.point import Point
from core.planning.model.preferences import INTERESTS, Budget, Lodging, Party, Preferences
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.provenance import Provenance
from core.planning.model.trip import Trip
from core.planning.model.verification import Check, Verification
from core.planning.model.weather import DayWeather
from tests.planning_samples import a_day, a_plan, a_stop, a_trip, an_itinerary

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
DATES = st.dates(date(2025, 1, 1), date(2029, 12, 31))
FIRST, LAST = datetime(2025, 1, 1), datetime(2029, 12, 31)  # noqa: DTZ001 - Hypothesis adds the zones itself
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9), "KST")])
MOMENTS = st.datetimes(FIRST, LAST, timezones=ZONES)
AMOUNTS = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False)
CURRENCIES = st.sampled_from(["KRW", "USD", "JPY"])
MONEY = st.builds(Money, amount=AMOUNTS, currency=CURRENCIES)
POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
FOUND = st.builds(Provenance, source=TEXT, fetched_at=MOMENTS)
RATES = st.builds(Rate, base=CURRENCIES, target=CURRENCIES, value=AMOUNTS.filter(bool), found=FOUND, good_until=MOMENTS)
WINDOWS = st.integers(0, 1440).flatmap(lambda opens: st.builds(Window, st.just(opens), st.integers(opens + 1, 2880)))
HOURS = st.just(ALWAYS) | st.builds(
    OpeningHours,
    weekly=st.lists(st.none() | st.lists(WINDOWS, max_size=2).map(tuple), min_size=7, max_size=7).map(tuple),
    last_entry=st.integers(0, 120),
    closed_weeks=st.frozensets(st.tuples(st.integers(1, 5), st.integers(0, 6)), max_size=3),
    closed_holidays=st.frozensets(st.sampled_from(["new-year", "seollal", "chuseok"])),
)
PLACES = st.builds(
    Place,
    place_id=TEXT.map(PlaceId),
    names=st.builds(Names, ko=TEXT, roman=TEXT, en=TEXT),
    category=st.sampled_from(CATEGORIES),
    point=POINTS,
    address=TEXT,
    destination=TEXT,
    found=FOUND,
    hours=st.none() | HOURS,
    hours_from=st.none() | FOUND,
    dwell=st.integers(5, 720),
    indoor=st.sampled_from([None, True, False]),
    tags=st.frozensets(TEXT, max_size=3),
    price_level=st.none() | st.integers(0, 4),
    url=st.none() | TEXT,
)
STOPS = st.builds(
    Stop,
    stop_id=TEXT.map(StopId),
    kind=st.sampled_from(["visit", "meal", "cafe", "lodging"]),
    start=MOMENTS,
    end=MOMENTS,
    place=PLACES,
    why=TEXT,
    travel=st.none()
    | st.builds(
        Travel,
        mode=st.sampled_from(["walk", "transit", "taxi", "coach", "train", "plane"]),
        minutes=st.integers(0, 999),
        meters=st.integers(0, 10**6),
    ),
    cost=st.none() | MONEY,
    opening=st.sampled_from(["open", "closed", "unknown"]),
    meal=st.sampled_from([None, "lunch", "dinner"]),
    locked=st.booleans(),
)
WEATHER = st.builds(
    DayWeather,
    date=DATES,
    kind=st.sampled_from(["forecast", "normal", "told"]),
    low=st.floats(-40, 40),
    high=st.floats(-40, 40),
    rain_chance=st.floats(0, 1),
    wet=st.lists(WINDOWS, max_size=2).map(tuple),
    sky=st.sampled_from(["clear", "clouds", "rain", "snow", "mixed"]),
    found=FOUND,
)
DAYS = st.builds(
    Day,
    date=DATES,
    base=TEXT,
    area=st.none() | st.builds(Bounds, *[], **dict.fromkeys(("south", "west", "north", "east"), st.floats(-180, 180))),
    stops=st.lists(STOPS, max_size=2).map(tuple),
    starts_from=st.none() | st.builds(Anchor, name=TEXT, point=POINTS),
    weather=st.none() | WEATHER,
    summary=TEXT,
)
WISHES = st.lists(SOME_TEXT, max_size=2).map(tuple)
PREFERENCES = st.builds(
    Preferences,
    pace=st.sampled_from(["relaxed", "normal", "packed"]),
    interests=st.lists(st.sampled_from(INTERESTS), max_size=3).map(tuple),
    diet=st.lists(st.sampled_from(["vegan", "halal"]), max_size=2).map(tuple),
    budget=st.none()
    | st.builds(Budget, amount=AMOUNTS.filter(bool), currency=CURRENCIES, per=st.sampled_from(["day", "trip"])),
    party=st.builds(Party, adults=st.integers(1, 20), children=st.integers(0, 20)),
    must_visit=WISHES,
    avoid=WISHES,
    day_start=st.integers(300, 600),
    day_end=st.integers(720, 1440),
    lodging=st.none() | st.builds(Lodging, name=SOME_TEXT, point=POINTS),
    language=st.sampled_from(["ko", "en", "ja"]),
    note=TEXT,
)
TRIPS = st.builds(Trip, location=TEXT, start_date=DATES, end_date=DATES, preferences=PREFERENCES)
VERIFICATIONS = st.builds(
    Verification,
    checks=st.lists(
        st.builds(
            Check,
            rule=st.sampled_from(["dates", "must_visit", "weather"]),
            scope=TEXT,
            verdict=st.sampled_from(["pass", "fail", "unknown"]),
            evidence=TEXT,
        ),
        max_size=2,
    ).map(tuple),
)
MISSING = st.builds(Missing, what=st.sampled_from(["meal", "rates"]), scope=TEXT, about=TEXT, why=TEXT)
ITINERARIES = st.builds(
    Itinerary,
    trip=TRIPS,
    days=st.lists(DAYS, max_size=2).map(tuple),
    cost=st.builds(
        Cost,
        total=MONEY,
        per_day=st.lists(MONEY, max_size=2).map(tuple),
        in_budget=st.none() | MONEY,
        rate=st.none() | RATES,
    ),
    verification=VERIFICATIONS,
    source=st.sampled_from(["bedrock", "openai", "offline"]),
    missing=st.lists(MISSING, max_size=2).map(tuple),
    title=TEXT,
)
PLANS = st.builds(
    Plan,
    plan_id=TEXT.map(PlanId),
    owner=TEXT.map(UserId),
    title=SOME_TEXT,
    itinerary=ITINERARIES,
    version=st.integers(1, 2**53),
    created_at=MOMENTS,
    updated_at=MOMENTS,
    set_aside=st.lists(STOPS, max_size=2).map(tuple),
    share=st.none() | TEXT,
)


@settings(max_examples=30)
@given(plan=PLANS)
def test_a_plan_comes_back_to_the_last_digit(plan: Plan) -> None:
    document = plan_json(plan)
    back = plan_of(document)
    assert back == plan
    assert plan_json(back) == document
    assert itinerary_of(itinerary_json(plan.itinerary)) == plan.itinerary
    assert plan_summary_of(plan_summary_json(summary_of(plan))) == summary_of(plan)
    assert trip_of(trip_json(plan.itinerary.trip).decode()) == plan.itinerary.trip
    amounts = [str(money.amount) for money in plan.itinerary.cost.per_day]
    assert [str(money.amount) for money in back.itinerary.cost.per_day] == amounts
    assert [stop.start.utcoffset() for stop in back.set_aside] == [stop.start.utcoffset() for stop in plan.set_aside]


STEPS: dict[str, Progress] = {
    "facts": FactsGathered(places=(("busan", 120), ("서울", 0)), missing=("no weather",)),
    "day": DayPlanned(day=a_day(), number=2, of=3, verification=Verification(checks=())),
    "end": Finished(itinerary=an_itinerary()),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_of_planning_comes_back_as_what_it_was(step: Progress) -> None:
    assert progress_of(progress_json(step)) == step


def test_the_same_plan_is_always_the_same_document() -> None:
    place = evolve(a_stop().place, tags=frozenset({"sea", "view", "a", "b", "c"}))
    again = evolve(place, tags=frozenset({"c", "b", "a", "view", "sea"}))
    documents = {trip_json(a_trip()), trip_json(a_trip())}
    documents |= {plan_json(a_plan(set_aside=(a_stop(place=one),))) for one in (place, again)}
    assert len(documents) == 2


def test_fields_that_newer_code_has_added_are_passed_over() -> None:
    document = json.loads(plan_json(a_plan()))
    document["mood"] = "cheerful"
    document["itinerary"]["days"][0]["stops"][0]["place"]["stars"] = 5
    assert plan_of(json.dumps(document)) == a_plan()


def test_fields_that_older_code_did_not_write_have_their_defaults() -> None:
    document = json.loads(plan_json(a_plan(share="s", set_aside=(a_stop(),))))
    del document["share"], document["set_aside"]
    del document["itinerary"]["trip"]["preferences"]["note"]
    del document["itinerary"]["days"][0]["area"]
    itinerary = a_plan().itinerary
    assert plan_of(json.dumps(document)) == a_plan(
        itinerary=evolve(itinerary, days=(evolve(itinerary.days[0], area=None), *itinerary.days[1:]))
    )


def spoilt(spoil: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(plan_json(a_plan()))
    spoil(document)
    return json.dumps(document).encode()


def place_in(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the market, which is closed on the first and the third Tuesday."""
    place: dict[str, Any] = plan["itinerary"]["days"][0]["stops"][1]["place"]
    return place


GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no text": b"\xff\xfe",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "an empty object": b"{}",
    "half a plan": plan_json(a_plan())[:-9],
    "deep": b"[" * 100_000,
    "a version in a text": spoilt(lambda plan: plan.update(version="1")),
    "a version that is true": spoilt(lambda plan: plan.update(version=True)),
    "no title": spoilt(lambda plan: plan.pop("title")),
    "an empty title": spoilt(lambda plan: plan.update(title="")),
    "a title that is a number": spoilt(lambda plan: plan.update(title=7)),
    "a time without an offset": spoilt(lambda plan: plan.update(created_at="2026-12-04T10:00:00")),
    "a time that is a number": spoilt(lambda plan: plan.update(created_at=0)),
    "a date that is none": spoilt(lambda plan: plan["itinerary"]["trip"].update(start_date="2026-02-30")),
    "money that is none": spoilt(lambda plan: plan["itinerary"]["cost"]["total"].update(amount="a lot")),
    "money that is negative": spoilt(lambda plan: plan["itinerary"]["cost"]["total"].update(amount="-1")),
    "money that is a number": spoilt(lambda plan: plan["itinerary"]["cost"]["total"].update(amount=1)),
    "an unknown source": spoilt(lambda plan: plan["itinerary"].update(source="oracle")),
    "a source that is a list": spoilt(lambda plan: plan["itinerary"].update(source=[])),
    "hours that are a number": spoilt(lambda plan: place_in(plan).update(hours=7)),
    "a week of six days": spoilt(lambda plan: place_in(plan)["hours"]["weekly"].pop()),
    "hours that equal others": spoilt(lambda plan: place_in(plan)["hours"].update(closed_weeks=[[True, 1.0], [3, 1]])),
    "a temperature in a text": spoilt(lambda plan: plan["itinerary"]["days"][0]["weather"].update(low="3")),
}


@pytest.mark.parametrize("document", GARBAGE.values(), ids=GARBAGE)
def test_what_is_no_plan_is_not_taken_for_one(document: bytes) -> None:
    assert plan_of(plan_json(a_plan())) == a_plan()
    with pytest.raises(Unreadable):
        plan_of(document)


@pytest.mark.parametrize("document", [b"{}", b'{"step":"Dreamt"}', b"[]", b'{"step":7}', b'{"step":"FactsGathered"}'])
def test_what_is_no_step_of_planning_is_not_taken_for_one(document: bytes) -> None:
    with pytest.raises(Unreadable):
        progress_of(document)


def test_amounts_are_not_rounded() -> None:
    amount = Decimal("123456789012345678901234567890.10")
    cost = evolve(an_itinerary().cost, total=Money(amount=amount, currency="KRW"))
    assert str(itinerary_of(itinerary_json(an_itinerary(cost=cost))).cost.total.amount) == str(amount)
