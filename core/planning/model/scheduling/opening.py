"""When a visit may be, as the scheduler reads opening hours."""

from datetime import date, timedelta

from core.planning.model.holidays import AROUND, CHUSEOK, SEOLLAL
from core.planning.model.hours import WEEK, Opening, OpeningHours, Window

NEW_YEAR = (1, 1)


def windows_on(hours: OpeningHours | None, day: date) -> tuple[Window, ...] | None:
    """Return when a place is open on a day: never is an empty tuple, unknown is None."""
    if hours is None:
        return None
    if ((day.day - 1) // WEEK + 1, day.weekday()) in hours.closed_weeks:
        return ()
    if any(_falls_on(holiday, day) for holiday in hours.closed_holidays):
        return ()
    if any(_may_fall_on(holiday, day) for holiday in hours.closed_holidays):
        return None
    return hours.weekly[day.weekday()]


def opening_of(hours: OpeningHours | None, day: date, start: int, end: int) -> Opening:
    """Tell whether a place is open for a visit from one minute of a day to another."""
    windows = windows_on(hours, day)
    if hours is None or windows is None:
        return "unknown"
    fits = any(window.opens <= start <= window.closes - hours.last_entry and end <= window.closes for window in windows)
    return "open" if fits else "closed"


def _falls_on(holiday: str, day: date) -> bool:
    if holiday == "new-year":
        return (day.month, day.day) == NEW_YEAR
    feast = _feasts(holiday).get(day.year)
    return feast is not None and abs(day - feast) <= timedelta(days=1)


def _may_fall_on(holiday: str, day: date) -> bool:
    """Tell whether a feast may be on a day of a year whose feasts are not known yet."""
    if holiday == "new-year" or day.year in _feasts(holiday):
        return False
    first, last = AROUND[holiday]
    return first <= (day.month, day.day) <= last


def _feasts(holiday: str) -> dict[int, date]:
    return SEOLLAL if holiday == "seollal" else CHUSEOK
