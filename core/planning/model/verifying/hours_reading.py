"""Whether a place is open, as the verifier reads opening hours."""

from datetime import date, timedelta
from typing import Final

from core.planning.model.holidays import AROUND, CHUSEOK, SEOLLAL
from core.planning.model.hours import Holiday, Opening, OpeningHours, Window

WHOLE_DAY: Final = 24 * 60


def opening_at(hours: OpeningHours | None, day: date, begin: float, end: float) -> Opening:
    """Tell whether a place is open from one minute of a day to another; what nobody knows is unknown."""
    if hours is None:
        return "unknown"
    today = open_on(hours, day)
    for opens, closes in (*((window.opens, window.closes) for window in today or ()), *_after_midnight(hours, day)):
        if opens <= begin <= closes - hours.last_entry and end <= closes:
            return "open"
    return "unknown" if today is None else "closed"


def open_on(hours: OpeningHours, day: date) -> tuple[Window, ...] | None:
    """Return a day's windows: none when it is closed, None when nobody knows."""
    nth_of_month = -(-day.day // 7)
    if (nth_of_month, day.weekday()) in hours.closed_weeks:
        return ()
    holidays = [_is_on(holiday, day) for holiday in hours.closed_holidays]
    if True in holidays:
        return ()
    return None if None in holidays else hours.weekly[day.weekday()]


def _after_midnight(hours: OpeningHours, day: date) -> list[tuple[int, int]]:
    """Return until when the evening before goes on, in minutes of this day."""
    evening = None if day == date.min else open_on(hours, day - timedelta(days=1))
    return [(window.opens - WHOLE_DAY, window.closes - WHOLE_DAY) for window in evening or ()]


def _is_on(holiday: Holiday, day: date) -> bool | None:
    if holiday == "new-year":
        return day.month == day.day == 1
    feast = {"seollal": SEOLLAL, "chuseok": CHUSEOK}[holiday].get(day.year)
    if feast is not None:
        return -1 <= (day - feast).days <= 1
    first, last = AROUND[holiday]
    return None if first <= (day.month, day.day) <= last else False
