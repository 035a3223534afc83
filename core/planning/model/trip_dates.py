"""On which dates a trip can take place."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from core.errors import Fault
from core.planning.model.errors import BadDates
from core.planning.model.seoul_time import SEOUL
from core.planning.model.trip import LONGEST

FURTHEST: Final = timedelta(days=2 * 365)


def day_in_korea(now: datetime) -> date:
    """Return which day it is in Korea."""
    return now.astimezone(SEOUL).date()


def check_span(start: date, end: date) -> None:
    """Raise `BadDates` for a trip that ends before it starts, or takes too long."""
    _refuse(_span_faults(start, end))


def check_dates(start: date, end: date, *, today: date) -> None:
    """Raise `BadDates` for dates on which nobody can go on a trip any more, or yet, or at all."""
    _refuse((*_start_faults(start, today), *_span_faults(start, end)))


def _refuse(faults: Iterator[Fault] | tuple[Fault, ...]) -> None:
    if found := tuple(faults):
        raise BadDates(faults=found)


def _start_faults(start: date, today: date) -> Iterator[Fault]:
    if start < today:
        yield Fault("/start_date", f"is past: it is {today} in Korea")
    if start > today + FURTHEST:
        yield Fault("/start_date", f"is too far ahead: {today + FURTHEST} is the latest")


def _span_faults(start: date, end: date) -> Iterator[Fault]:
    if end < start:
        yield Fault("/end_date", f"is before start_date, {start}")
    if (end - start).days >= LONGEST:
        yield Fault("/end_date", f"makes a trip of {(end - start).days + 1} days: {LONGEST} are the most")
