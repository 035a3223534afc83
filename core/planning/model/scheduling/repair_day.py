"""Repairs one day: keeps the order, puts something else in the place of what is lost, and moves on what comes later."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import zip_longest
from math import ceil
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from core.planning.model.costs import cost_of
from core.planning.model.place import Place
from core.planning.model.plan import Day, Stop, StopId, Travel
from core.planning.model.point import Point
from core.planning.model.preferences import Preferences
from core.planning.model.repair import Change, Repair
from core.planning.model.scheduling.opening import opening_of
from core.planning.model.scheduling.travelling import crow_meters, travel
from core.planning.model.scheduling.trip_days import stop_id_of
from core.planning.model.scheduling.trip_times import DAYLIGHT, MEAL_TIMES, STEP, needs_daylight, stay
from core.planning.model.seoul_time import minute_of, moment

OUTDOORS_IN_RAIN: Final = "it is outdoors, and it rains"
CLOSED: Final = "it is closed"
NO_TIME: Final = "there is no time left for it"
GIVEN_UP: Final = "without it the rest of the day fits"


@frozen(kw_only=True)
class Terms:
    """What a repaired day must keep to: `spare` are places to fall back on."""

    day: Day
    repair: Repair
    preferences: Preferences
    spare: Sequence[Place]


@define(kw_only=True)
class DayRepair:
    """A day being repaired, stop by stop: without those `given_up`, and telling which others had no time left."""

    terms: Terms
    given_up: Collection[StopId] = ()
    stops: list[Stop] = field(factory=list)
    changes: list[Change] = field(factory=list)
    crowded_out: list[Stop] = field(factory=list)

    def run(self) -> None:
        """Go through the day."""
        planned = planned_stops(self.terms.day)
        for stop, following in zip_longest(planned, planned[1:]):
            self._keep_or_replace(stop, following)

    def _keep_or_replace(self, stop: Stop, following: Stop | None) -> None:
        if stop.locked:
            self.stops.append(evolve(stop, travel=self._way(stop.place)))
        elif stop.stop_id in self.given_up:
            self._note("removed", stop, GIVEN_UP)
        elif why := self._lost(stop):
            self._replace(stop, following, why)
        elif kept := self._timed(stop, stop.place, stop.end - stop.start):
            self._note_move(stop, kept)
            self.stops.append(kept)
        else:
            self.crowded_out.append(stop)
            self._replace(stop, following, NO_TIME)

    def _lost(self, stop: Stop) -> str:
        if stop.place.place_id in self.terms.repair.closed:
            return CLOSED
        return OUTDOORS_IN_RAIN if self._is_wet(stop.place, stop) else ""

    def _is_wet(self, place: Place, stop: Stop) -> bool:
        return self.terms.day.date in self.terms.repair.rain and stop.kind == "visit" and place.indoor is False

    def _replace(self, stop: Stop, following: Stop | None, why: str) -> None:
        self._note("removed", stop, why)
        near = sorted(self.terms.spare, key=lambda place: crow_meters(stop.place.point, place.point))
        other = next((found for place in near if (found := self._instead(stop, place, following))), None)
        if other:
            self.stops.append(other)
            self._note("added", other, f"in place of {stop.place.names.within(self.terms.preferences.language)}")

    def _instead(self, stop: Stop, place: Place, following: Stop | None) -> Stop | None:
        """Return a stop at another place, if it serves the same end and leaves what follows where it is."""
        taken = any(place == one.place for one in (*self.stops, *self.terms.day.stops))
        if taken or not _serves(place, stop) or self._is_wet(place, stop) or self._is_dearer(place, stop):
            return None
        minutes = stay(place, stop.kind, stop.meal, self.terms.preferences.pace)
        found = self._timed(evolve(stop, why="", locked=False), place, timedelta(minutes=minutes))
        if found is None or following is None:
            return found
        way = timedelta(minutes=self._minutes(place, following.place))
        return found if found.end + way <= following.start else None

    def _is_dearer(self, place: Place, stop: Stop) -> bool:
        """Tell whether another place might cost more than the budget has for this stop."""
        if self.terms.preferences.budget is None or stop.cost is None:
            return False
        cost = cost_of(place, stop.kind, self.terms.preferences.party)
        return cost is None or cost.amount > stop.cost.amount

    def _timed(self, stop: Stop, place: Place, duration: timedelta) -> Stop | None:
        """Return the stop at its time, or as soon after it as the way allows; None where it is closed or too late."""
        day = self.terms.day.date
        way = self._way(place)
        arrives = self._free_from() + (way.minutes if way else 0)
        start = max(ceil(arrives / STEP) * STEP, minute_of(day, stop.start))
        end = start + round(duration.total_seconds() / 60)
        opening = opening_of(place.hours, day, start, end)
        latest = MEAL_TIMES[stop.meal][1] if stop.meal else self.terms.preferences.day_end
        if opening == "closed" or start > latest or end > self._day_ends(place):
            return None
        if stop.kind == "visit" and needs_daylight(place) and end > max(DAYLIGHT[1], minute_of(day, stop.end)):
            return None
        if self._comes_into_rain(stop, place, start, end):
            return None
        return evolve(
            stop,
            stop_id=stop.stop_id if place == stop.place else stop_id_of(place.place_id),
            place=place,
            start=moment(day, start),
            end=moment(day, end),
            travel=way,
            opening=opening,
            cost=cost_of(place, stop.kind, self.terms.preferences.party),
        )

    def _comes_into_rain(self, stop: Stop, place: Place, start: int, end: int) -> bool:
        """Tell whether a visit would come into rain that was foretold; what was planned in the rain may stay there."""
        if stop.kind != "visit" or place.indoor is not False or not self._rains(start, end):
            return False
        day = self.terms.day.date
        return place != stop.place or not self._rains(minute_of(day, stop.start), minute_of(day, stop.end))

    def _rains(self, start: int, end: int) -> bool:
        weather = self.terms.day.weather
        return weather is not None and any(part.opens < end and start < part.closes for part in weather.wet)

    def _way(self, place: Place) -> Travel | None:
        here = self._here()
        return None if here is None else travel(here, place.point, by_car=self.terms.day.by_car)

    def _here(self) -> Point | None:
        if self.stops:
            return self.stops[-1].place.point
        return self.terms.day.starts_from.point if self.terms.day.starts_from else None

    def _free_from(self) -> int:
        free = minute_of(self.terms.day.date, self.stops[-1].end) if self.stops else 0
        return max(free, self._begins())

    def _begins(self) -> int:
        day = self.terms.day
        late = self.terms.repair.late.get(day.date)
        first = next(iter(planned_stops(day)), None)
        if late is None or first is None:
            return self.terms.preferences.day_start
        way = first.travel.minutes if first.travel else 0
        return minute_of(day.date, first.start) - way + late

    def _day_ends(self, place: Place) -> int:
        """Return until when a stop here may last: one must get home, and in time to what stays where it is."""
        day = self.terms.day
        begun = self.stops[-1].end if self.stops else moment(day.date, 0)
        homes = [home.place for home in day.stops if home.kind == "lodging"]
        fixed = [stop for stop in planned_stops(day) if stop.locked and stop.start >= begun]
        ends = [self.terms.preferences.day_end - self._minutes(place, home) for home in homes]
        ends += [minute_of(day.date, stop.start) - self._minutes(place, stop.place) for stop in fixed]
        return min(ends, default=self.terms.preferences.day_end)

    def _minutes(self, here: Place, there: Place) -> int:
        return travel(here.point, there.point, by_car=self.terms.day.by_car).minutes

    def _note(self, what: Literal["removed", "added", "moved"], stop: Stop, why: str) -> None:
        name = stop.place.names.within(self.terms.preferences.language)
        self.changes.append(Change(what=what, date=self.terms.day.date, stop_id=stop.stop_id, place=name, why=why))

    def _note_move(self, before: Stop, after: Stop) -> None:
        if before.start != after.start:
            late = self.terms.day.date in self.terms.repair.late
            why = "the day begins later" if late else "what is before it changed"
            self._note("moved", after, f"it begins at {after.start:%H:%M} rather than {before.start:%H:%M}: {why}")


def _serves(place: Place, stop: Stop) -> bool:
    """Tell whether a place can stand in for a stop: people eat where they eat, and see something else instead."""
    if stop.kind == "meal":
        return place.feeds
    return place.category == "cafe" if stop.kind == "cafe" else place.is_sight


def planned_stops(day: Day) -> list[Stop]:
    """Return a day's stops without the way home."""
    return [stop for stop in day.stops if stop.kind != "lodging"]
