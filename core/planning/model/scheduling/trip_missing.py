"""What a plan lacks although it was wished for or is usual, and why."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from core.planning.model.diets import contradicts
from core.planning.model.matching import is_avoided
from core.planning.model.place import PlaceId
from core.planning.model.plan import Day, Missing, Stop
from core.planning.model.preferences import Preferences
from core.planning.model.scheduling.trip_frames import Frame
from core.planning.model.scheduling.trip_times import MEAL_TIMES
from core.planning.model.scheduling.trip_visits import limits_of
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.seoul_time import minute_of

FEW: Final = 2
# A day that holds so much of a meal's time without the meal is hungry.
ENOUGH: Final = 120


def missing_from(days: Sequence[Day], frames: Sequence[Frame], wishes: Wishes) -> Iterator[Missing]:
    """Tell what the days lack."""
    yield from _wishes(wishes)
    yield from _diet(wishes.trip.preferences)
    visited = {stop.place.place_id for day in days for stop in day.stops}
    for day, frame in zip(days, frames, strict=True):
        yield from _meals(day, frame, _left_to_eat_at(frame, wishes, visited))
        yield from _visits(day, wishes)
        yield from _dryness(day)


def _wishes(wishes: Wishes) -> Iterator[Missing]:
    towns = ", ".join(base.destination.names.en for base in wishes.bases)
    for must in wishes.must:
        if must.place is None:
            why = f"no place of this name is known in {towns}; GET /api/v1/places finds places and their ids"
            yield Missing(what="must_visit", scope="trip", about=must.wish, why=why)


def _diet(preferences: Preferences) -> Iterator[Missing]:
    for diet in preferences.diet:
        why = "which of these places cook for this diet is not known; ask there before you sit down"
        yield Missing(what="meal", scope="trip", about=diet, why=why)


def _meals(day: Day, frame: Frame, left: int) -> Iterator[Missing]:
    eaten = {stop.meal for stop in day.stops}
    for meal, (first, last) in MEAL_TIMES.items():
        if meal not in eaten and min(frame.closes, last) - max(frame.opens, first) >= ENOUGH:
            why = f"no place for {meal} that is open then fits into the day"
            if not left:
                why = "all places to eat that are known there and suit the wishes are in the plan already"
            yield Missing(what="meal", scope=str(day.date), about=meal, why=why)


def _left_to_eat_at(frame: Frame, wishes: Wishes, visited: Collection[PlaceId]) -> int:
    """Return how many places to eat around a day are not in the plan."""
    avoided = (*wishes.trip.preferences.avoid, *wishes.selection.avoid)
    pool = next(pool for base, pool in zip(wishes.bases, wishes.pools, strict=True) if base == frame.base)
    return sum(
        place.feeds
        and place.place_id not in visited
        and not is_avoided(place, avoided)
        and not contradicts(place, wishes.trip.preferences.diet)
        for place in pool
    )


def _visits(day: Day, wishes: Wishes) -> Iterator[Missing]:
    visits = sum(1 for stop in day.stops if stop.kind in {"visit", "cafe"})
    wanted = min(FEW, limits_of(wishes.trip.preferences, easy=wishes.selection.easy)[0])
    if visits < wanted:
        why = f"{visits or 'no'} of the places that are known suit the wishes and can still be visited on this day"
        yield Missing(what="visits", scope=str(day.date), why=why)


def _dryness(day: Day) -> Iterator[Missing]:
    for stop in day.stops:
        if stop.kind == "visit" and stop.place.indoor is False and _in_rain(stop, day):
            name = stop.place.names.within("en")
            why = f"{name} is outdoors and rain is likely then; it was wished for, and no dry hour fits"
            yield Missing(what="weather", scope=str(day.date), about=name, why=why)


def _in_rain(stop: Stop, day: Day) -> bool:
    start, end = minute_of(day.date, stop.start), minute_of(day.date, stop.end)
    return any(part.opens < end and start < part.closes for part in day.weather.wet) if day.weather else False
