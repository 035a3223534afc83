"""The days of a plan are the days of the trip, and all its times are Korea's."""

from collections.abc import Iterator, Sequence

from core.planning.model.plan import Day, Stop
from core.planning.model.trip import Trip
from core.planning.model.verification import Check
from core.planning.model.verifying.judging import called, judged
from core.planning.model.verifying.korean_time import begins, ends, is_koreas

MIDNIGHT = 24 * 60


def dates_of_trip(*, trip: Trip, days: Sequence[Day]) -> Check:
    """Check that there is each day of the trip, in order, with all times on it."""
    faults = [*_sequence(trip, days), *(fault for day in days for stop in day.stops for fault in _time(day, stop))]
    proof = f"{len(days)} days from {trip.start_date} to {trip.end_date}, all times at +09:00 and on their day"
    return judged("dates", "trip", faults=faults, proof=proof)


def dates_of_day(*, trip: Trip, day: Day) -> Check:
    """Check that a day is one of the trip's, with all times on it."""
    faults = [fault for stop in day.stops for fault in _time(day, stop)]
    if not trip.start_date <= day.date <= trip.end_date:
        faults.insert(0, f"{day.date} is no day of the trip, {trip.start_date} to {trip.end_date}")
    return judged("dates", day.date.isoformat(), faults=faults, proof="all times at +09:00 and on this day")


def _sequence(trip: Trip, days: Sequence[Day]) -> Iterator[str]:
    wanted = (trip.end_date - trip.start_date).days + 1
    if len(days) != wanted:
        yield f"the plan has {len(days)} days, the trip {wanted}"
    for number, day in enumerate(days):
        if (day.date - trip.start_date).days != number:
            yield f"day {number + 1} of the trip from {trip.start_date} is dated {day.date}"


def _time(day: Day, stop: Stop) -> Iterator[str]:
    if not (is_koreas(stop.start) and is_koreas(stop.end)):
        yield f"{called(stop.place)} has a time that is not at +09:00: {stop.start.isoformat()}, {stop.end.isoformat()}"
    if not (0 <= begins(day.date, stop) <= MIDNIGHT and 0 <= ends(day.date, stop) <= MIDNIGHT):
        yield f"{called(stop.place)} is not within {day.date}: {stop.start.isoformat()}, {stop.end.isoformat()}"
