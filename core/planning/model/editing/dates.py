"""Moves a plan to other dates, without losing anything that is in it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from core.planning.model.plan import Anchor, Day, Itinerary, Missing, Plan, Stop
from core.planning.model.preferences import Lodging
from core.planning.model.trip import Trip

EMPTY = "the trip was made longer: nothing is planned for this day yet"


def redated(plan: Plan, start: date, end: date) -> Plan:
    """Return the plan on other dates.

    Where the old and the new dates contain each other, days stay where they are; else they move along with the start.
    What has no day any more is set aside; a day that is new is empty, and the plan says so.
    """
    itinerary = plan.itinerary
    trip = evolve(itinerary.trip, start_date=start, end_date=end)
    if trip.dates == itinerary.trip.dates:
        return plan
    moves = _moves(itinerary.trip.dates, trip.dates)
    known = {moves[day.date]: day for day in itinerary.days if day.date in moves}
    days = tuple(_moved(known[day], day) if day in known else _empty(day, itinerary.days, trip) for day in trip.dates)
    lost = tuple(stop for day in itinerary.days if day.date not in moves for stop in day.stops)
    changed = evolve(itinerary, trip=trip, days=days, missing=_missing(itinerary, moves, days))
    return evolve(plan, itinerary=changed, set_aside=(*plan.set_aside, *lost))


def _moves(old: Sequence[date], new: Sequence[date]) -> Mapping[date, date]:
    """Tell to which date each day goes that keeps one."""
    if set(old) <= set(new) or set(new) <= set(old):
        return {day: day for day in old if day in set(new)}
    return dict(zip(old, new, strict=False))


def _moved(day: Day, to: date) -> Day:
    if day.date == to:
        return day
    by = to - day.date
    return evolve(day, date=to, weather=None, stops=tuple(_later(stop, by) for stop in day.stops))


def _later(stop: Stop, by: timedelta) -> Stop:
    return evolve(stop, start=stop.start + by, end=stop.end + by)


def _empty(day: date, days: Sequence[Day], trip: Trip) -> Day:
    """Return a day without stops, around where the days beside it are spent."""
    beside = min(days, key=lambda one: (abs(one.date - day), one.date), default=None)
    home = _home(trip.preferences.lodging)
    return Day(date=day, base=beside.base if beside else "", area=beside.area if beside else None, starts_from=home)


def _home(lodging: Lodging | None) -> Anchor | None:
    return None if lodging is None else Anchor(name=lodging.name, point=lodging.point)


def _missing(itinerary: Itinerary, moves: Mapping[date, date], days: Sequence[Day]) -> tuple[Missing, ...]:
    """Keep what is missing with the days that it is missing from."""
    old = {day.date.isoformat() for day in itinerary.days}
    goes_to = {before.isoformat(): after.isoformat() for before, after in moves.items()}
    kept = [
        evolve(one, scope=goes_to.get(one.scope, one.scope))
        for one in itinerary.missing
        if one.scope in goes_to or one.scope not in old
    ]
    new = [day.date.isoformat() for day in days if day.date not in moves.values()]
    return (*kept, *(Missing(what="visits", scope=scope, why=EMPTY) for scope in new))
