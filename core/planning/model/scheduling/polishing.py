"""The last touch: visits that pay more take the place of others, and each day gets its provably shortest order."""

from collections.abc import Sequence
from typing import Final

from core.planning.model.scheduling.draft import Draft
from core.planning.model.scheduling.exchanging import exchange
from core.planning.model.scheduling.filling import Room, fill_best
from core.planning.model.scheduling.nearness import stay_near
from core.planning.model.scheduling.shortest_day import MOST_VISITS, Goal, shortest_order

# Sums of fractions are not exact.
EXACT: Final = 1e-6


def polish(draft: Draft, visits: Sequence[int]) -> None:
    """Improve a draft until nothing of this kind improves it."""
    routes = range(len(draft.tours))
    while _improve(draft, visits, routes):
        pass
    if draft.ground.problem.way_cost:
        stay_near(draft, visits)
    for route in routes:
        _shorten(draft, route, goal="travel")


def _improve(draft: Draft, visits: Sequence[int], routes: Sequence[int]) -> bool:
    for route in routes:
        _shorten(draft, route, goal="end")
    before = draft.score()
    fill_best(draft, _left(draft, visits), Room(set(routes)), worth=draft.ground.squared)
    exchange(draft, _left(draft, visits))
    return draft.score()[0] > before[0]


def _left(draft: Draft, visits: Sequence[int]) -> list[int]:
    ground = draft.ground
    left = [visit for visit in visits if ground.group[visit] not in draft.taken]
    return sorted(left, key=lambda visit: -ground.profit[visit])


def _shorten(draft: Draft, route: int, *, goal: Goal) -> None:
    """Put a day's visits into their best order: that of the least travel, or of the earliest end."""
    tour = draft.tours[route]
    if 1 < len(tour.order) <= MOST_VISITS:
        limit = tour.travel if goal == "travel" else tour.end - tour.day.begins
        order = shortest_order(draft.ground, tour.day, tour.order, goal=goal, limit=limit + EXACT)
        draft.reorder(route, order or tour.order)
