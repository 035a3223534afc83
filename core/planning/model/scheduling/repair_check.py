"""Refuses a repair that speaks of what is not in the plan: most likely it means something else that is."""

from collections.abc import Iterator, Sequence

from core.errors import Fault
from core.planning.model.errors import BadEdit
from core.planning.model.plan import Day
from core.planning.model.repair import Repair


def refuse_unknown(repair: Repair, days: Sequence[Day]) -> None:
    """Raise `BadEdit` for places, stops and dates that a plan with these days has not."""
    if faults := tuple(_faults(repair, days)):
        raise BadEdit(faults=faults)


def _faults(repair: Repair, days: Sequence[Day]) -> Iterator[Fault]:
    stops = [stop for day in days for stop in day.stops]
    places = {stop.place.place_id for stop in stops}
    for number, place_id in enumerate(repair.closed):
        if place_id not in places:
            yield Fault(f"/closed/{number}", "is no place of this plan")
    ids = {stop.stop_id for stop in stops}
    for number, stop_id in enumerate(repair.locked):
        if stop_id not in ids:
            yield Fault(f"/locked/{number}", "is no stop of this plan")
    dates = {day.date for day in days}
    for number, day in enumerate(repair.rain):
        if day not in dates:
            yield Fault(f"/weather/on/{number}", "is no day of the trip")
    if not dates.issuperset(repair.late):
        yield Fault("/late_by_minutes/date", "is no day of the trip")
