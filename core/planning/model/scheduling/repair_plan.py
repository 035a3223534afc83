"""Repairs a plan: days that are not concerned stay as they are, to the last character."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from core.errors import Fault
from core.planning.model.diets import contradicts
from core.planning.model.errors import WishesConflict
from core.planning.model.hours import Window
from core.planning.model.matching import best_called, is_avoided
from core.planning.model.place import Place
from core.planning.model.plan import Day, Missing, Stop
from core.planning.model.preferences import Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Change, Repair
from core.planning.model.scheduling.repair_day import Terms, planned_stops
from core.planning.model.scheduling.repair_giving_up import best_repair
from core.planning.model.scheduling.repair_night import changes_of_night, with_night
from core.planning.model.weather import DayWeather


@frozen(kw_only=True)
class Repaired:
    """The days after a repair, what was changed, and what they lack now."""

    days: tuple[Day, ...]
    changes: tuple[Change, ...]
    missing: tuple[Missing, ...]


def is_concerned(day: Day, repair: Repair) -> bool:
    """Tell whether a repair may change a day."""
    closed = any(stop.place.place_id in repair.closed for stop in day.stops)
    return closed or day.date in repair.rain or day.date in repair.late


def repaired(
    days: Sequence[Day],
    repair: Repair,
    *,
    preferences: Preferences,
    spare: Mapping[str, Sequence[Place]],
    told: Provenance,
) -> Repaired:
    """Return the days as they can be under the repair's terms; `spare` places are by the days' bases."""
    new: list[Day] = []
    changes: list[Change] = []
    missing: list[Missing] = []
    for day in days:
        fixed = evolve(day, stops=_locked(day, repair))
        if not is_concerned(day, repair):
            new.append(fixed)
            continue
        _refuse_locked(fixed, repair)
        # What was in the plan before does not come back elsewhere: it would be told of as removed and added.
        taken = [stop.place for other in (*new, *days) for stop in other.stops]
        others = [place for place in spare[day.base] if _may_come(place, taken, repair, preferences)]
        one = repaired_day(Terms(day=fixed, repair=repair, preferences=preferences, spare=others))
        new.append(evolve(one.days[0], weather=weather_under(repair, day, told)))
        changes += one.changes
        missing += one.missing
    return Repaired(days=tuple(new), changes=tuple(changes), missing=tuple(missing))


def repaired_day(terms: Terms) -> Repaired:
    """Return one day as it can be."""
    day = terms.day
    work = best_repair(terms)
    after = evolve(day, stops=with_night(day, work.stops))
    changes = (*work.changes, *changes_of_night(day, after, terms.preferences.language))
    return Repaired(days=(after,), changes=changes, missing=tuple(_missing(day, work.stops, terms.repair)))


def weather_under(repair: Repair, day: Day, told: Provenance) -> DayWeather | None:
    """Return a day's weather; of a day of which nothing was known, how warm it will be is still not known."""
    if day.date not in repair.rain:
        return day.weather
    wet = (Window(0, 24 * 60),)
    return day.weather and evolve(day.weather, kind="told", rain_chance=1.0, wet=wet, sky="rain", found=told)


def _may_come(place: Place, taken: Sequence[Place], repair: Repair, preferences: Preferences) -> bool:
    free = place.place_id not in repair.closed and all(place.place_id != one.place_id for one in taken)
    return free and not is_avoided(place, preferences.avoid) and not contradicts(place, preferences.diet)


def _locked(day: Day, repair: Repair) -> tuple[Stop, ...]:
    return tuple(evolve(stop, locked=True) if stop.stop_id in repair.locked else stop for stop in day.stops)


def _refuse_locked(day: Day, repair: Repair) -> None:
    for stop in day.stops:
        if stop.locked and stop.place.place_id in repair.closed:
            told = f"{stop.place.names.within('en')} is locked and closed: unlock it, or leave it out of closed"
            raise WishesConflict(faults=(Fault("/locked", told), Fault("/closed", told)))


def _missing(day: Day, stops: Sequence[Stop], repair: Repair) -> Iterator[Missing]:
    scope = str(day.date)
    eaten = {stop.meal for stop in stops}
    for stop in day.stops:
        if stop.meal and stop.meal not in eaten:
            why = "nothing else that is open and near fits into the day"
            yield Missing(what="meal", scope=scope, about=stop.meal, why=why)
    if sum(stop.kind != "meal" for stop in stops) < sum(stop.kind != "meal" for stop in planned_stops(day)):
        yield Missing(what="visits", scope=scope, why="a stop was lost, and nothing else that is open and near fits")
    for stop in stops:
        if stop.locked and day.date in repair.rain and stop.place.indoor is False:
            name = stop.place.names.within("en")
            yield Missing(what="weather", scope=scope, about=name, why=f"{name} is outdoors and it rains; it is locked")


def lost_wishes(before: Sequence[Day], after: Sequence[Day], wishes: Sequence[str]) -> Iterator[Missing]:
    """Tell of each wish whose place was there before and is no more; several wishes may name one place."""
    planned = [stop.place for day in before for stop in day.stops]
    left = {stop.place.place_id for day in after for stop in day.stops}
    for wish in wishes:
        place = best_called(planned, wish)
        if place and place.place_id not in left:
            yield Missing(what="must_visit", scope="trip", about=wish, why="it had to be left out in a repair")
