"""Stops come one after the other, within the day that the travellers want, and are not too many."""

from collections.abc import Iterator
from itertools import pairwise

from core.planning.model.plan import Day
from core.planning.model.preferences import Preferences
from core.planning.model.verification import Check
from core.planning.model.verifying.judging import called, judged
from core.planning.model.verifying.korean_time import begins, ends, hhmm

MOST = {"relaxed": 3, "normal": 4, "packed": 6}


def order(*, day: Day) -> Check:
    """Check that each stop takes time, but the lodging, and that none begins before the one ahead of it ends."""
    proof = f"{len(day.stops)} stops, one after the other"
    return judged("order", day.date.isoformat(), faults=list(_disorder(day)), proof=proof)


def pace(*, day: Day, preferences: Preferences) -> Check:
    """Check that there is no more to see in a day than the pace allows; meals do not count."""
    seen = sum(stop.kind in {"visit", "cafe"} for stop in day.stops)
    most = MOST.get(preferences.pace, MOST["normal"])
    told = f"{seen} visits and cafes, {most} at most at a {preferences.pace} pace"
    return judged("pace", day.date.isoformat(), faults=[told] if seen > most else [], proof=told)


def day_window(*, day: Day, preferences: Preferences) -> Check:
    """Check that nobody has to leave before the day starts, and that the last stop ends within the day."""
    if not day.stops:
        return judged("day_window", day.date.isoformat(), faults=[], proof="no stops")
    first = day.stops[0]
    on_the_way = first.travel.minutes if day.starts_from and first.travel else 0
    leaves = min(begins(day.date, first) - on_the_way, *(begins(day.date, stop) for stop in day.stops))
    returns = max(ends(day.date, stop) for stop in day.stops)
    window = f"the day is {hhmm(preferences.day_start)}-{hhmm(preferences.day_end)}"
    faults = []
    if leaves < preferences.day_start:
        faults.append(f"one has to leave at {hhmm(leaves)}, {window}")
    if returns > preferences.day_end:
        faults.append(f"the last stop ends at {hhmm(returns)}, {window}")
    proof = f"from {hhmm(leaves)} to {hhmm(returns)}, {window}"
    return judged("day_window", day.date.isoformat(), faults=faults, proof=proof)


def _disorder(day: Day) -> Iterator[str]:
    for stop in day.stops:
        begin, end = begins(day.date, stop), ends(day.date, stop)
        if end < begin or (end == begin and stop.kind != "lodging"):
            yield f"{called(stop.place)} begins at {hhmm(begin)} and ends at {hhmm(end)}"
    for before, stop in pairwise(day.stops):
        begin, end = begins(day.date, stop), ends(day.date, before)
        if begin < end:
            yield f"{called(stop.place)} begins at {hhmm(begin)}, {called(before.place)} ends at {hhmm(end)}"
