"""Chooses, orders and times the stops of a whole trip, or says which wishes cannot come true together."""

from collections.abc import Collection, Sequence

from core.planning.model.place import Place
from core.planning.model.plan import Day
from core.planning.model.scheduling.orienteering import rounds_for, solve
from core.planning.model.scheduling.trip_budget import Draft, within_budget
from core.planning.model.scheduling.trip_conflicts import refuse_impossible, refuse_together, refuse_unproven
from core.planning.model.scheduling.trip_days import day_of
from core.planning.model.scheduling.trip_frames import Frame, frames_of
from core.planning.model.scheduling.trip_missing import missing_from
from core.planning.model.scheduling.trip_problem import stated
from core.planning.model.scheduling.trip_rhythm import in_rhythm
from core.planning.model.scheduling.trip_wishes import Wishes


def drafted(wishes: Wishes, *, without: Collection[Place] = ()) -> Draft:
    """Return the days of a trip, or raise `WishesConflict`; the places `without` which to plan are left out."""
    refuse_impossible(wishes)
    refuse_unproven(wishes, without)
    frames = frames_of(wishes)

    def make(dear: Collection[Place]) -> Draft:
        days = _days(wishes, frames, [*without, *dear])
        told = missing_from(days, [frame for of_base in frames for frame in of_base], wishes)
        return Draft(days=tuple(days), missing=tuple(told))

    return within_budget(wishes, make)


def _days(wishes: Wishes, frames: Sequence[Sequence[Frame]], without: Sequence[Place]) -> list[Day]:
    days: list[Day] = []
    taken = list(without)
    for base, of_base in enumerate(frames):
        planned = _days_at(wishes, base, of_base, taken)
        taken += [stop.place for day in planned for stop in day.stops]
        days += planned
    visited = {stop.place.place_id for day in days for stop in day.stops}
    for must in wishes.must:
        if must.place and must.place.place_id not in visited:
            refuse_together(wishes, must)
    return days


def _days_at(wishes: Wishes, base: int, frames: Sequence[Frame], taken: Collection[Place]) -> list[Day]:
    task = stated(wishes, base, frames, without=taken)
    solution = solve(task.problem, rounds=rounds_for(task.problem))
    pace = wishes.trip.preferences.pace
    rhythm = [in_rhythm(task.problem, number, day, pace) for number, day in enumerate(solution.days)]
    return [day_of(frame, timed, task, wishes) for frame, timed in zip(frames, rhythm, strict=True)]
