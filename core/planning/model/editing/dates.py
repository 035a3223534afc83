"""Moves a plan to other dates, without losing anything that is in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from core.planning.model.plan import Anchor, Day, Itinerary, Missing, Plan, Stop
from core.planning.model.preferences import Lodging, Preferences
from core.planning.model.scheduling.trip_missing import ENOUGH
from core.planning.model.scheduling.trip_times import MEAL_TIMES
from core.planning.model.seoul_time import SEOUL
from core.planning.model.trip import Trip

EMPTY = "this day is new: a repair plans it"
WITHOUT = "the day had none before the trip was made shorter"


def redated(plan: Plan, start: date, end: date) -> Plan:
    """Return the plan on other dates.

    Where the old and the new dates contain each other, days stay where they are; else they move along with the start.
    What has no day any more is set aside, and comes back with its date. Another day that is new is empty, and the plan
    says so.
    """
    itinerary = plan.itinerary
    trip = evolve(itinerary.trip, start_date=start, end_date=end)
    if trip.dates == itinerary.trip.dates:
        return plan
    moves = _moves(itinerary.trip.dates, trip.dates)
    known = {moves[day.date]: day for day in itinerary.days if day.date in moves}
    back = {day: _set_aside_from(day, plan.set_aside) for day in trip.dates if day not in known}
    days = tuple(
        _moved(known[day], day) if day in known else _new(day, back[day], itinerary.days, trip) for day in trip.dates
    )
    lost = tuple(stop for day in itinerary.days if day.date not in moves for stop in day.stops)
    aside = tuple(stop for stop in plan.set_aside if not any(stop in stops for stops in back.values()))
    changed = evolve(itinerary, trip=trip, days=days, missing=_missing(itinerary, moves, days))
    return evolve(plan, itinerary=changed, set_aside=(*aside, *lost))


def new_dates(old: Trip, new: Trip) -> frozenset[date]:
    """Return the dates of a trip to which no day of the old one has come."""
    return frozenset(new.dates) - frozenset(_moves(old.dates, new.dates).values())


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


def _set_aside_from(day: date, aside: Sequence[Stop]) -> tuple[Stop, ...]:
    """Return the stops that were set aside when this date was lost, in their order."""
    theirs = [stop for stop in aside if stop.start.astimezone(SEOUL).date() == day]
    return tuple(sorted(theirs, key=lambda stop: (stop.start, stop.end)))


def _new(date_: date, stops: tuple[Stop, ...], days: Sequence[Day], trip: Trip) -> Day:
    """Return a new day: where its stops are, or where the days beside it are spent."""
    beside = min(days, key=lambda one: (abs(one.date - date_), one.date), default=None)
    towns = (stop.place.destination for stop in stops if stop.kind != "lodging")
    base = next((town for town in towns if town), beside.base if beside else "")
    alike = next((day for day in days if day.base == base), None)
    return Day(
        date=date_,
        base=base,
        area=alike.area if alike else None,
        by_car=alike.by_car if alike else False,
        stops=stops,
        starts_from=_home(trip.preferences.lodging),
    )


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
    new = [day for day in days if day.date not in moves.values()]
    return (*kept, *(lack for day in new for lack in _lacks(day, itinerary.trip.preferences)))


def _lacks(day: Day, wishes: Preferences) -> Iterator[Missing]:
    scope = day.date.isoformat()
    if not day.stops:
        yield Missing(what="visits", scope=scope, why=EMPTY)
        return
    eaten = {stop.meal for stop in day.stops}
    for meal, (first, last) in MEAL_TIMES.items():
        if meal not in eaten and min(wishes.day_end, last) - max(wishes.day_start, first) >= ENOUGH:
            yield Missing(what="meal", scope=scope, about=meal, why=WITHOUT)
