"""Opening hours from the free text of the tourism organisation: what is safe to say, and nothing else."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from typing import Final

from adapters.tourapi.clauses import BOTH, YEAR, Clause, Span, UseText, read_use
from adapters.tourapi.rest_days import RestDays, rest_days
from adapters.tourapi.scanning import NotUnderstood, plain
from adapters.tourapi.use_tokens import ALWAYS
from core.planning.model.hours import WEEK, OpeningHours, Window

ALL_DAY: Final = ((0, 24 * 60),)

Day = tuple[tuple[Span, ...], int]


def hours_from(use: str, rest: str) -> OpeningHours | None:
    """Return the hours that two texts tell, when it is open and when it is closed; None where they are not clear.

    Of hours that differ over the year, those are returned at which it is open all year. Who does not say when a place
    is closed has not said that it is open on each day, unless the days of the hours are named.
    """
    try:
        closed = rest_days(rest)
        days = _days(use, closed)
    except NotUnderstood:
        return None
    return _hours(days, closed or RestDays())


def _days(use: str, closed: RestDays | None) -> list[Day | None]:
    if ALWAYS.fullmatch(plain(use)):
        return [(ALL_DAY, 0)] * WEEK
    read = read_use(use)
    is_said = closed is not None or read.never_closed
    return [_day(read, day, is_said=is_said) for day in range(WEEK)]


def _day(read: UseText, day: int, *, is_said: bool) -> Day | None:
    """Return one day's hours, None where they are unknown."""
    clauses = [one for one in read.clauses if (is_said if one.days is None else day in one.days)]
    if not clauses or not _covers_the_year(clauses):
        return None
    spans = reduce(_both, (_opened(clause) for clause in clauses))
    spans = reduce(_without, read.pauses, spans)
    return (spans, _last_entry(clauses, spans)) if spans else None


def _covers_the_year(clauses: Iterable[Clause]) -> bool:
    told: frozenset[int] = frozenset().union(*(YEAR if one.months is None else one.months for one in clauses))
    return told >= YEAR or told >= BOTH


def _opened(clause: Clause) -> tuple[Span, ...]:
    """Return a clause's hours: several one after the other, or what they have in common."""
    spans = sorted(clause.spans)
    if all(one[1] <= other[0] for one, other in pairwise(spans)):
        return tuple(spans)
    return reduce(_both, ((span,) for span in spans), ((0, 48 * 60),))


def _both(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    met = ((max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others)
    return tuple(span for span in met if span[0] < span[1])


def _without(spans: Sequence[Span], pause: Span) -> tuple[Span, ...]:
    return (*_both(spans, ((0, pause[0]),)), *_both(spans, ((pause[1], 48 * 60),)))


def _last_entry(clauses: Sequence[Clause], spans: Sequence[Span]) -> int:
    if len(spans) > 1:
        return max(clause.last_entry for clause in clauses)
    entry_ends = min(clause.spans[-1][1] - clause.last_entry for clause in clauses)
    return max(0, spans[-1][1] - entry_ends)


def _hours(days: Sequence[Day | None], closed: RestDays) -> OpeningHours | None:
    known = [day for day in days if day is not None]
    last_entry = max((last for _, last in known), default=0)
    if not known or any(last - first <= last_entry for spans, _ in known for first, last in spans):
        return None
    weekly = tuple(_windows(day, number, closed) for number, day in enumerate(days))
    if not any(weekly):
        return None
    return OpeningHours(
        weekly=weekly, last_entry=last_entry, closed_weeks=closed.weeks, closed_holidays=closed.holidays
    )


def _windows(day: Day | None, number: int, closed: RestDays) -> tuple[Window, ...] | None:
    if number in closed.days:
        return ()
    # After a public holiday it is closed on a day that only the calendar of that year tells.
    if day is None or (closed.moved and (number - 1) % WEEK in closed.days):
        return None
    return tuple(Window(first, last) for first, last in sorted(day[0]))
