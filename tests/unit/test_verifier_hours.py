"""The verifier reads opening hours by itself."""

from datetime import date

import pytest

from core.planning.model.hours import ALWAYS, Opening, OpeningHours
from core.planning.model.hours_text import hours_of
from core.planning.model.verifying.hours_reading import opening_at

HOUR = 60
FRIDAY, SATURDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 7)


@pytest.mark.parametrize(
    ("text", "day", "begin", "end", "opening"),
    [
        ("09:00-18:00", FRIDAY, 9 * HOUR, 18 * HOUR, "open"),
        ("09:00-18:00", FRIDAY, 9 * HOUR - 1, 10 * HOUR, "closed"),
        ("09:00-18:00", FRIDAY, 17 * HOUR, 18 * HOUR + 1, "closed"),
        ("09:00-18:00 last 17:00", FRIDAY, 17 * HOUR, 18 * HOUR, "open"),
        ("09:00-18:00 last 17:00", FRIDAY, 17 * HOUR + 1, 18 * HOUR, "closed"),
        ("11:00-15:00,17:00-21:00", FRIDAY, 14 * HOUR, 15 * HOUR, "open"),
        ("11:00-15:00,17:00-21:00", FRIDAY, 14 * HOUR, 17 * HOUR, "closed"),
        ("11:00-15:00,17:00-21:00", FRIDAY, 17 * HOUR, 18 * HOUR, "open"),
        ("mon-thu 09:00-18:00", FRIDAY, 10 * HOUR, 11 * HOUR, "unknown"),
        ("09:00-18:00; closed fri", FRIDAY, 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed 1st fri", FRIDAY, 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed 1st fri", date(2026, 12, 11), 10 * HOUR, 11 * HOUR, "open"),
        ("09:00-18:00; closed 2nd fri", date(2026, 12, 11), 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed 5th thu", date(2026, 12, 31), 10 * HOUR, 11 * HOUR, "closed"),
        ("18:00-26:00", FRIDAY, 23 * HOUR, 24 * HOUR, "open"),
        ("00:00-24:00; closed new-year", date(2027, 1, 1), HOUR, 2 * HOUR, "closed"),
        ("00:00-24:00; closed new-year", date(2027, 1, 2), HOUR, 2 * HOUR, "open"),
        ("09:00-18:00; closed seollal", date(2027, 2, 5), 10 * HOUR, 11 * HOUR, "open"),
        ("09:00-18:00; closed seollal", date(2027, 2, 6), 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed seollal", date(2027, 2, 7), 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed seollal", date(2027, 2, 8), 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed seollal", date(2027, 2, 9), 10 * HOUR, 11 * HOUR, "open"),
        ("09:00-18:00; closed chuseok", date(2026, 9, 26), 10 * HOUR, 11 * HOUR, "closed"),
        ("09:00-18:00; closed chuseok", date(2026, 9, 28), 10 * HOUR, 11 * HOUR, "open"),
        ("?", FRIDAY, 10 * HOUR, 11 * HOUR, "unknown"),
    ],
)
def test_a_place_is_open_closed_or_unknown(text: str, day: date, begin: int, end: int, opening: Opening) -> None:
    assert opening_at(hours_of(text), day, begin, end) == opening


def test_a_bar_open_past_midnight_is_open_early_on_the_next_day() -> None:
    fridays = hours_of("fri 18:00-26:00; closed mon-thu; closed sat,sun")
    assert opening_at(fridays, SATURDAY, HOUR, 2 * HOUR) == "open"
    assert opening_at(fridays, SATURDAY, HOUR, 2 * HOUR + 1) == "closed"
    assert opening_at(fridays, FRIDAY, HOUR, 2 * HOUR) == "closed"
    assert opening_at(fridays, SATURDAY, 19 * HOUR, 20 * HOUR) == "closed"


def test_no_day_before_the_first_of_the_calendar_is_asked_for() -> None:
    assert opening_at(ALWAYS, date.min, HOUR, 2 * HOUR) == "open"


def test_a_feast_of_a_year_without_a_table_is_unknown_where_it_may_fall_and_nowhere_else() -> None:
    hours = hours_of("09:00-18:00; closed seollal,chuseok")
    assert opening_at(hours, date(2099, 2, 10), 10 * HOUR, 11 * HOUR) == "unknown"
    assert opening_at(hours, date(2099, 9, 20), 10 * HOUR, 11 * HOUR) == "unknown"
    assert opening_at(hours, date(2099, 6, 10), 10 * HOUR, 11 * HOUR) == "open"


def test_a_weekly_closing_day_is_closed_whatever_else_is_unknown() -> None:
    hours = OpeningHours(weekly=(None,) * 4 + ((),) + (None,) * 2)
    assert opening_at(hours, FRIDAY, 10 * HOUR, 11 * HOUR) == "closed"
    assert opening_at(hours, MONDAY, 10 * HOUR, 11 * HOUR) == "unknown"
