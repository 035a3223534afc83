"""Stops are within opening hours, as far as those are known."""

from collections.abc import Iterator
from datetime import date

from core.planning.model.hours import OpeningHours
from core.planning.model.plan import Day
from core.planning.model.verification import Check
from core.planning.model.verifying.hours_reading import open_on, opening_at
from core.planning.model.verifying.judging import called, judged, shortened
from core.planning.model.verifying.korean_time import begins, ends, hhmm


def opening(*, day: Day) -> Iterator[Check]:
    """Check each stop against the place's hours, and what the stop says of it; a lodging has none."""
    for stop in day.stops:
        if stop.kind == "lodging":
            continue
        begin, end = begins(day.date, stop), ends(day.date, stop)
        found = opening_at(stop.place.hours, day.date, begin, end)
        hours = _hours(stop.place.hours, day.date)
        told = f"{called(stop.place)} is {found} on {day.date:%a} {hhmm(begin)}-{hhmm(end)}, its hours are {hours}"
        faults = [told] if found == "closed" else []
        if stop.opening != found:
            faults.append(f"{told}, and the plan says {shortened(stop.opening)}")
        doubts = [told] if found == "unknown" else []
        yield judged("opening", stop.stop_id, faults=faults, doubts=doubts, proof=told)


def _hours(hours: OpeningHours | None, day: date) -> str:
    windows = open_on(hours, day) if hours else None
    if hours is None or windows is None:
        return "unknown"
    entry = f", last entry {hours.last_entry} min before" if hours.last_entry else ""
    return (", ".join(f"{hhmm(window.opens)}-{hhmm(window.closes)}" for window in windows) or "none that day") + entry
