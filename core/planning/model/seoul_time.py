"""Korea's time of day: all of Oddiya's days are days in Seoul, which has no summer time."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

SEOUL: Final = timezone(timedelta(hours=9), "KST")
ZONE: Final = "Asia/Seoul"
DAY: Final = 24 * 60


def moment(day: date, minute: float) -> datetime:
    """Return the moment so many minutes after a day's midnight; it may lie in the next day."""
    return datetime.combine(day, time(), SEOUL) + timedelta(minutes=minute)


def minute_of(day: date, when: datetime) -> int:
    """Return how many minutes after a day's midnight a moment is; negative before it."""
    return round((when - moment(day, 0)).total_seconds() / 60)


def clock(minute: int) -> str:
    """Write a minute of the day as people do: 09:30, and 25:00 for an hour after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def minute(text: str) -> int:
    """Read what `clock` writes; a `ValueError` says what is wrong with it."""
    hours, colon, minutes = text.partition(":")
    if not (colon and len(hours) == len(minutes) == 2 and (hours + minutes).isdecimal() and int(minutes) < 60):  # noqa: PLR2004 - HH:MM
        raise ValueError(f"{text!r} is no time of day such as 09:30")
    return int(hours) * 60 + int(minutes)
