"""Reads and writes moments as minutes of a day in Korea, whatever zone they are told in."""

from datetime import date, datetime, time, timedelta
from typing import Final

from core.planning.model.plan import Stop

NINE_HOURS: Final = timedelta(hours=9)
MINUTE: Final = timedelta(minutes=1)


def minutes_into(day: date, when: datetime) -> float:
    """Return how long after a day's midnight in Korea a moment is; one without a zone is taken for Korea's."""
    ahead = when.utcoffset()
    wall = when.replace(tzinfo=None) - datetime.combine(day, time())
    return (wall if ahead is None else wall + NINE_HOURS - ahead) / MINUTE


def begins(day: date, stop: Stop) -> float:
    """Return the minute of the day at which a stop begins."""
    return minutes_into(day, stop.start)


def ends(day: date, stop: Stop) -> float:
    """Return the minute of the day at which a stop ends."""
    return minutes_into(day, stop.end)


def is_koreas(when: datetime) -> bool:
    """Tell whether a moment is told in Korea's time."""
    return when.utcoffset() == NINE_HOURS


def hhmm(minutes: float) -> str:
    """Write a minute of the day as 09:30."""
    hours, rest = divmod(int(minutes), 60)
    return f"{hours:02}:{rest:02}"
