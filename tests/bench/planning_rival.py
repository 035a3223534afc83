"""OR-Tools' routing on the same problem, where it is installed: `pip install ortools`; it is in no lock."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from core.planning.model.scheduling.problem import Problem, Route

DEPOT: Final = -1
NO_BOUND: Final = 10**6


def is_installed() -> bool:
    """Tell whether there is a rival to be held against."""
    return find_spec("ortools") is not None


def rival_profit(problem: Problem, milliseconds: int) -> float:
    """Return what OR-Tools finds in so long; the problem's windows are the same on all days on which there is one."""
    pywrapcp = import_module("ortools.constraint_solver.pywrapcp")
    enums = import_module("ortools.constraint_solver.routing_enums_pb2")
    count, days = len(problem.visits), len(problem.routes)
    starts = [count + 2 * day for day in range(days)]
    ends = [start + 1 for start in starts]
    manager = pywrapcp.RoutingIndexManager(count + 2 * days, days, starts, ends)
    routing = pywrapcp.RoutingModel(manager)
    ways = _ways(problem)

    def way(here: int, there: int) -> int:
        return ways[int(manager.IndexToNode(here))][int(manager.IndexToNode(there))]

    transit = routing.RegisterTransitCallback(way)
    routing.SetArcCostEvaluatorOfAllVehicles(transit)
    routing.AddDimension(transit, NO_BOUND, NO_BOUND, False, "time")  # noqa: FBT003 - the vendor's signature
    time = routing.GetDimensionOrDie("time")
    for number, route in enumerate(problem.routes):
        _bound_day(routing, time, number, route)
    _bound_visits(problem, routing, manager, time)
    _bound_resources(problem, routing, manager)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wanted.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.time_limit.FromMilliseconds(milliseconds)
    found = routing.SolveWithParameters(wanted)
    return 0.0 if found is None else _profit(problem, routing, manager, found)


def _ways(problem: Problem) -> list[list[int]]:
    """Return dwell and travel from node to node: visits, then the start and the end of each day."""
    spots: list[int | None] = [visit.spot for visit in problem.visits]
    for route in problem.routes:
        spots += [route.start, route.end]
    dwell = [int(visit.dwell) for visit in problem.visits] + [0] * (2 * len(problem.routes))
    return [
        [spent + (0 if here is None or there is None else int(problem.travel[here][there])) for there in spots]
        for spent, here in zip(dwell, spots, strict=True)
    ]


def _bound_day(routing: Any, time: Any, number: int, route: Route) -> None:
    time.CumulVar(routing.Start(number)).SetRange(int(route.opens), int(route.closes))
    time.CumulVar(routing.End(number)).SetRange(int(route.opens), int(route.closes))


def _bound_visits(problem: Problem, routing: Any, manager: Any, time: Any) -> None:
    groups: dict[int, list[int]] = {}
    # Its guided search steers by the cost of ways, so they cost something, but little beside a profit.
    worth = 1 + int(max(map(max, problem.travel)))
    for index, visit in enumerate(problem.visits):
        node = manager.NodeToIndex(index)
        known = [window for window in visit.windows if window is not None]
        opens, closes = min(low for low, _ in known), max(high for _, high in known)
        time.CumulVar(node).SetRange(int(opens), int(closes))
        shut = [day for day, window in enumerate(visit.windows) if window is None]
        for day in shut:
            routing.VehicleVar(node).RemoveValue(day)
        groups.setdefault(visit.group, []).append(node)
        routing.AddDisjunction([node], int(visit.profit) * worth)
    for nodes in groups.values():
        if len(nodes) > 1:
            routing.solver().Add(sum(routing.ActiveVar(node) for node in nodes) <= 1)


def _bound_resources(problem: Problem, routing: Any, manager: Any) -> None:
    for resource in range(len(problem.routes[0].most)):

        def used(here: int, resource: int = resource) -> int:
            node = manager.IndexToNode(here)
            return int(node < len(problem.visits) and resource in problem.visits[node].uses)

        most = [route.most[resource] for route in problem.routes]
        callback: Callable[[int], int] = used
        name = f"resource {resource}"
        routing.AddDimensionWithVehicleCapacity(routing.RegisterUnaryTransitCallback(callback), 0, most, True, name)  # noqa: FBT003


def _profit(problem: Problem, routing: Any, manager: Any, found: Any) -> float:
    return sum(
        visit.profit
        for index, visit in enumerate(problem.visits)
        if found.Value(routing.ActiveVar(manager.NodeToIndex(index)))
    )
