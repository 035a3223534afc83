"""Opening hours are written as one line and read again."""

import pytest

from core.planning.model.hours import ALWAYS, OpeningHours, Window
from core.planning.model.hours_text import hours_of, text_of

NINE_TO_SIX = (Window(540, 1080),)


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "always",
        "09:00-18:00",
        "09:00-18:00 last 17:00",
        "mon-fri 11:00-15:00,17:00-21:00; sat,sun 10:00-22:00",
        "09:00-18:00; closed mon",
        "10:00-20:00; closed 2nd,4th sun; closed seollal,chuseok",
        "18:00-26:00",
        "mon,wed 09:00-18:00; closed tue",
        "closed mon-sun",
        "closed 5th sat; closed new-year",
    ],
)
def test_what_is_written_is_what_was_read(text: str) -> None:
    assert text_of(hours_of(text)) == text


def test_a_day_that_no_clause_names_is_unknown() -> None:
    hours = hours_of("mon 09:00-18:00; closed tue")

    assert hours is not None
    assert hours.weekly == (NINE_TO_SIX, (), None, None, None, None, None)


def test_a_later_clause_says_more_of_a_day_than_an_earlier_one() -> None:
    hours = hours_of("09:00-18:00; sun 10:00-12:00")

    assert hours is not None
    assert hours.weekly[5:] == (NINE_TO_SIX, (Window(600, 720),))


def test_of_several_last_entries_the_earliest_before_closing_counts() -> None:
    hours = hours_of("mon-fri 09:00-18:00 last 17:30; sat,sun 10:00-16:00 last 15:00")

    assert hours is not None
    assert hours.last_entry == 60


def test_hours_that_say_nothing_are_unknown_in_writing() -> None:
    assert text_of(OpeningHours(weekly=(None,) * 7)) == "?"


def test_open_all_day_on_some_days_only_is_not_always() -> None:
    assert text_of(OpeningHours(weekly=(*ALWAYS.weekly[:6], ()))) == "00:00-24:00; closed sun"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "closed",
        "closed funday",
        "closed 6th mon",
        "closed 1st funday",
        "fri-mon 09:00-18:00",
        "mon tue 09:00-18:00",
        "9-18",
        "09:00",
        "09:00-18:00 last noon",
        "18:00-02:00",
        "25:00-26:00",
        "09:60-18:00",
        "closed seollal,mon",
    ],
)
def test_anything_else_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours_of(text)


@pytest.mark.parametrize("week", [(), (None,) * 6, (None,) * 8])
def test_a_week_has_seven_days(week: tuple[None, ...]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        OpeningHours(weekly=week)


def test_a_window_closes_after_it_opens() -> None:
    with pytest.raises(ValueError, match="closes after"):
        Window(600, 600)
