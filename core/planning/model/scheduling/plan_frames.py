"""The outlines of the days of a plan that there is, as they would be if the plan were made now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from attrs import evolve

from core.planning.model.destination import Destination
from core.planning.model.place import Names
from core.planning.model.plan import Day
from core.planning.model.point import Point
from core.planning.model.scheduling.trip_frames import Frame, frames_of
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.selection import Selection
from core.planning.model.trip import Base, Trip

NOTHING_CHOSEN = Selection(picks=(), source="offline")


def outlines(
    days: Sequence[Day], trip: Trip, towns: Mapping[str, Destination], *, at: datetime
) -> Mapping[date, Frame]:
    """Return an outline for each date; none where it is not known where all days are spent.

    `towns` are by their keys; for one that is not among them the days' area serves.
    """
    runs = [[*run] for _, run in groupby(days, key=lambda day: day.base)]
    found = [_town(run, towns) for run in runs]
    bases = [
        Base(destination=town, dates=tuple(day.date for day in run))
        for town, run in zip(found, runs, strict=True)
        if town is not None
    ]
    if len(bases) < len(runs):
        return {}
    weather = {day.date: day.weather for day in days if day.weather}
    wishes = Wishes(trip=trip, told_at=at, bases=bases, pools=(), selection=NOTHING_CHOSEN, weather=weather)
    return {frame.date: frame for of_base in frames_of(wishes) for frame in of_base}


def _town(days: Sequence[Day], towns: Mapping[str, Destination]) -> Destination | None:
    first = days[0]
    by_car = any(day.by_car for day in days)
    if known := towns.get(first.base):
        return evolve(known, by_car=known.by_car or by_car)
    area = first.area
    if area is None:
        return None
    middle = Point((area.south + area.north) / 2, (area.west + area.east) / 2)
    name = first.base.title()
    return Destination(
        key=first.base, names=Names(ko=name, roman=name, en=name), centre=middle, bounds=area, by_car=by_car
    )
