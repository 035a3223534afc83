"""Gives a day its rhythm: the same visits, in an order and at times that leave no long hole in it.

The engine counts what a day holds, and puts all of it as early as can be. A day is better that begins a little later,
eats at noon and has its pauses between its stops. Any mixture of the earliest and the latest schedule of one order
keeps all windows, since both do.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve

from core.planning.model.preferences import Pace
from core.planning.model.scheduling.problem import Bounds, Problem, Route, Timed
from core.planning.model.scheduling.trip_times import STEP

LATENESS: Final[dict[Pace, float]] = {"relaxed": 0.5, "normal": 0.35, "packed": 0.2}
# A pause of an hour weighs as much as so many minutes on the way.
HOUR: Final = 60.0
PAUSE_WEIGHT: Final = 25.0
# So much later than it could the day may begin without anybody missing it.
SLEEP: Final = 45
LONGEST_STAY: Final = 1.5
SHORT_PAUSE: Final = 20
MOST_MOVES: Final = 6


def in_rhythm(problem: Problem, number: int, day: Sequence[Timed], pace: Pace) -> tuple[Timed, ...]:
    """Return a route's visits in the best order and at the best times that are found by moving one at a time."""
    order = [timed.visit for timed in day]
    best = _timed(problem, number, order, LATENESS[pace])
    if best is None:
        return tuple(day)
    for _ in range(MOST_MOVES):
        others = (_timed(problem, number, other, LATENESS[pace]) for other in _moved([timed.visit for timed in best]))
        better = min((one for one in others if one), key=lambda one: _burden(problem, number, one), default=best)
        if _burden(problem, number, better) >= _burden(problem, number, best):
            break
        best = better
    return tuple(_with_longer_stays(problem, number, best))


def _moved(order: list[int]) -> Iterator[list[int]]:
    for here in range(len(order)):
        rest = order[:here] + order[here + 1 :]
        for there in range(len(order)):
            if there != here:
                yield [*rest[:there], order[here], *rest[there:]]


def _burden(problem: Problem, number: int, day: Sequence[Timed]) -> float:
    """Return how many minutes are spent on the way, and how bad the pauses are: long ones count more."""
    route, order = problem.routes[number], [timed.visit for timed in day]
    ways = _ways(problem, route, order)
    # Only a beginning that has to be late is a pause: a day with short ways may begin late because it can.
    begins = _earliest(problem, route, order, _windows(problem, number, order), ways)[:1]
    pauses = [first - route.opens - SLEEP - ways[0] for first in begins]
    pauses += [after.start - before.leave - way for (before, after), way in zip(pairwise(day), ways[1:], strict=False)]
    return sum(ways) + sum(PAUSE_WEIGHT * (max(0.0, pause) / HOUR) ** 2 for pause in pauses)


def _timed(problem: Problem, number: int, order: Sequence[int], lateness: float) -> list[Timed] | None:
    windows = _windows(problem, number, order)
    ways = _ways(problem, problem.routes[number], order)
    earliest = _earliest(problem, problem.routes[number], order, windows, ways)
    latest = _latest(problem, problem.routes[number], order, windows, ways)
    if any(late < early for early, late in zip(earliest, latest, strict=True)):
        return None
    day: list[Timed] = []
    now = float(problem.routes[number].opens)
    for visit, way, early, late in zip(order, ways, earliest, latest, strict=False):
        wished = (early + lateness * (late - early)) // STEP * STEP
        arrive = now + way
        start = max(wished, early, arrive)
        now = start + problem.visits[visit].dwell
        day.append(Timed(visit=visit, arrive=arrive, start=start, leave=now))
    return day


def _windows(problem: Problem, number: int, order: Sequence[int]) -> list[Bounds]:
    return [window for visit in order if (window := problem.visits[visit].windows[number]) is not None]


def _ways(problem: Problem, route: Route, order: Sequence[int]) -> list[float]:
    spots = [route.start, *(problem.visits[visit].spot for visit in order), route.end]
    return [0.0 if here is None or there is None else problem.travel[here][there] for here, there in pairwise(spots)]


def _earliest(
    problem: Problem, route: Route, order: Sequence[int], windows: Sequence[Bounds], ways: Sequence[float]
) -> list[float]:
    starts: list[float] = []
    now = float(route.opens)
    for visit, (opens, _), way in zip(order, windows, ways, strict=False):
        starts.append(max(now + way, opens))
        now = starts[-1] + problem.visits[visit].dwell
    return starts


def _latest(
    problem: Problem, route: Route, order: Sequence[int], windows: Sequence[Bounds], ways: Sequence[float]
) -> list[float]:
    starts: list[float] = []
    until = float(route.closes)
    for visit, (_, closes), way in zip(reversed(order), reversed(windows), reversed(ways), strict=False):
        starts.append(min(until - way - problem.visits[visit].dwell, closes))
        until = starts[-1]
    return starts[::-1]


def _with_longer_stays(problem: Problem, number: int, day: Sequence[Timed]) -> Iterator[Timed]:
    """Stay longer where there is time before the next stop and the place is still open."""
    ways = _ways(problem, problem.routes[number], [timed.visit for timed in day])
    for place, timed in enumerate(day):
        visit = problem.visits[timed.visit]
        window = visit.windows[number]
        if place + 1 == len(day) or window is None:
            yield timed
            continue
        pause = day[place + 1].start - ways[place + 1] - timed.leave
        longer = min(pause - SHORT_PAUSE, (LONGEST_STAY - 1) * visit.dwell, window[1] + visit.dwell - timed.leave)
        yield evolve(timed, leave=timed.leave + max(0.0, longer // STEP * STEP))
