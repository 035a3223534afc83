"""Meals that are against a diet by their names are found; that a meal keeps one is never claimed."""

import pytest

from core.planning.model.preferences import Diet
from tests.planning_changes import checks, named, only, place, stops, wish


def test_without_a_diet_nothing_is_checked() -> None:
    assert checks("diet", named("fri-5", "Pork Street")) == []


def test_every_meal_is_checked_and_nothing_else() -> None:
    found = checks("diet", wish(diet=("halal",)), named("fri-1", "Pork Museum"))
    assert [check.scope for check in found] == ["fri-2", "fri-5", "sat-2", "sat-5", "sun-2", "sun-5"]


def test_what_is_cooked_is_not_known() -> None:
    check = only("diet", wish(diet=("vegan",)), scope="fri-5")
    assert (check.verdict, check.evidence) == (
        "unknown",
        "what is cooked at Bupyeong Kkangtong Market is not known; the diet is vegan",
    )


def test_the_word_is_told() -> None:
    check = only("diet", wish(diet=("halal", "no_pork")), named("fri-5", "Dwaeji Gukbap"), scope="fri-5")
    assert check.verdict == "fail"
    assert (
        check.evidence
        == "Dwaeji Gukbap: 'dwaeji' (pork) is not halal; Dwaeji Gukbap: 'dwaeji' (pork) is not without pork"
    )


@pytest.mark.parametrize(
    ("diet", "verdict"),
    [("vegetarian", "fail"), ("vegan", "fail"), ("no_seafood", "fail"), ("halal", "unknown"), ("no_pork", "unknown")],
)
def test_raw_fish_is_against_some_diets(diet: Diet, verdict: str) -> None:
    assert only("diet", wish(diet=(diet,)), scope="sat-5").verdict == verdict


def test_a_meal_that_is_no_meal_by_kind_is_checked_too() -> None:
    pork = named("fri-5", "Pork Street")
    assert only("diet", wish(diet=("halal",)), pork, stops("fri-5", kind="visit"), scope="fri-5").verdict == "fail"
    assert only("diet", wish(diet=("halal",)), pork, place("fri-5", category="cafe"), scope="fri-5").verdict == "fail"
