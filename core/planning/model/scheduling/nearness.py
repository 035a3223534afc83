"""Where ways cost something: visits that are not worth theirs go, and nearer ones come in their place."""

from collections.abc import Iterable, Sequence
from typing import Final

from core.planning.model.scheduling.draft import Draft
from core.planning.model.scheduling.tour import Tour, nearest

# Sums of fractions are not exact.
EXACT: Final = 1e-6
MOST_STEPS: Final = 60

Offer = tuple[float, int, int]


def stay_near(draft: Draft, visits: Sequence[int]) -> None:
    """Put in, take out and exchange single visits as long as that brings more than the ways cost."""
    for _ in range(MOST_STEPS):
        routes = range(len(draft.tours))
        if not any(_put_in(draft, route, visits) or _exchange(draft, route, visits) for route in routes):
            return


def _put_in(draft: Draft, route: int, visits: Iterable[int]) -> bool:
    offer = _best(draft, draft.tours[route], visits)
    return offer is not None and draft.put(offer[1], route, offer[2])


def _exchange(draft: Draft, route: int, visits: Sequence[int]) -> bool:
    """Take a visit out, and put what is better in its place, if anything is; tell whether that helped."""
    for place, visit in enumerate(draft.tours[route].order):
        tour = draft.tours[route]
        if draft.cut(route, place, place + 1) is None:
            continue
        brought = _net(draft, visit, tour.detour - draft.tours[route].detour)
        offer = _best(draft, draft.tours[route], visits)
        if offer is not None and offer[0] > brought + EXACT and draft.put(offer[1], route, offer[2]):
            return True
        if offer is None and brought < -EXACT:
            return True
        draft.restore([*draft.tours[:route], tour, *draft.tours[route + 1 :]])
    return False


def _best(draft: Draft, tour: Tour, visits: Iterable[int]) -> Offer | None:
    """Return the visit that brings most, less what its ways cost, and where; None if none brings anything."""
    ground, number = draft.ground, tour.day.number
    best: Offer | None = None
    for visit in visits:
        if ground.group[visit] in draft.taken or number not in ground.reach[visit]:
            continue
        if best is not None and ground.profit[visit] <= best[0]:
            continue
        found = nearest(ground, tour, visit)
        if found is not None:
            net = _net(draft, visit, found[0] - (0.0 if tour.order else tour.day.shortest))
            if net > (best[0] if best else EXACT):
                best = net, visit, found[1]
    return best


def _net(draft: Draft, visit: int, way: float) -> float:
    return draft.ground.profit[visit] - draft.ground.problem.way_cost * way
