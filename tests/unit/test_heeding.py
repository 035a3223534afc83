"""What a note adds to the preferences, and what it does not change."""

from typing import Any

import pytest

from core.planning.model.choosing.heeding import heeded
from core.planning.model.preferences import Preferences
from core.planning.model.selection import Selection


def hours(preferences: Preferences, **noted: Any) -> tuple[int, int]:
    """Return the hours of a day once a note was read."""
    after = heeded(preferences, Selection(picks=(), source="offline", **noted))
    return after.day_start, after.day_end


def test_without_anything_in_the_note_nothing_changes() -> None:
    wishes = Preferences(diet=("vegan",), day_start=600, note="thanks")
    assert heeded(wishes, Selection(picks=(), source="offline")) == wishes


def test_hours_of_the_note_stand_where_the_preferences_say_nothing() -> None:
    assert hours(Preferences(), day_start=660) == (660, 1260)
    assert hours(Preferences(), day_end=1080) == (540, 1080)
    assert hours(Preferences(), day_start=420, day_end=1440) == (420, 1440)


def test_hours_of_the_preferences_stand_before_those_of_the_note() -> None:
    assert hours(Preferences(day_start=600), day_start=660, day_end=1080) == (600, 1080)
    assert hours(Preferences(day_end=1320), day_start=660, day_end=1080) == (660, 1320)


@pytest.mark.parametrize("noted", [{"day_start": 1200}, {"day_end": 600}])
def test_hours_that_leave_no_day_are_not_heeded(noted: dict[str, int]) -> None:
    assert hours(Preferences(), **noted) == (540, 1260)


def test_diets_add_up() -> None:
    noted = Selection(picks=(), source="offline", diet=("no_seafood", "vegetarian"))
    assert heeded(Preferences(diet=("vegetarian",)), noted).diet == ("vegetarian", "no_seafood")
