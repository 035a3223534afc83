"""Where exactly the verifier's rules begin and end."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from core.planning.model.hours_text import hours_of
from core.planning.model.money import Money
from core.planning.model.place import Names
from core.planning.model.plan import Stop
from core.planning.model.preferences import Budget
from core.planning.model.seoul_time import moment
from core.planning.model.verification import Rule
from core.planning.model.verifying.hours_reading import opening_at
from core.planning.model.verifying.judging import called
from core.planning.model.verifying.verifier import verify_day
from tests.planning_changes import cost, day, later, only, place, travel, wish
from tests.planning_samples import FRIDAY, SUNDAY, a_day, a_place, a_stop, a_trip, an_itinerary


def failed(rule: Rule, stops: Sequence[Stop], **wishes: Any) -> list[str]:
    """Return what is wrong, by a rule, with a day of these stops alone."""
    found = verify_day(trip=a_trip(**wishes), day=a_day(stops=tuple(stops))).checks
    return [check.evidence for check in found if check.rule == rule and check.verdict == "fail"]


def eating(begin: int, **changes: Any) -> Stop:
    """Return a meal that begins at a minute of the day."""
    facts = {"kind": "meal", "meal": None, "place": a_place("seomyeon-food-street")}
    return a_stop(start=moment(FRIDAY, begin), end=moment(FRIDAY, begin + 30), **{**facts, **changes})


@pytest.mark.parametrize(
    ("meal", "first", "last"), [("lunch", 11 * 60, 14 * 60), ("dinner", 17 * 60, 20 * 60)], ids=["lunch", "dinner"]
)
def test_a_meal_begins_within_its_hours(meal: str, first: int, last: int) -> None:
    def wrong(begin: int) -> list[str]:
        return [told for told in failed("meals", [eating(begin, meal=meal)]) if "begins at" in told]

    assert not wrong(first)
    assert not wrong(last)
    assert wrong(first - 1)
    assert wrong(last + 1)


@pytest.mark.parametrize(
    ("begin", "told"),
    [
        (6 * 60 - 1, "lunch at"),
        (6 * 60, None),
        (10 * 60 - 1, None),
        (10 * 60, "lunch at"),
        (15 * 60 + 29, "lunch at"),
        (15 * 60 + 30, "dinner at"),
    ],
)
def test_a_meal_that_is_not_named_is_known_by_its_hour(begin: int, told: str | None) -> None:
    faults = [fault for fault in failed("meals", [eating(begin)]) if "begins at" in fault]
    assert [fault[: len(told or "")] for fault in faults] == ([told] if told else [])


def test_a_stop_may_begin_as_the_one_before_it_ends() -> None:
    first = a_stop()
    after = evolve(a_stop(FRIDAY, 3), start=first.end, end=moment(FRIDAY, 700))
    assert not failed("order", [first, after])
    assert failed("order", [first, evolve(after, start=moment(FRIDAY, 659))])


def test_days_end_when_they_end() -> None:
    assert only("day_window", wish(day_end=20 * 60 + 12)).verdict == "pass"
    assert only("day_window", wish(day_end=20 * 60 + 11)).verdict == "fail"


def test_a_day_goes_from_midnight_to_midnight() -> None:
    whole = a_stop(start=moment(FRIDAY, 0), end=moment(FRIDAY, 24 * 60))
    assert not failed("dates", [whole])
    assert failed("dates", [evolve(whole, start=moment(FRIDAY, -1))])
    assert failed("dates", [evolve(whole, end=moment(FRIDAY, 24 * 60 + 1))])
    assert failed("dates", [evolve(whole, start=moment(FRIDAY, 24 * 60 + 1), end=moment(FRIDAY, 24 * 60))])
    assert failed("dates", [evolve(whole, end=moment(FRIDAY, -1))])


def test_the_first_and_the_last_day_are_days_of_the_trip() -> None:
    for when in (FRIDAY, SUNDAY):
        checks = verify_day(trip=a_trip(), day=a_day(when)).checks
        assert checks[0].verdict == "pass"


def test_the_budget_may_be_spent_to_the_last_won() -> None:
    def spent(amount: int) -> str:
        return only("budget", wish(budget=Budget(amount=Decimal(amount), currency="KRW", per="trip"))).verdict

    assert spent(226_000) == "pass"
    assert spent(225_999) == "fail"


@pytest.mark.parametrize(("amount", "verdict"), [(226_001, "pass"), (226_002, "fail"), (225_998, "fail")])
def test_the_cost_in_the_budgets_currency_may_be_rounded(amount: int, verdict: str) -> None:
    in_budget = Money(amount=Decimal(amount), currency="KRW")
    assert only("budget", cost(in_budget=in_budget)).verdict == verdict


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("seollal", date(2099, 1, 20), date(2099, 2, 21)), ("chuseok", date(2099, 9, 7), date(2099, 10, 9))],
)
def test_a_feast_is_unknown_from_its_earliest_day_to_its_latest(text: str, first: date, last: date) -> None:
    hours = hours_of(f"09:00-18:00; closed {text}")

    def found(when: date) -> str:
        return opening_at(hours, when, 600, 660)

    assert found(first) == found(last) == "unknown"
    assert found(first.replace(day=first.day - 1)) == found(last.replace(day=last.day + 1)) == "open"


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (Names(ko="용두산공원", roman="Yongdusan Gongwon", en="Yongdusan Park"), "Yongdusan Park"),
        (Names(ko="용두산공원", roman="Yongdusan Gongwon", en=""), "Yongdusan Gongwon"),
        (Names(ko="용두산공원", roman="", en=""), "용두산공원"),
        (Names(ko="", roman="", en=""), "gazetteer:busan/yongdusan-park"),
        (Names(ko="", roman="", en="x" * 60), "x" * 60),
        (Names(ko="", roman="", en="x" * 61), "x" * 59 + "…"),
    ],
)
def test_evidence_calls_places_by_the_name_that_most_can_read(names: Names, name: str) -> None:
    assert called(a_place(names=names)) == name


@pytest.mark.parametrize(
    ("mode", "minutes", "meters", "verdict"),
    [
        ("walk", 30, 3_000, "pass"),
        ("walk", 31, 3_001, "fail"),
        ("walk", 25, 2_501, "fail"),
        ("transit", 4, 2_800, "pass"),
        ("transit", 4, 2_801, "fail"),
        ("taxi", 3, 3_000, "pass"),
        ("taxi", 3, 3_001, "fail"),
        ("train", 1, 5_000, "pass"),
        ("train", 1, 5_001, "fail"),
        ("coach", 1, 1_700, "pass"),
        ("coach", 1, 1_701, "fail"),
        ("walk", 105, 451, "pass"),
        ("walk", 106, 451, "fail"),
        ("walk", 9, 450, "pass"),
        ("walk", 9, 449, "fail"),
    ],
)
def test_ways_are_neither_too_fast_nor_too_short_nor_too_far(
    mode: str, minutes: int, meters: int, verdict: str
) -> None:
    check = only("travel", travel("fri-5", mode, minutes, meters), scope="fri-5")
    assert (check.verdict, check.evidence.count(":")) == (verdict, int(verdict == "fail"))


def test_no_time_at_all_is_too_little_for_any_way() -> None:
    assert only("travel", later("fri-1", end=30)).evidence == "walk 9 min, 597 m to Jagalchi Market: there are 0 min"


def test_as_many_sights_as_the_pace_allows() -> None:
    sights = [a_stop(FRIDAY, 0, stop_id=str(number)) for number in range(7)]
    for pace, most in (("relaxed", 3), ("normal", 4), ("packed", 6)):
        assert not failed("pace", sights[:most], pace=pace)
        assert failed("pace", sights[: most + 1], pace=pace)


def test_rain_wets_a_visit_that_it_meets_for_a_minute() -> None:
    outdoors = place("sat-3", indoor=False)
    assert only("weather", outdoors, later("sat-3", start=191, end=200)).verdict == "pass"
    assert only("weather", outdoors, later("sat-3", start=189, end=200)).verdict == "fail"


def test_a_place_on_the_edge_is_within_the_area() -> None:
    (stop,) = [one for one in an_itinerary().days[0].stops if one.stop_id == "fri-3"]
    area = an_itinerary().days[0].area
    assert area is not None
    edge = evolve(area, west=stop.place.point.lng)
    assert only("area", day(FRIDAY, area=edge)).verdict == "pass"
    assert only("area", day(FRIDAY, area=evolve(edge, west=edge.west + 0.0001))).verdict == "fail"
