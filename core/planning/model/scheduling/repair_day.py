"""Repairs one day: keeps the order, puts something else in the place of what is lost, and moves on what comes later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from math import ceil
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from core.planning.model.costs import cost_of
from core.planning.model.place import Place
from core.planning.model.plan import Day, Stop, Travel
from core.planning.model.point import Point
from core.planning.model.preferences import Preferences
from core.planning.model.repair import Change, Repair
from core.planning.model.scheduling.opening import opening_of
from core.planning.model.scheduling.travelling import travel
from core.planning.model.scheduling.trip_days import stop_id_of
from core.planning.model.scheduling.trip_times import MEAL_TIMES, STEP, stay
from core.planning.model.seoul_time import minute_of, moment

OUTDOORS_IN_RAIN: Final = "it is outdoors, and it rains"
CLOSED: Final = "it is closed"


@frozen(kw_only=True)
class Terms:
    """What a repaired day must keep to: `spare` are places to fall back on, the best first."""

    day: Day
    repair: Repair
    preferences: Preferences
    spare: Sequence[Place]


@define(kw_only=True)
class DayRepair:
    """A day being repaired, stop by stop."""

    terms: Terms
    stops: list[Stop] = field(factory=list)
    changes: list[Change] = field(factory=list)

    def run(self) -> None:
        """Go through the day."""
        planned = planned_stops(self.terms.day)
        for stop, following in zip_longest(planned, planned[1:]):
            self._keep_or_replace(stop, following)

    def _keep_or_replace(self, stop: Stop, following: Stop | None) -> None:
        if stop.locked:
            self.stops.append(evolve(stop, travel=self._way(stop.place)))
            return
        why = self._lost(stop)
        kept = None if why else self._timed(stop, stop.place, stop.end - stop.start)
        if kept is None:
            self._replace(stop, following, why or "there is no time left for it")
        else:
            self._note_move(stop, kept)
            self.stops.append(kept)

    def _lost(self, stop: Stop) -> str:
        if stop.place.place_id in self.terms.repair.closed:
            return CLOSED
        return OUTDOORS_IN_RAIN if self._is_wet(stop.place, stop) else ""

    def _is_wet(self, place: Place, stop: Stop) -> bool:
        return self.terms.day.date in self.terms.repair.rain and stop.kind == "visit" and place.indoor is False

    def _replace(self, stop: Stop, following: Stop | None, why: str) -> None:
        self._note("removed", stop, why)
        until = following.start if following else None
        other = next((found for place in self.terms.spare if (found := self._instead(stop, place, until))), None)
        if other:
            self.stops.append(other)
            self._note("added", other, f"in place of {stop.place.names.within(self.terms.preferences.language)}")

    def _instead(self, stop: Stop, place: Place, until: datetime | None) -> Stop | None:
        """Return a stop at another place, if it serves the same end and leaves what follows where it is."""
        serves = (
            place.feeds
            if stop.kind == "meal"
            else (place.category == "cafe" if stop.kind == "cafe" else place.is_sight)
        )
        taken = any(place == one.place for one in (*self.stops, *self.terms.day.stops))
        if not serves or taken or self._is_wet(place, stop):
            return None
        minutes = stay(place, stop.kind, stop.meal, self.terms.preferences.pace)
        found = self._timed(evolve(stop, why="", locked=False), place, timedelta(minutes=minutes))
        if found is None or until is None:
            return found
        return found if found.end <= until else None

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
            why = f"it begins at {after.start:%H:%M} rather than {before.start:%H:%M}, since what is before it changed"
            self._note("moved", after, why)


def planned_stops(day: Day) -> list[Stop]:
    """Return a day's stops without the way home."""
    return [stop for stop in day.stops if stop.kind != "lodging"]
