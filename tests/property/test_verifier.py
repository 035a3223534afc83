"""The verifier judges any plan whatsoever, and judges alike what is alike."""

from datetime import date, timedelta, timezone
from typing import Any, get_args

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.model.hours import OpeningHours
from core.planning.model.plan import Cost, Day, Itinerary, Missing, Stop
from core.planning.model.trip import Trip
from core.planning.model.verification import Check, Rule
from core.planning.model.verifying.hours_reading import opening_at
from core.planning.model.verifying.verifier import verify, verify_day
from tests.planning_arbitraries import costs, dates, days, hours, lacks, trips
from tests.planning_samples import a_trip, an_itinerary

WEEK = timedelta(days=7)


@settings(max_examples=150)
@given(trip=trips, planned=st.lists(days, max_size=2), cost=costs, missing=st.lists(lacks, max_size=2))
def test_no_plan_is_too_odd_to_judge(trip: Trip, planned: list[Day], cost: Cost, missing: list[Missing]) -> None:
    verification = verify(trip=trip, days=planned, cost=cost, missing=missing)
    assert {check.rule for check in verification.checks} <= set(get_args(Rule))
    assert all(check.evidence for check in verification.checks)
    assert verification == verify(trip=trip, days=planned, cost=cost, missing=missing)
    for day in planned:
        assert verify_day(trip=trip, day=day, missing=missing).checks


@given(hours=hours, day=dates, begin=st.integers(0, 1440), length=st.integers(1, 300))
def test_a_shorter_visit_is_open_whenever_a_longer_one_is(
    hours: OpeningHours, day: date, begin: int, length: int
) -> None:
    if opening_at(hours, day, begin, begin + length) == "open":
        assert opening_at(hours, day, begin, begin + length - 1) == "open"


@settings(max_examples=30)
@given(weeks=st.integers(-40, 40))
def test_a_plan_some_weeks_later_is_judged_alike(weeks: int) -> None:
    plan = _without_dates_of_closing(an_itinerary())
    assert _verdicts(_shifted(plan, weeks * WEEK)) == _verdicts(plan)


@settings(max_examples=30)
@given(ahead=st.integers(-12 * 60, 14 * 60).filter(lambda minutes: minutes != 9 * 60))
def test_another_zone_changes_the_dates_verdict_alone(ahead: int) -> None:
    zone = timezone(timedelta(minutes=ahead))
    told = _stops_changed(
        an_itinerary(), lambda stop: evolve(stop, start=stop.start.astimezone(zone), end=stop.end.astimezone(zone))
    )
    differs = [after for before, after in zip(_checks(an_itinerary()), _checks(told), strict=True) if before != after]
    assert [(check.rule, check.verdict) for check in differs] == [("dates", "fail")]


@settings(max_examples=30)
@given(late=st.integers(1, 12 * 60))
def test_a_visit_that_goes_on_and_on_first_leaves_no_time_for_the_way(late: int) -> None:
    moved = _stops_changed(
        an_itinerary(),
        lambda stop: evolve(stop, end=stop.end + timedelta(minutes=late)) if stop.stop_id == "sat-4" else stop,
    )
    failed = {check.rule for check in _checks(moved) if check.verdict == "fail"}
    assert ("order" in failed) == (late > 40)
    assert ("travel" in failed) == (24 < late <= 40)
    assert ("opening" in failed) == (late > 160)


def _checks(plan: Itinerary) -> tuple[Check, ...]:
    return verify(trip=plan.trip, days=plan.days, cost=plan.cost, missing=plan.missing).checks


def _verdicts(plan: Itinerary) -> list[tuple[str, str]]:
    return [(check.rule, check.verdict) for check in _checks(plan)]


def _stops_changed(plan: Itinerary, change: Any) -> Itinerary:
    return evolve(plan, days=tuple(evolve(day, stops=tuple(change(stop) for stop in day.stops)) for day in plan.days))


def _without_dates_of_closing(plan: Itinerary) -> Itinerary:
    """Let no place close on certain weeks of a month, or on feasts."""

    def plain(stop: Stop) -> Stop:
        place = stop.place
        if place.hours is None:
            return stop
        usual = evolve(place.hours, closed_weeks=frozenset(), closed_holidays=frozenset())
        return evolve(stop, place=evolve(place, hours=usual))

    return _stops_changed(plan, plain)


def _shifted(plan: Itinerary, by: timedelta) -> Itinerary:
    moved = _stops_changed(plan, lambda stop: evolve(stop, start=stop.start + by, end=stop.end + by))
    planned = tuple(
        evolve(day, date=day.date + by, weather=day.weather and evolve(day.weather, date=day.date + by))
        for day in moved.days
    )
    trip = a_trip(start_date=plan.trip.start_date + by, end_date=plan.trip.end_date + by)
    return evolve(moved, trip=trip, days=planned)
