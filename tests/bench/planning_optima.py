"""What the engine is held against: a checker that shares no code with it, and the best by trying everything."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random  # noqa: TID251 - seeded here: the same problems every time

from core.planning.model.scheduling.problem import Problem, Route, Solution, Timed, Visit

CLOSE = 1e-6
Way = tuple[float, float]


def faults(problem: Problem, solution: Solution) -> list[str]:
    """Return what is wrong with a solution, in words; nothing if it is right."""
    found = [fault for number in range(len(problem.routes)) for fault in faults_of_day(problem, solution, number)]
    stops = [stop for day in solution.days for stop in day]
    groups = [problem.visits[stop.visit].group for stop in stops]
    if len(solution.days) != len(problem.routes):
        found.append("not a day for each route")
    if len(set(groups)) < len(groups):
        found.append("two visits of one group")
    if abs(sum(problem.visits[stop.visit].profit for stop in stops) - solution.profit) > CLOSE:
        found.append("the profit is not the sum")
    return found


def faults_of_day(problem: Problem, solution: Solution, number: int) -> Iterator[str]:
    """Say what is wrong with one day."""
    route, stops = problem.routes[number], solution.days[number]
    for stop in stops:
        visit = problem.visits[stop.visit]
        window = visit.windows[number]
        if window is None or not window[0] - CLOSE <= stop.start <= window[1] + CLOSE:
            yield f"{stop} begins outside its window {window}"
        if stop.arrive > stop.start + CLOSE or abs(stop.start + visit.dwell - stop.leave) > CLOSE:
            yield f"{stop} is not timed as it must be"
        if stop.start < route.opens - CLOSE or stop.leave > route.closes + CLOSE:
            yield f"{stop} is outside the day"
    for before, after in pairwise(stops):
        way = problem.travel[problem.visits[before.visit].spot][problem.visits[after.visit].spot]
        if abs(before.leave + way - after.arrive) > CLOSE:
            yield f"{after} is not reached from {before} as long as that takes"
    if stops:
        yield from faults_at_ends(problem, route, stops)
    for resource, most in enumerate(route.most):
        if sum(resource in problem.visits[stop.visit].uses for stop in stops) > most:
            yield f"more than {most} of resource {resource}"


def faults_at_ends(problem: Problem, route: Route, stops: tuple[Timed, ...]) -> Iterator[str]:
    """Say what is wrong with how a day begins and ends."""
    first, last = problem.visits[stops[0].visit], problem.visits[stops[-1].visit]
    if route.start is not None and abs(route.opens + problem.travel[route.start][first.spot] - stops[0].arrive) > CLOSE:
        yield "the first way does not begin with the day"
    if route.start is None and stops[0].arrive != stops[0].start:
        yield "somebody waits before the day has begun"
    if route.end is not None and stops[-1].leave + problem.travel[last.spot][route.end] > route.closes + CLOSE:
        yield "the end is reached too late"


def optimum(problem: Problem) -> float:
    """Return the most profit that there can be: every order of every choice is tried."""
    best = {0: 0.0}
    for number in range(len(problem.routes)):
        sets = {made: served(problem, made) for made in ways(problem, number)}
        fits = [(groups, profit) for groups, profit in sets.values() if groups >= 0]
        together: dict[int, float] = {}
        for groups, profit in best.items():
            for others, more in fits:
                if not groups & others:
                    together[groups | others] = max(together.get(groups | others, 0.0), profit + more)
        best = together
    return max(best.values())


def served(problem: Problem, made: int) -> tuple[int, float]:
    """Return the groups that a set of visits serves, as bits, and their profit; -1 where one is served twice."""
    names = sorted({visit.group for visit in problem.visits})
    groups, profit = 0, 0.0
    for index, visit in enumerate(problem.visits):
        if made >> index & 1:
            bit = 1 << names.index(visit.group)
            if groups & bit:
                return -1, 0.0
            groups, profit = groups | bit, profit + visit.profit
    return groups, profit


def ways(problem: Problem, number: int) -> dict[int, Way]:
    """Return each set of visits that fits on a route, as bits, with its least travel and then its earliest end."""
    route, found = problem.routes[number], {0: (0.0, 0.0)}

    def further(made: int, spot: int | None, now: float, gone: float) -> None:
        for index, visit in enumerate(problem.visits):
            window = visit.windows[number]
            if window is None or made >> index & 1 or not roomy(problem, route, made | 1 << index):
                continue
            way = 0 if spot is None else problem.travel[spot][visit.spot]
            start = max(now + way, window[0])
            leave = start + visit.dwell
            if start > window[1] or leave > route.closes:
                continue
            home = 0 if route.end is None else problem.travel[visit.spot][route.end]
            if leave + home <= route.closes:
                key = (gone + way + home, leave + home)
                found[made | 1 << index] = min(found.get(made | 1 << index, key), key)
            further(made | 1 << index, visit.spot, leave, gone + way)

    further(0, route.start, route.opens, 0.0)
    return found


def roomy(problem: Problem, route: Route, made: int) -> bool:
    """Tell whether a route has enough of everything for these visits."""
    visits = [visit for index, visit in enumerate(problem.visits) if made >> index & 1]
    return all(sum(item in visit.uses for visit in visits) <= most for item, most in enumerate(route.most))


def small_problem(dice: Random, *, most: int = 11) -> Problem:
    """Return one or two days and a few visits with all that makes them hard."""
    count, routes = dice.randint(4, most), dice.randint(1, 2)
    spots = [(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(count + 1)]
    travel = [
        [0 if a == b else round(abs(a[0] - b[0]) + abs(a[1] - b[1]) + dice.randint(0, 12)) for b in spots]
        for a in spots
    ]
    visits = [small_visit(dice, index, count, routes) for index in range(count)]
    days = [
        Route(
            opens=540,
            closes=540 + dice.choice((180, 300, 540)),
            start=dice.choice((None, count)),
            end=dice.choice((None, count)),
            most=(dice.randint(2, 5), 2),
        )
        for _ in range(routes)
    ]
    return Problem(visits=visits, routes=days, travel=travel)


def small_visit(dice: Random, index: int, count: int, routes: int) -> Visit:
    """Return a visit, perhaps one of two of its place, with a window of any width on most days."""
    windows = [
        None if dice.random() < 0.15 else (opens, opens + dice.choice((20, 60, 240, 600)))
        for opens in (dice.randint(480, 780) for _ in range(routes))
    ]
    return Visit(
        profit=dice.choice((10_000, 1_000, *(dice.randint(1, 100) for _ in range(12)))),
        dwell=dice.choice((15, 30, 45, 60, 90)),
        spot=dice.randrange(count) if dice.random() < 0.2 else index,
        windows=windows,
        group=dice.randrange(index + 1) if dice.random() < 0.3 else index,
        uses=dice.choice(((), (0,), (0,), (1,), (0, 1))),
    )
