"""Meals and wishes are there, or the plan says why not; what is to be avoided is not."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from tests.planning_changes import day, dropped, lacking, named, only, place, stops, wish
from tests.planning_samples import FRIDAY, SATURDAY, a_day, a_place, a_stop


def test_a_missing_meal_is_a_fault_unless_the_plan_says_why() -> None:
    no_lunch = dropped("fri-2")
    assert "no lunch" in only("meals", no_lunch).evidence
    told = lacking(what="meal", scope=str(FRIDAY), about="lunch", why="nothing is open")
    assert only("meals", no_lunch, told).evidence == "no lunch: nothing is open"
    assert only("meals", no_lunch, told).verdict == "unknown"


@pytest.mark.parametrize(
    "facts",
    [
        {"what": "meal", "scope": str(FRIDAY), "about": "dinner", "why": "nothing is open"},
        {"what": "meal", "scope": str(SATURDAY), "about": "lunch", "why": "nothing is open"},
        {"what": "meal", "scope": str(FRIDAY), "about": "lunch", "why": " "},
        {"what": "visits", "scope": str(FRIDAY), "about": "lunch", "why": "nothing is open"},
        {"what": "meal", "scope": "trip", "about": "vegan", "why": "nobody knows who cooks vegan food"},
    ],
)
def test_an_excuse_for_something_else_is_none(facts: dict[str, Any]) -> None:
    assert only("meals", dropped("fri-2"), lacking(**facts)).verdict == "fail"


def test_a_day_that_is_too_short_for_a_meal_needs_none() -> None:
    assert only("meals", dropped("fri-2"), wish(day_start=12 * 60 + 1), scope=str(FRIDAY)).verdict == "pass"
    assert only("meals", dropped("fri-2"), wish(day_start=12 * 60), scope=str(FRIDAY)).verdict == "fail"
    assert only("meals", dropped("sat-5"), wish(day_end=18 * 60 + 59), scope=str(SATURDAY)).verdict == "pass"


def test_a_meal_that_is_not_named_is_known_by_its_hour() -> None:
    assert only("meals", stops("fri-2", meal=None)).verdict == "pass"
    assert only("meals", stops("fri-5", meal=None)).verdict == "pass"


def test_breakfast_is_nobodys_business() -> None:
    breakfast = a_stop(FRIDAY, 1, start=a_stop().start - timedelta(hours=2), meal=None)
    assert only("meals", day(FRIDAY, stops=(breakfast, *a_day().stops))).verdict == "pass"
    at_museum = evolve(breakfast, place=a_place("bokcheon-museum"))
    assert only("meals", day(FRIDAY, stops=(at_museum, *a_day().stops))).verdict == "fail"


@pytest.mark.parametrize(
    "wanted",
    ["gazetteer:busan/beomeosa", "beomeosa", "ＢＥＯＭＥＯＳＡ temple", "범어사 구경", "해운대 전통시장", "  "],
)
def test_wished_places_are_known_by_id_or_any_name(wanted: str) -> None:
    assert only("must_visit", wish(must_visit=(wanted,))).verdict == "pass"


def test_a_wish_is_not_met_by_a_name_of_a_few_letters() -> None:
    assert only("must_visit", wish(must_visit=("Lotte World",)), named("fri-1", "Wor")).verdict == "fail"


def test_a_wish_that_the_plan_says_it_lacks_is_unknown() -> None:
    forgotten = wish(must_visit=("Taejongdae",))
    assert only("must_visit", forgotten).verdict == "fail"
    told = lacking(what="must_visit", scope="trip", about="taejongdae ", why="nobody knows it")
    assert only("must_visit", forgotten, told).evidence == "'Taejongdae' is missing: nobody knows it"
    assert only("must_visit", forgotten, told).verdict == "unknown"


@pytest.mark.parametrize("unwanted", ["Gamcheon", "감천문화", "museum", "sea-life", "SEA LIFE", "food"])
def test_avoided_things_are_found_by_name_category_and_tag(unwanted: str) -> None:
    assert only("avoid", wish(avoid=(unwanted,)), place("fri-1", tags=frozenset({"sea_life"}))).verdict == "fail"


@pytest.mark.parametrize("unwanted", ["", " ", "!", "lodging", "foo d court"])
def test_nothing_else_is_avoided(unwanted: str) -> None:
    assert only("avoid", wish(avoid=(unwanted,))).verdict == "pass"
