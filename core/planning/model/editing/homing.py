"""Lets the days of a plan begin and end where people sleep, as those of a newly made plan do."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from core.errors import Fault
from core.planning.model.editing.labels import goes_by_car
from core.planning.model.errors import BadEdit
from core.planning.model.plan import Day, Stop, StopId
from core.planning.model.scheduling.own_ids import with_own_id
from core.planning.model.scheduling.trip_days import LODGING, connected
from core.planning.model.scheduling.trip_frames import Frame
from core.planning.model.seoul_time import DAY, minute_of


@frozen(kw_only=True)
class Homing:
    """Knows by their dates how the days concerned would be outlined now; `at` is when we were told where people sleep.

    What somebody wants to have on the `given` dates is left as it is. `taken` are the ids of stops that are in no day.
    """

    frames: Mapping[date, Frame]
    at: datetime
    given: Collection[date]
    taken: Collection[StopId]

    def begun(self, days: Sequence[Day]) -> tuple[Day, ...]:
        """Return the days as they begin now."""
        return tuple(self._begun(day) for day in days)

    def ended(self, days: Sequence[Day], *, before: Sequence[Day]) -> tuple[Day, ...]:
        """Return days with the ways from and to where people sleep, those that did not have them `before`.

        One on which nobody gets home before midnight is a `BadEdit`.
        """
        ended = tuple(
            self._ended(day, old, days) if day.date in self.frames and day.date not in self.given else day
            for day, old in zip(days, before, strict=True)
        )
        if faults := tuple(_too_late(ended)):
            raise BadEdit(faults=faults)
        return ended

    def _begun(self, day: Day) -> Day:
        frame = self.frames.get(day.date)
        if frame is None:
            return day
        return evolve(day, starts_from=frame.comes_from, area=day.area or frame.base.destination.bounds)

    def _ended(self, day: Day, before: Day, days: Sequence[Day]) -> Day:
        frame = self.frames[day.date]
        if day.starts_from == before.starts_from and _sleeps_at(day) == _home(frame):
            return day
        town = frame.base.destination
        base = evolve(frame.base, destination=evolve(town, by_car=town.by_car or goes_by_car(days, day.base)))
        visited = [stop for stop in day.stops if stop.place.place_id != LODGING]
        stops = connected(visited, evolve(frame, base=base), told_at=self.at)
        taken = {stop.stop_id for one in days for stop in one.stops if stop not in day.stops} | {*self.taken}
        return evolve(day, stops=tuple(_kept_or_new(stop, day, taken) for stop in stops))


def _kept_or_new(stop: Stop, day: Day, taken: Collection[StopId]) -> Stop:
    """Give the way home the id that it had on this day, or one of its own."""
    if stop.place.place_id != LODGING:
        return stop
    old = next((one for one in day.stops if one.place.place_id == LODGING), None)
    return evolve(stop, stop_id=old.stop_id) if old else with_own_id(stop, taken)


def _sleeps_at(day: Day) -> list[tuple[object, object]]:
    return [(stop.place.names.ko, stop.place.point) for stop in day.stops if stop.place.place_id == LODGING]


def _home(frame: Frame) -> list[tuple[object, object]]:
    return [(frame.sleeps_at.name, frame.sleeps_at.point)] if frame.sleeps_at else []


def _too_late(days: Sequence[Day]) -> Iterator[Fault]:
    for day in days:
        for stop in day.stops:
            if stop.place.place_id == LODGING and minute_of(day.date, stop.end) > DAY:
                told = f"one would get there after midnight on {day.date}; end that day earlier first"
                yield Fault("/preferences/lodging", told)
