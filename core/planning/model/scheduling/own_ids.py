"""Gives new stops ids that no other stop of their plan has."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import count

from attrs import evolve

from core.planning.model.plan import Day, Plan, Stop, StopId


def with_own_ids(plan: Plan, days: Iterable[Day], new: Collection[date]) -> tuple[Day, ...]:
    """Return days of which those on `new` dates have ids of their own.

    What was set aside and is visited after all is the stop that it was: it has its id, and its reason.
    """
    aside = {stop.place.place_id: stop for stop in plan.set_aside if stop.kind != "lodging"}
    taken = {stop.stop_id for day in plan.itinerary.days for stop in day.stops if day.date not in new}
    taken |= {stop.stop_id for stop in plan.set_aside}
    return tuple(
        evolve(day, stops=tuple(_own(stop, aside.get(stop.place.place_id), taken) for stop in day.stops))
        if day.date in new
        else day
        for day in days
    )


def with_own_id(stop: Stop, taken: Collection[StopId]) -> Stop:
    """Return a stop whose id is not taken."""
    return evolve(stop, stop_id=next(one for one in _ids(stop) if one not in taken))


def _own(stop: Stop, aside: Stop | None, taken: set[StopId]) -> Stop:
    if aside is not None:
        return evolve(stop, stop_id=aside.stop_id, why=aside.why)
    own = with_own_id(stop, taken)
    taken.add(own.stop_id)
    return own


def _ids(stop: Stop) -> Iterator[StopId]:
    yield stop.stop_id
    yield from (StopId(sha256(f"{stop.stop_id} {number}".encode()).hexdigest()[:16]) for number in count(1))
