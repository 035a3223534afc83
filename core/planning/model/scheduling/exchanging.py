"""Exchanges: a visit that was left out comes in for one that brings less."""

from collections.abc import Iterable

from attrs import frozen

from core.planning.model.scheduling.draft import Draft
from core.planning.model.scheduling.tour import Tour, cheapest, toured


@frozen
class Without:
    """What would be left of a tour without one of its visits, and what that one brings."""

    profit: float
    visit: int
    tour: Tour


def exchange(draft: Draft, visits: Iterable[int]) -> None:
    """Put in each of these visits that can take the place of one which brings less."""
    ground = draft.ground
    shorter = [_without_each(draft, tour) for tour in draft.tours]
    for visit in visits:
        for route in ground.reach[visit]:
            if ground.group[visit] not in draft.taken and _take_place(draft, visit, shorter[route]):
                shorter[route] = _without_each(draft, draft.tours[route])


def _without_each(draft: Draft, tour: Tour) -> list[Without]:
    ground, profit = draft.ground, draft.ground.profit
    found: list[Without] = []
    for visit in sorted(tour.order, key=lambda one: profit[one]):
        rest = toured(ground, tour.day, [other for other in tour.order if other != visit])
        if rest is not None:
            found.append(Without(profit[visit], visit, rest))
    return found


def _take_place(draft: Draft, visit: int, shorter: Iterable[Without]) -> bool:
    ground = draft.ground
    for without in shorter:
        if without.profit >= ground.profit[visit]:
            return False
        found = cheapest(ground, without.tour, visit)
        if found is not None and _reorder(draft, visit, without.tour, found[1]):
            draft.taken.discard(ground.group[without.visit])
            draft.taken.add(ground.group[visit])
            return True
    return False


def _reorder(draft: Draft, visit: int, tour: Tour, place: int) -> bool:
    return draft.reorder(tour.day.number, [*tour.order[:place], visit, *tour.order[place:]])
