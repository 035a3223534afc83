"""Small problems, solved for certain: all that fits on each route is found, and the best of it put together."""

from typing import Final

from core.planning.model.scheduling.ground import Day, Ground
from core.planning.model.scheduling.shortest_day import every_set

MOST_VISITS: Final = 8
MOST_ROUTES: Final = 2
Order = tuple[int, ...]
Worth = tuple[float, float, float]
Found = dict[int, tuple[Worth, tuple[Order, ...]]]


def is_small(ground: Ground) -> bool:
    """Tell whether everything can be tried in the time that a search takes."""
    return len(ground.profit) <= MOST_VISITS and len(ground.days) <= MOST_ROUTES


def best_orders(ground: Ground) -> tuple[Order, ...]:
    """Return the visits of each route: most profit less what the ways cost, then least travel, then least time."""
    found: Found = {0: ((0.0, 0.0, 0.0), ())}
    for day in ground.days:
        sets = _valued(ground, day)
        together: Found = {}
        for groups, (worth, orders) in found.items():
            for others, (more, order) in sets:
                if not groups & others:
                    both = worth[0] + more[0], worth[1] + more[1], worth[2] + more[2]
                    key = groups | others
                    if key not in together or both > together[key][0]:
                        together[key] = both, (*orders, order)
        found = together
    return max(found.values())[1]


def _valued(ground: Ground, day: Day) -> list[tuple[int, tuple[Worth, Order]]]:
    """Return what fits on a day: the groups that it serves, as bits, what it is worth, and the visits in order."""
    bits = {group: 1 << place for place, group in enumerate(ground.mates)}
    valued: list[tuple[int, tuple[Worth, Order]]] = []
    for end, way, order in every_set(ground, day):
        groups = sum({bits[ground.group[visit]] for visit in order})
        if groups.bit_count() == len(order) and _has_enough(ground, day, order):
            longer = way - day.shortest if order else 0.0
            profit = sum(ground.profit[visit] for visit in order) - ground.problem.way_cost * longer
            valued.append((groups, ((profit, -way, -end), order)))
    return valued


def _has_enough(ground: Ground, day: Day, order: Order) -> bool:
    used = [resource for visit in order for resource in ground.uses[visit]]
    return all(used.count(resource) <= most for resource, most in enumerate(day.most))
