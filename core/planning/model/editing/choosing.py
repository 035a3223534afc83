"""Finds what an edit names: the stops that there are, and the places of those that are new."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import count

from attrs import define, evolve, field, frozen

from core.errors import Fault
from core.planning.model.errors import BadEdit
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Day, Plan, Stop, StopId, StopKind
from core.planning.model.plan_edit import DayEdit, StopEdit
from core.planning.model.seoul_time import DAY, SEOUL, minute_of, moment


@frozen(kw_only=True)
class Chosen:
    """A stop for a day, in minutes of that day.

    It `was` at some minute of the day that it was on, None when it is new, and lasted so long; `home` is that day and
    its place in it, None where it is new or was set aside. `start` and `end` are what the edit asks for.
    `other_use`: it is new, or is used for something else than before. `pointer` is where the edit names it.
    """

    stop: Stop
    lasts: int
    was: int | None
    home: tuple[date, int] | None
    start: int | None
    end: int | None
    other_use: bool
    pointer: str

    @property
    def stays(self) -> bool:
        """Whether it is there already, and no time is asked for."""
        return self.was is not None and self.start is None and self.end is None


Choice = Mapping[date, tuple[Chosen, ...]]


@define(kw_only=True)
class Choosing:
    """Reads an edit's days; whatever is wrong with them is told at once, in a `BadEdit`."""

    plan: Plan
    places: Mapping[PlaceId, Place]
    _faults: list[Fault] = field(factory=list)
    _named: set[StopId] = field(factory=set)

    def __call__(self, days: Sequence[DayEdit]) -> Choice:
        """Return the stops that each edited day is to have."""
        chosen: dict[date, tuple[Chosen, ...]] = {}
        known = {day.date for day in self.plan.itinerary.days}
        for number, day in enumerate(days):
            pointer = f"/daily_plans/{number}"
            if day.date not in known or day.date in chosen:
                self._fault(f"{pointer}/date", "is given twice" if day.date in chosen else "is no day of the trip")
                continue
            chosen[day.date] = tuple(self._of_day(day, pointer))
        if self._faults:
            raise BadEdit(faults=tuple(self._faults))
        return chosen

    def _of_day(self, day: DayEdit, pointer: str) -> Iterator[Chosen]:
        area = next(one for one in self.plan.itinerary.days if one.date == day.date)
        for number, edit in enumerate(day.stops):
            here = f"{pointer}/stops/{number}"
            stop = self._stop(edit, area, here)
            if stop is None:
                continue
            asked = edit if edit.stop_id is None else _without_old_times(edit, stop)
            if self._has_times(asked, day.date, here):
                yield _chosen(stop, asked, day.date, self._home(stop), here)

    def _stop(self, edit: StopEdit, day: Day, here: str) -> Stop | None:
        if (edit.stop_id is None) == (edit.place_id is None):
            self._fault(here, "needs either the id of a stop of this plan, or the place_id of a new one")
            return None
        if edit.stop_id is not None:
            return self._known_stop(edit.stop_id, here)
        place = self.places.get(edit.place_id) if edit.place_id else None
        if place is None:
            self._fault(f"{here}/place_id", "is no place that is known; GET /api/v1/places finds places")
            return None
        return self._new_stop(_at_home(place, day), edit.kind or _kind(place), day.date)

    def _known_stop(self, stop_id: StopId, here: str) -> Stop | None:
        stop = next((stop for stop in _all_stops(self.plan) if stop.stop_id == stop_id), None)
        if stop is None:
            self._fault(f"{here}/id", "is no stop of this plan; a new one has a place_id")
            return None
        if stop_id in self._named:
            self._fault(f"{here}/id", "is named twice")
            return None
        self._named.add(stop_id)
        return stop

    def _home(self, stop: Stop) -> tuple[date, int] | None:
        places = (
            (day.date, number)
            for day in self.plan.itinerary.days
            for number, one in enumerate(day.stops)
            if one.stop_id == stop.stop_id
        )
        return next(places, None)

    def _new_stop(self, place: Place, kind: StopKind, day: date) -> Stop:
        taken = {stop.stop_id for stop in _all_stops(self.plan)} | self._named
        stop_id = next(one for one in _ids(place) if one not in taken)
        self._named.add(stop_id)
        return Stop(stop_id=stop_id, kind=kind, start=moment(day, 0), end=moment(day, place.dwell), place=place)

    def _has_times(self, edit: StopEdit, day: date, here: str) -> bool:
        before = len(self._faults)
        start, end = _minute(day, edit.start), _minute(day, edit.end)
        if start is not None and not 0 <= start < DAY:
            self._fault(f"{here}/start", f"is not on {day} in Korea")
        if end is not None and not 0 < end <= DAY:
            self._fault(f"{here}/end", f"is not on {day} in Korea")
        if start is not None and end is not None and end <= start:
            self._fault(f"{here}/end", "must be after start")
        return len(self._faults) == before

    def _fault(self, pointer: str, why: str) -> None:
        self._faults.append(Fault(pointer, why))


def _without_old_times(edit: StopEdit, stop: Stop) -> StopEdit:
    """Take away the times that a stop has already: to show them again asks for nothing."""
    if edit.start not in {None, stop.start}:
        return edit
    return evolve(edit, start=None, end=None if edit.end == stop.end else edit.end)


def _all_stops(plan: Plan) -> Iterator[Stop]:
    for day in plan.itinerary.days:
        yield from day.stops
    yield from plan.set_aside


def _ids(place: Place) -> Iterator[StopId]:
    texts = (f"{place.place_id} {number}" if number else place.place_id for number in count())
    return (StopId(sha256(text.encode()).hexdigest()[:16]) for text in texts)


def _at_home(place: Place, day: Day) -> Place:
    """Give a place to the day's destination if it lies there; a place of our own list says by its id where it does."""
    ours = place.place_id.startswith("gazetteer:")
    is_here = day.area is not None and day.area.hold(place.point)
    return evolve(place, destination=day.base) if is_here and not ours else place


def _kind(place: Place) -> StopKind:
    match place.category:
        case "food":
            return "meal"
        case "cafe":
            return "cafe"
        case "lodging":
            return "lodging"
        case _:
            return "visit"


def _chosen(stop: Stop, edit: StopEdit, day: date, home: tuple[date, int] | None, pointer: str) -> Chosen:
    kind, locked = edit.kind or stop.kind, stop.locked if edit.locked is None else edit.locked
    why = stop.why if edit.why is None else edit.why
    is_new = edit.place_id is not None
    return Chosen(
        stop=evolve(stop, kind=kind, locked=locked, why=why),
        lasts=round((stop.end - stop.start).total_seconds() / 60),
        was=None if is_new else minute_of(stop.start.astimezone(SEOUL).date(), stop.start),
        home=home,
        start=_minute(day, edit.start),
        end=_minute(day, edit.end),
        other_use=is_new or kind != stop.kind,
        pointer=pointer,
    )


def _minute(day: date, when: datetime | None) -> int | None:
    return None if when is None else minute_of(day, when)
