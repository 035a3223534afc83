"""Puts the days of one base as a problem for the engine, and reads its solution."""

from collections.abc import Collection, Sequence
from math import ceil
from typing import Final

from attrs import frozen

from core.planning.model.place import Place
from core.planning.model.plan import Anchor
from core.planning.model.scheduling.problem import Problem, Route, Visit
from core.planning.model.scheduling.trip_candidates import Candidate, candidates_of
from core.planning.model.scheduling.trip_frames import Frame
from core.planning.model.scheduling.trip_matrix import minutes_between, rounded
from core.planning.model.scheduling.trip_times import Use
from core.planning.model.scheduling.trip_visits import SIGHTS, limits_of, uses_of, visits_of
from core.planning.model.scheduling.trip_wishes import Wishes

# An hour more on the way must be worth a sight that suits the wishes very well.
WAY_COST: Final = 1.0


@frozen(kw_only=True)
class Stated:
    """A problem, and what its visits stand for."""

    problem: Problem
    uses: Sequence[Use]
    candidates: Sequence[Candidate]
    frames: Sequence[Frame]


def stated(wishes: Wishes, base: int, frames: Sequence[Frame], *, without: Collection[Place] = ()) -> Stated:
    """State the problem of one base's days."""
    preferences = wishes.trip.preferences
    candidates = candidates_of(wishes, base, without=without)
    uses: list[Use] = []
    visits: list[Visit] = []
    for number, candidate in enumerate(candidates):
        for use in uses_of(number, candidate, preferences):
            for visit in visits_of(candidate, use, frames):
                uses.append(use)
                visits.append(visit)
    anchors = list(dict.fromkeys(one for frame in frames for one in (frame.comes_from, frame.sleeps_at) if one))
    limits = _spread(limits_of(preferences, easy=wishes.selection.easy), candidates, len(frames))
    spots = {anchor: len(candidates) + number for number, anchor in enumerate(anchors)}
    routes = [_route(frame, spots, limits) for frame in frames]
    travel = _travel(candidates, anchors, by_car=frames[0].base.destination.by_car)
    problem = Problem(visits=visits, routes=routes, travel=travel, way_cost=WAY_COST)
    return Stated(problem=problem, uses=uses, candidates=candidates, frames=frames)


def _spread(limits: tuple[int, ...], candidates: Sequence[Candidate], days: int) -> tuple[int, ...]:
    """Leave something for each day where there are few sights; who wishes for places by name decides that alone."""
    sights = sum(1 for candidate in candidates if candidate.place.category != "food")
    if any(candidate.must for candidate in candidates):
        return limits
    return (min(limits[SIGHTS], max(1, ceil(sights / days))), *limits[1:])


def _route(frame: Frame, spots: dict[Anchor, int], limits: tuple[int, ...]) -> Route:
    return Route(
        opens=frame.opens,
        closes=frame.closes,
        start=None if frame.comes_from is None else spots[frame.comes_from],
        end=None if frame.sleeps_at is None else spots[frame.sleeps_at],
        most=limits,
    )


def _travel(candidates: Sequence[Candidate], anchors: Sequence[Anchor], *, by_car: bool) -> list[list[float]]:
    points = [candidate.place.point for candidate in candidates]
    rows = minutes_between(points, by_car=by_car)
    for number, anchor in enumerate(anchors):
        row = [rounded(anchor.point, point, by_car=by_car) for point in points]
        row += [rounded(anchor.point, other.point, by_car=by_car) for other in anchors[:number]]
        for before, minutes in zip(rows, row, strict=True):
            before.append(minutes)
        rows.append([*row, 0.0])
    return rows
