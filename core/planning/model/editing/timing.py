"""Gives the stops of an edited day their times: what was not edited stays where it is, if one can be there by then."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from core.errors import Fault
from core.planning.model.editing.choosing import Chosen
from core.planning.model.errors import BadEdit
from core.planning.model.plan import Day, Meal
from core.planning.model.scheduling.opening import windows_on
from core.planning.model.scheduling.travelling import travel
from core.planning.model.seoul_time import DAY

STEP: Final = 5
MEAL_TIMES: Final[Mapping[Meal, tuple[int, int]]] = {"lunch": (11 * 60, 14 * 60), "dinner": (17 * 60, 20 * 60)}

Times = tuple[int, int]


@frozen(kw_only=True)
class Timing:
    """Walks through a day, which begins at minute `opens` unless its first stop was there before."""

    day: Day
    opens: int
    by_car: bool

    def __call__(self, chosen: Sequence[Chosen]) -> list[Times]:
        """Return when each stop begins and ends; a day that runs past midnight is a `BadEdit`."""
        times: list[Times] = []
        here = self.day.starts_from.point if self.day.starts_from else None
        for number, one in enumerate(chosen):
            there = one.stop.place.point
            way = travel(here, there, by_car=self.by_car).minutes if here else 0
            left = times[-1][1] if times else None
            times.append(self._times(one, chosen, number, left=left, way=way))
            here = there
        faults = [
            Fault(one.pointer, "does not fit into the day any more; give it a time, or put it into another day")
            for one, (_, end) in zip(chosen, times, strict=True)
            if end > DAY
        ]
        if faults:
            raise BadEdit(faults=tuple(faults))
        return times

    def _times(self, one: Chosen, chosen: Sequence[Chosen], number: int, *, left: int | None, way: int) -> Times:
        if one.start is not None:
            return one.start, one.end if one.end is not None else one.start + one.lasts
        if one.end is not None:
            # With an end alone the stop is made longer or shorter, unless it would end before it begins.
            start = one.was if one.was is not None and one.was < one.end else max(0, one.end - one.lasts)
            return start, one.end
        start = self._start(one, chosen, number, left=left, way=way)
        return start, start + one.lasts

    def _start(self, one: Chosen, chosen: Sequence[Chosen], number: int, *, left: int | None, way: int) -> int:
        ready = self._first(one, chosen, way) if left is None else left + way
        if one.was is not None and (one.stop.locked or _is_settled(one, chosen, number, left)):
            return one.was
        if one.stop.kind == "lodging" and not one.lasts and left is not None:
            return ready  # one comes home when one comes home
        if one.was is not None and not _overtaken(one, chosen[number + 1 :]) and (left is None or one.was >= ready):
            return one.was
        return self._next(one, -(-ready // STEP) * STEP)

    def _first(self, one: Chosen, chosen: Sequence[Chosen], way: int) -> int:
        """Return when the day's first stop can begin: where stops change places, not before the earliest of them."""
        first = self.opens if one.was is None else min(other.was for other in chosen if other.was is not None)
        return max(first, min(first, self.opens) + way)

    def _next(self, one: Chosen, ready: int) -> int:
        """Return the first minute at which the place is open, or `ready` where it is not, or nobody knows."""
        ready = _meal_start(one, ready)
        hours = one.stop.place.hours
        last_entry = hours.last_entry if hours else 0
        for window in sorted(windows_on(hours, self.day.date) or ()):
            start = max(ready, window.opens)
            if start <= window.closes - last_entry and start + one.lasts <= window.closes:
                return start
        return ready


def _is_settled(one: Chosen, chosen: Sequence[Chosen], number: int, left: int | None) -> bool:
    """Tell whether a stop comes after the one that it came after before, which ends when it did."""
    before = chosen[number - 1] if number else None
    if before is None or before.was is None or before.home is None or one.home is None:
        return False
    day, place = before.home
    return one.home == (day, place + 1) and left == before.was + before.lasts


def _overtaken(one: Chosen, following: Sequence[Chosen]) -> bool:
    """Tell whether the edit puts a stop before one that it came after: then its old time says nothing."""
    return any(other.stays and _came_before(other, one) for other in following)


def _came_before(other: Chosen, one: Chosen) -> bool:
    if other.home is not None and one.home is not None and other.home[0] == one.home[0]:
        return other.home < one.home
    return other.was is not None and one.was is not None and other.was < one.was


def _meal_start(one: Chosen, ready: int) -> int:
    if one.stop.kind != "meal":
        return ready
    for meal, (first, last) in MEAL_TIMES.items():
        if ready <= last and one.stop.meal in {None, meal}:
            return max(ready, first)
    return ready
