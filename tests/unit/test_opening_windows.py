"""Whether a place is open for a visit is read from its hours, and unknown stays unknown."""

from datetime import date

import pytest

from core.planning.model.hours_text import hours_of
from core.planning.model.scheduling.opening import opening_of, windows_on
from core.planning.model.seoul_time import minute

FRIDAY, SUNDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 6), date(2026, 12, 7)


def opening(hours: str, day: date, first: str, last: str) -> str:
    return opening_of(hours_of(hours), day, minute(first), minute(last))


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("09:00", "18:00", "open"),
        ("08:59", "10:00", "closed"),
        ("17:00", "18:01", "closed"),
        ("17:00", "18:00", "open"),
        ("17:05", "17:30", "closed"),
    ],
)
def test_a_visit_is_within_the_hours_and_begins_before_the_last_entry(first: str, last: str, found: str) -> None:
    assert opening("09:00-18:00 last 17:00", FRIDAY, first, last) == found


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("11:30", "12:30", "open"),
        ("14:30", "15:30", "closed"),
        ("15:30", "16:30", "closed"),
        ("17:00", "18:00", "open"),
    ],
)
def test_a_break_in_the_afternoon_is_closed(first: str, last: str, found: str) -> None:
    assert opening("11:00-15:00,17:00-21:00", FRIDAY, first, last) == found


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin() -> None:
    assert opening("18:00-26:00", FRIDAY, "23:30", "25:30") == "open"
    assert opening("18:00-26:00", FRIDAY, "00:30", "01:30") == "closed"


def test_unknown_hours_are_neither_open_nor_closed() -> None:
    assert opening("?", FRIDAY, "12:00", "13:00") == "unknown"
    assert opening("mon 09:00-18:00", FRIDAY, "12:00", "13:00") == "unknown"


def test_a_closed_day_has_no_windows_and_an_unknown_one_is_none() -> None:
    assert windows_on(hours_of("09:00-18:00; closed fri"), FRIDAY) == ()
    assert windows_on(hours_of("mon 09:00-18:00"), FRIDAY) is None


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 12, 6), "open"),
        (date(2026, 12, 13), "closed"),
        (date(2026, 12, 20), "open"),
        (date(2026, 12, 27), "closed"),
        (date(2026, 12, 14), "open"),
    ],
)
def test_some_weeks_of_a_month_are_closed(day: date, found: str) -> None:
    assert opening("10:00-20:00; closed 2nd,4th sun", day, "12:00", "13:00") == found


def test_a_closed_week_is_closed_even_where_its_hours_are_unknown() -> None:
    assert opening("closed 1st fri", FRIDAY, "12:00", "13:00") == "closed"


@pytest.mark.parametrize(
    ("holiday", "day", "found"),
    [
        ("seollal", date(2027, 2, 6), "closed"),
        ("seollal", date(2027, 2, 7), "closed"),
        ("seollal", date(2027, 2, 8), "closed"),
        ("seollal", date(2027, 2, 9), "open"),
        ("seollal", date(2026, 9, 25), "open"),
        ("chuseok", date(2026, 9, 24), "closed"),
        ("chuseok", date(2026, 9, 26), "closed"),
        ("chuseok", date(2026, 9, 27), "open"),
        ("new-year", date(2027, 1, 1), "closed"),
        ("new-year", date(2027, 1, 2), "open"),
    ],
)
def test_feasts_are_closed_with_the_days_around_them(holiday: str, day: date, found: str) -> None:
    assert opening(f"09:00-18:00; closed {holiday}", day, "12:00", "13:00") == found


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2045, 2, 17), "unknown"), (date(2045, 4, 17), "open"), (date(2045, 1, 1), "open")],
)
def test_around_a_feast_that_nobody_has_reckoned_yet_it_is_unknown(day: date, found: str) -> None:
    assert opening("09:00-18:00; closed seollal", day, "12:00", "13:00") == found


def test_new_year_is_the_same_day_every_year() -> None:
    assert opening("09:00-18:00; closed new-year", date(2045, 1, 2), "12:00", "13:00") == "open"
