"""The best order of a day's visits, proved: exact dynamic programming over which were made and which was the last."""

from collections.abc import Sequence
from math import inf
from typing import Final, Literal

from attrs import frozen

from core.planning.model.scheduling.ground import Day, Ground, laid_out
from core.planning.model.scheduling.problem import Problem, Timed
from core.planning.model.scheduling.tour import timed, toured

MOST_VISITS: Final = 9
Goal = Literal["travel", "end"]
Label = tuple[float, float, tuple[int, ...]]
Labels = dict[tuple[int, int], list[Label]]


@frozen(kw_only=True)
class Effort:
    """What is minimised: travel or all time spent; how much of it each visit costs at least; how much more may be."""

    goal: Goal
    floors: list[float]
    slack: float


def shortest_day(problem: Problem, *, route: int, visits: Sequence[int]) -> tuple[Timed, ...] | None:
    """Return all of these visits on a route with the least travel, then the earliest end; None if they do not fit.

    The effort doubles with every visit: more than a dozen take long.
    """
    ground = laid_out(problem)
    day = ground.days[route]
    order = shortest_order(ground, day, visits, goal="travel")
    tour = None if order is None else toured(ground, day, order)
    return None if tour is None or any(free < 0 for free in tour.free) else timed(ground, tour)


def shortest_order(
    ground: Ground, day: Day, visits: Sequence[int], *, goal: Goal, limit: float = inf
) -> list[int] | None:
    """Return the order of least travel, then earliest end, or that of the earliest end.

    An order that takes more than the limit, in travel or in time from the day's beginning, is not looked for.
    """
    floors = [_floor(ground, day, visits, visit, goal) for visit in visits]
    effort = Effort(goal=goal, floors=floors, slack=limit - sum(floors))
    labels: Labels = {(0, -1): [(day.begins, 0.0, ())]}
    for _ in visits:
        labels = _longer(ground, day, visits, labels, effort)
    return _cheapest_end(ground, day, labels)


def every_set(ground: Ground, day: Day) -> list[tuple[float, float, tuple[int, ...]]]:
    """Return each set of visits that fits on a day: when it ends, how long its ways are, and its best order."""
    visits = [visit for visit, days in enumerate(ground.reach) if day.number in days]
    effort = Effort(goal="travel", floors=[0.0] * len(visits), slack=inf)
    labels: Labels = {(0, -1): [(day.begins, 0.0, ())]}
    best: dict[int, Label] = {0: (0.0, 0.0, ())}
    for _ in visits:
        labels = _longer(ground, day, visits, labels, effort)
        for (made, _), some in labels.items():
            for way, end, order in _ends(ground, day, some):
                if made not in best or (way, end) < best[made][1::-1]:
                    best[made] = (end, way, order)
    return list(best.values())


def _floor(ground: Ground, day: Day, visits: Sequence[int], visit: int, goal: Goal) -> float:
    nearest = min(ground.go[other][visit] for other in (day.start, *visits) if other != visit)
    return nearest if goal == "travel" else nearest + ground.dwell[visit]


def _longer(ground: Ground, day: Day, visits: Sequence[int], labels: Labels, effort: Effort) -> Labels:
    """Return all that may be made of some beginnings by one more visit."""
    found: Labels = {}
    for (made, last), beginnings in labels.items():
        ways = ground.go[visits[last] if made else day.start]
        for place, visit in enumerate(visits):
            if not made >> place & 1:
                longer = _with(ground, day, visit, ways[visit], beginnings, effort.goal)
                floor, kept = effort.floors[place], found.setdefault((made | 1 << place, place), [])
                for leave, cost, order in longer:
                    # What is spent above the floor can never be won back.
                    if cost - floor <= effort.slack:
                        _keep(kept, (leave, cost - floor, order))
    return found


def _with(ground: Ground, day: Day, visit: int, way: float, beginnings: list[Label], goal: Goal) -> list[Label]:
    opens, closes, dwell = day.opens[visit], day.closes[visit], ground.dwell[visit]
    longer: list[Label] = []
    for now, cost, order in beginnings:
        if now + way <= closes:
            leave = max(now + way, opens) + dwell
            longer.append((leave, cost + (way if goal == "travel" else leave - now), (*order, visit)))
    return longer


def _keep(kept: list[Label], label: Label) -> None:
    now, cost, _ = label
    if not any(other[0] <= now and other[1] <= cost for other in kept):
        kept[:] = [other for other in kept if other[0] < now or other[1] < cost]
        kept.append(label)


def _cheapest_end(ground: Ground, day: Day, labels: Labels) -> list[int] | None:
    ends = [end for some in labels.values() for end in _ends(ground, day, some)]
    return list(min(ends)[2]) if ends else None


def _ends(ground: Ground, day: Day, labels: list[Label]) -> list[Label]:
    """Return the cost, the end and the order of all that still reaches the day's end in time."""
    ends: list[Label] = []
    for now, cost, order in labels:
        way = ground.go[order[-1] if order else day.start][day.end]
        if now + way <= day.closes_at or not order:
            ends.append((cost + way, now + way, order))
    return ends
