"""Writes what follows from a stop's time and place: the way there, whether it is open, what it costs."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from core.planning.model.costs import cost_of
from core.planning.model.editing.choosing import Chosen
from core.planning.model.editing.timing import Times
from core.planning.model.hours import Opening
from core.planning.model.plan import Day, Meal, Stop
from core.planning.model.preferences import Preferences
from core.planning.model.scheduling.opening import opening_of
from core.planning.model.scheduling.travelling import travel
from core.planning.model.seoul_time import minute_of, moment
from core.planning.model.words.why import why

BREAKFAST: Final = (6 * 60, 10 * 60)
MID_AFTERNOON: Final = 15 * 60 + 30


def placed(chosen: Chosen, day: Day, times: Times, wishes: Preferences) -> Stop:
    """Return a stop at its new time; one that stays where it was is not touched."""
    start, end = (moment(day.date, minute) for minute in times)
    before, stop = chosen.stop, chosen.stop
    if (start, end) != (before.start, before.end):
        stop = evolve(stop, start=start, end=end)
    if stop.kind == "meal" and (stop.meal is None or not chosen.stays):
        stop = evolve(stop, meal=_meal(times[0]))
    if stop.kind != "meal":
        stop = evolve(stop, meal=None)
    if chosen.was is None and not stop.why:
        stop = evolve(stop, why=why(stop.place, wishes.interests, wishes.language))
    return evolve(stop, cost=cost_of(stop.place, stop.kind, wishes.party)) if chosen.other_use else stop


def labelled(day: Day, *, by_car: bool) -> Day:
    """Return a day whose stops have the way from what is before them, and say whether they are open."""
    here = day.starts_from.point if day.starts_from else None
    stops: list[Stop] = []
    for stop in day.stops:
        there = stop.place.point
        way = None if here is None else travel(here, there, by_car=by_car)
        stops.append(evolve(stop, travel=way, opening=_opening(stop, day)))
        here = there
    return evolve(day, stops=tuple(stops))


def goes_by_car(days: Sequence[Day], base: str) -> bool:
    """Tell whether people go by taxi around a destination, as the plan so far shows."""
    here = [day for day in days if day.base == base]
    ways = (stop.travel for day in here for stop in day.stops)
    return any(day.by_car for day in here) or any(way is not None and way.mode == "taxi" for way in ways)


def _opening(stop: Stop, day: Day) -> Opening:
    if stop.kind == "lodging":
        return stop.opening
    return opening_of(stop.place.hours, day.date, minute_of(day.date, stop.start), minute_of(day.date, stop.end))


def _meal(start: int) -> Meal | None:
    if BREAKFAST[0] <= start < BREAKFAST[1]:
        return None
    return "lunch" if start < MID_AFTERNOON else "dinner"
