"""A solution in the making: the routes' tours, and which groups are served already."""

from collections.abc import Iterable
from math import inf

from attrs import define

from core.planning.model.scheduling.ground import Ground
from core.planning.model.scheduling.tour import Tour, cheapest, toured

Score = tuple[float, float]


@define
class Draft:
    """Tours for all routes; groups that are `taken` have a visit in one of them."""

    ground: Ground
    tours: list[Tour]
    taken: set[int]

    def score(self) -> Score:
        """Return what more is better of: profit less what the ways cost, then travel spared."""
        tours, cost = self.tours, self.ground.problem.way_cost
        profit, travel = sum([tour.profit for tour in tours]), sum([tour.travel for tour in tours])
        return profit - cost * sum([tour.detour for tour in tours]) if cost else profit, -travel

    def reorder(self, route: int, order: list[int]) -> bool:
        """Give a route other visits if they fit; who is taken is for the caller to say."""
        ground = self.ground
        tour = toured(ground, ground.days[route], order)
        if tour is not None:
            self.tours[route] = tour
        return tour is not None

    def put(self, visit: int, route: int, place: int) -> bool:
        """Put a visit into a route, if its group is free and it fits."""
        order = self.tours[route].order
        if self.ground.group[visit] in self.taken or not self.reorder(route, [*order[:place], visit, *order[place:]]):
            return False
        self.taken.add(self.ground.group[visit])
        return True

    def put_best(self, visit: int, routes: Iterable[int]) -> int | None:
        """Put a visit where it delays least among some routes; return the route, None if it fits nowhere."""
        least, at, place = inf, -1, -1
        for route in routes:
            found = cheapest(self.ground, self.tours[route], visit)
            if found is not None and found[0] < least:
                (least, place), at = found, route
        return at if at >= 0 and self.put(visit, at, place) else None

    def least_delay(self, visit: int, routes: Iterable[int]) -> float | None:
        """Return the least delay with which a visit fits into one of some routes."""
        least = inf
        for route in routes:
            found = cheapest(self.ground, self.tours[route], visit)
            if found is not None and found[0] < least:
                least = found[0]
        return None if least == inf else least

    def cut(self, route: int, begin: int, end: int) -> list[int] | None:
        """Take a stretch of visits out of a route; return them, None if the rest would not fit without."""
        order = self.tours[route].order
        gone = order[begin:end]
        if not self.reorder(route, order[:begin] + order[end:]):
            return None
        self.taken.difference_update([self.ground.group[visit] for visit in gone])
        return gone

    def replace(self, route: int, begin: int, end: int, visit: int) -> list[int] | None:
        """Put a visit in the place of a stretch; return what stood there, None if it does not fit."""
        order = self.tours[route].order
        gone = order[begin:end]
        if not self.reorder(route, [*order[:begin], visit, *order[end:]]):
            return None
        self.taken.difference_update([self.ground.group[one] for one in gone])
        self.taken.add(self.ground.group[visit])
        return gone

    def whereabouts(self, group: int) -> tuple[int, int]:
        """Return the route and the place of a group that is taken."""
        return next(
            (route, place)
            for route, tour in enumerate(self.tours)
            for place, visit in enumerate(tour.order)
            if self.ground.group[visit] == group
        )

    def restore(self, tours: list[Tour]) -> None:
        """Go back to other tours."""
        group = self.ground.group
        changed = [(now, then) for now, then in zip(self.tours, tours, strict=True) if now is not then]
        for now, _ in changed:
            self.taken.difference_update([group[visit] for visit in now.order])
        for _, then in changed:
            self.taken.update([group[visit] for visit in then.order])
        self.tours = tours


def empty_draft(ground: Ground) -> Draft:
    """Return a solution without a visit."""
    tours = [toured(ground, day, []) for day in ground.days]
    return Draft(ground, [tour for tour in tours if tour is not None], set())
