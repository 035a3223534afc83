"""A plan is readable at a terminal."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from core.planning.model.money import KRW, Money
from core.planning.model.place import Names
from core.planning.model.plan import Itinerary, Missing
from core.planning.model.verification import Check, Verification
from entrypoints.planning.terminal import lines_of, money, padded
from tests.planning_samples import FRIDAY, SATURDAY, a_cost, a_day, a_place, a_stop, an_itinerary


def lines(**changes: Any) -> list[str]:
    return [*lines_of(an_itinerary(**changes))]


def of_stop(**changes: Any) -> str:
    day = a_day(stops=(a_stop(**changes),))
    return next(line for line in lines(days=(day,)) if line.startswith("  10:"))


def test_the_first_line_says_what_when_and_by_whom() -> None:
    assert lines()[0] == "Three days in Busan  (2026-12-04 to 2026-12-06, relaxed, by offline)"


def test_each_day_has_its_date_its_summary_and_its_stops() -> None:
    told = lines()

    at = told.index("Day 1, Friday 2026-12-04")
    assert told[at + 1] == "  Friday in Busan"
    assert told[at + 2].split() == [
        "10:00-11:00", "visit", "Yongdusan", "Park", "용두산공원", "walk", "6", "min", "open", "free",
    ]  # fmt: skip
    assert told[at + 3].split()[-2:] == ["30,000", "KRW"]
    assert "Day 3, Sunday 2026-12-06" in told


def test_columns_stand_below_each_other_whatever_the_letters() -> None:
    one = of_stop(place=a_place(names=Names(ko="해동용궁사", roman="", en="Temple")))
    other = of_stop(place=a_place(names=Names(ko="Seoul", roman="", en="Seoul")))

    assert len(one) + len("해동용궁사") == len(other)


def test_a_name_that_is_the_same_in_both_languages_is_told_once() -> None:
    assert of_stop(place=a_place(names=Names(ko="N서울", roman="", en="N서울"))).count("N서울") == 1
    assert of_stop(place=a_place(names=Names(ko="N서울", roman="", en=""))).count("N서울") == 1


@pytest.mark.parametrize(("opening", "told"), [("open", "open"), ("closed", "CLOSED"), ("unknown", "hours unknown")])
def test_whether_a_place_is_open_is_told_and_closed_is_loud(opening: str, told: str) -> None:
    assert f"  {told}  " in of_stop(opening=opening)


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        (Money(amount=Decimal(0), currency=KRW), "free"),
        (Money(amount=Decimal(15_000), currency=KRW), "15,000 KRW"),
        (None, "open"),
    ],
)
def test_a_stop_costs_something_nothing_or_nobody_knows(cost: Money | None, told: str) -> None:
    assert of_stop(cost=cost).endswith(told)


def test_where_people_sleep_is_neither_open_nor_free() -> None:
    home = lines()[lines().index("Day 1, Friday 2026-12-04") + 7]

    assert "Hotel Nampo" in home
    assert home.endswith("walk 13 min")


def test_a_day_that_begins_at_its_first_stop_has_no_way_there() -> None:
    assert "min" not in of_stop(travel=None)


def test_an_empty_day_says_so() -> None:
    told = lines(days=(a_day(stops=(), summary=""),))

    assert told[told.index("Day 1, Friday 2026-12-04") + 1] == "  nothing planned"


@pytest.mark.parametrize(
    ("in_budget", "told"),
    [
        (Money(amount=Decimal("1234.50"), currency="USD"), "226,000 KRW for everybody (1,234.50 USD)"),
        (Money(amount=Decimal(226_000), currency=KRW), "226,000 KRW for everybody"),
        (None, "226,000 KRW for everybody"),
    ],
)
def test_the_cost_is_told_in_the_currency_of_the_budget_too(in_budget: Money | None, told: str) -> None:
    assert f"Costs about {told}; meals and entries, no bed." in lines(cost=a_cost(in_budget=in_budget))


def test_what_is_missing_is_told_with_its_day_and_its_reason() -> None:
    told = lines(
        missing=(
            Missing(what="model", scope="trip", why="It sleeps."),
            Missing(what="meal", scope=str(SATURDAY), about="lunch", why="All is closed."),
        )
    )

    assert "Missing: model: It sleeps." in told
    assert "Missing: 2026-12-05, lunch: All is closed." in told


def test_the_verdicts_are_counted_and_what_failed_is_named() -> None:
    checks = (
        Check(rule="dates", scope="trip", verdict="pass", evidence=""),
        Check(rule="opening", scope=str(FRIDAY), verdict="fail", evidence="it is closed"),
    )

    assert lines(verification=Verification(checks=checks))[-2:] == [
        "Checked 2 times: 1 pass, 0 unknown, 1 fail.",
        "  fail: opening 2026-12-04: it is closed",
    ]


def test_no_name_gives_the_terminal_a_command() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\r\nDay 9"
    plan: Itinerary = evolve(an_itinerary(), title=evil)

    told = [*lines_of(plan), of_stop(place=a_place(names=Names(ko=evil, roman="", en=evil)))]

    assert all(line.isprintable() for line in told)


def test_amounts_of_money_are_grouped_and_won_are_whole() -> None:
    assert money(Money(amount=Decimal("1234567.0"), currency=KRW)) == "1,234,567 KRW"
    assert money(Money(amount=Decimal("1234.5"), currency="USD")) == "1,234.5 USD"


@pytest.mark.parametrize(
    ("text", "kept"), [("ab", "ab  "), ("abcdef", "abcd"), ("한글", "한글"), ("한글날", "한글"), ("a한글", "a한 ")]
)
def test_a_text_fills_its_columns_and_no_more(text: str, kept: str) -> None:
    assert padded(text, 4) == kept
