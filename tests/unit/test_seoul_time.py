"""Times of a plan are times in Seoul."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.planning.model.seoul_time import clock, minute, minute_of, moment

FRIDAY = date(2026, 12, 4)


def test_a_minute_of_the_day_is_a_moment_in_korea() -> None:
    assert moment(FRIDAY, 9 * 60) == datetime(2026, 12, 4, tzinfo=UTC)


def test_minutes_after_midnight_belong_to_the_day_before() -> None:
    late = moment(FRIDAY, 25 * 60)

    assert (late.date(), clock(minute_of(FRIDAY, late))) == (FRIDAY + timedelta(days=1), "25:00")


def test_a_moment_before_the_day_is_negative() -> None:
    assert minute_of(FRIDAY, moment(FRIDAY, -30)) == -30


def test_a_time_of_another_zone_is_read_in_seoul() -> None:
    assert minute_of(FRIDAY, datetime(2026, 12, 4, 3, tzinfo=UTC)) == 12 * 60


@pytest.mark.parametrize("text", ["00:00", "09:30", "24:00", "25:59"])
def test_a_clock_is_read_as_it_was_written(text: str) -> None:
    assert clock(minute(text)) == text


@pytest.mark.parametrize("text", ["", "9:30", "0930", "09:60", "09:3", "09.30", "-9:30", "ab:cd", "09:30:00"])
def test_what_is_no_clock_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as 09:30"):
        minute(text)
