"""A problem laid out for a quick search: rows of plain numbers, read by the index of a visit.

The nodes of the travel rows are the visits, then the start and the end of each route in turn. Where a route may begin
or end anywhere, the way to that node takes no time, so the search need not know of it.
"""

from collections.abc import Sequence
from math import inf
from typing import Final

from attrs import frozen

from core.planning.model.scheduling.problem import Problem, Route, Visit

NEVER: Final = (inf, -inf)


@frozen(kw_only=True)
class Day:
    """A route's numbers: its two nodes, its hours, and between when each visit may begin; `soonest` it has ended."""

    number: int
    start: int
    end: int
    begins: float
    closes_at: float
    opens: list[float]
    closes: list[float]
    soonest: list[float]
    most: tuple[int, ...]
    shortest: float


@frozen(kw_only=True)
class Ground:
    """The whole problem's numbers."""

    problem: Problem
    go: list[list[float]]
    come: list[tuple[float, ...]]
    dwell: list[float]
    profit: list[float]
    group: list[int]
    uses: list[tuple[int, ...]]
    days: list[Day]
    mates: dict[int, list[int]]
    reach: list[tuple[int, ...]]
    squared: list[float]
    tiny: float


def laid_out(problem: Problem) -> Ground:
    """Return a problem's numbers in rows."""
    visits = problem.visits
    go = _rows(problem)
    days = [_day(route, number, visits, go) for number, route in enumerate(problem.routes)]
    mates: dict[int, list[int]] = {}
    for index, visit in enumerate(visits):
        mates.setdefault(visit.group, []).append(index)
    profit = [float(visit.profit) for visit in visits]
    reach = [tuple(day.number for day in days if day.closes[visit] >= day.opens[visit]) for visit in range(len(visits))]
    dwell = [float(visit.dwell) for visit in visits]
    return Ground(
        problem=problem,
        go=go,
        come=list(zip(*go, strict=True)),
        dwell=dwell,
        profit=profit,
        group=[visit.group for visit in visits],
        uses=[tuple(visit.uses) for visit in visits],
        days=days,
        mates=mates,
        reach=reach,
        squared=[value * value for value in profit],
        tiny=_tiny(go),
    )


def _day(route: Route, number: int, visits: Sequence[Visit], go: Sequence[Sequence[float]]) -> Day:
    bounds = [_bounds(visit, number, route) for visit in visits]
    start = len(visits) + 2 * number
    there = [visit for visit, window in enumerate(bounds) if window is not NEVER]
    return Day(
        number=number,
        start=start,
        end=start + 1,
        begins=float(route.opens),
        closes_at=float(route.closes),
        opens=[opens for opens, _ in bounds],
        closes=[closes for _, closes in bounds],
        soonest=[opens + visit.dwell for (opens, _), visit in zip(bounds, visits, strict=True)],
        most=tuple(route.most),
        shortest=min((go[start][visit] + go[visit][start + 1] for visit in there), default=0.0),
    )


def _bounds(visit: Visit, number: int, route: Route) -> tuple[float, float]:
    window = visit.windows[number]
    if window is None or any(route.most[resource] < 1 for resource in visit.uses):
        return NEVER
    opens = float(max(window[0], route.opens))
    closes = float(min(window[1], route.closes - visit.dwell))
    return (opens, closes) if opens <= closes else NEVER


def _rows(problem: Problem) -> list[list[float]]:
    spots: list[int | None] = [visit.spot for visit in problem.visits]
    for route in problem.routes:
        spots += [route.start, route.end]
    rows: dict[int | None, list[float]] = {None: [0.0] * len(spots)}
    for spot in spots:
        if spot is not None and spot not in rows:
            travel = problem.travel[spot]
            rows[spot] = [0.0 if other is None else float(travel[other]) for other in spots]
    return [rows[spot] for spot in spots]


def _tiny(go: list[list[float]]) -> float:
    """Return a delay too small to matter: a hundredth of the mean way."""
    ways = sum(len(row) for row in go)
    return sum(map(sum, go)) / ways / 100 + 1e-9 if ways else 1.0
