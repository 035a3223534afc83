"""One route's visits in order, timed, with how much later each of them could be reached."""

from bisect import bisect_left, bisect_right
from math import inf

from attrs import define

from core.planning.model.scheduling.ground import Day, Ground
from core.planning.model.scheduling.problem import Timed

Leg = tuple[float, list[float], int, float, float]


@define
class Tour:
    """A route as it stands; a change makes another one, so that a step back costs nothing.

    A leg is: when one leaves a node, the ways from it, the next node, by when that must be reached, when it is reached.
    """

    day: Day
    order: list[int]
    legs: list[Leg]
    leaves: list[float]
    lates: list[float]
    travel: float
    profit: float
    end: float
    free: list[int]

    @property
    def detour(self) -> float:
        """How much longer the ways are than those to the nearest visit alone."""
        return self.travel - self.day.shortest if self.order else 0.0


def toured(ground: Ground, day: Day, order: list[int]) -> Tour | None:
    """Return the visits of a day in this order, each as early as can be; None if that does not fit."""
    go, dwell, opens, closes = ground.go, ground.dwell, day.opens, day.closes
    now, ways = day.begins, go[day.start]
    arrivals: list[float] = []
    leaves, rows, travel = [now], [ways], 0.0
    for visit in order:
        way = ways[visit]
        travel += way
        now += way
        arrivals.append(now)
        if now > closes[visit]:
            return None
        if now < opens[visit]:  # noqa: PLR1730 - max() is a call, and these are the search's innermost steps
            now = opens[visit]
        now += dwell[visit]
        leaves.append(now)
        ways = go[visit]
        rows.append(ways)
    now += ways[day.end]
    if now > day.closes_at and order:
        return None
    arrivals.append(now)
    lates = _lates(ground, day, order, rows)
    legs = list(zip(leaves, rows, [*order, day.end], lates, arrivals, strict=True))
    return Tour(
        day,
        order,
        legs,
        leaves,
        lates,
        travel + ways[day.end],
        sum([ground.profit[visit] for visit in order]),
        now,
        _free(ground, day, order) if day.most else [],
    )


def cheapest(ground: Ground, tour: Tour, visit: int) -> tuple[float, int] | None:
    """Return the least delay with which a visit can be put into a tour, and where; None if it cannot.

    Each place costs constant time: what comes after it knows by when it must be reached.
    """
    day = tour.day
    closes, opens, dwell = day.closes[visit], day.opens[visit], ground.dwell[visit]
    if not has_room(ground, tour, visit):
        return None
    first = bisect_left(tour.lates, opens + dwell)
    last = bisect_right(tour.leaves, closes)
    if first >= last:
        return None
    least, at, ways = inf, -1, ground.go[visit]
    place = first
    for leave, ways_from, following, late, arrival in tour.legs[first:last]:
        now = leave + ways_from[visit]
        if now <= closes:
            if now < opens:  # noqa: PLR1730 - max() is a call, and these are the search's innermost steps
                now = opens
            now += dwell + ways[following]
            if now <= late and now - arrival < least:
                least, at = now - arrival, place
        place += 1
    return (least, at) if at >= 0 else None


def nearest(ground: Ground, tour: Tour, visit: int) -> tuple[float, int] | None:
    """Return the least that a visit adds to the ways of a tour, and where; None if it cannot be put in."""
    day = tour.day
    closes, opens, dwell = day.closes[visit], day.opens[visit], ground.dwell[visit]
    if not has_room(ground, tour, visit):
        return None
    least, at, ways = inf, -1, ground.go[visit]
    for place, (leave, ways_from, following, late, _) in enumerate(tour.legs):
        more = ways_from[visit] + ways[following] - ways_from[following]
        now = leave + ways_from[visit]
        if more < least and now <= closes and max(now, opens) + dwell + ways[following] <= late:
            least, at = more, place
    return (least, at) if at >= 0 else None


def has_room(ground: Ground, tour: Tour, visit: int) -> bool:
    """Tell whether a day has enough left of what a visit uses."""
    free = tour.free
    for resource in ground.uses[visit]:  # noqa: SIM110 - all() is a call, and this is the search's innermost step
        if free[resource] < 1:
            return False
    return True


def timed(ground: Ground, tour: Tour) -> tuple[Timed, ...]:
    """Return a tour's visits in their times."""
    opens = tour.day.opens
    arrivals = [leg[4] for leg in tour.legs[:-1]]
    if tour.order and ground.problem.routes[tour.day.number].start is None:
        # Nobody waits for a day to begin.
        arrivals[0] = max(arrivals[0], opens[tour.order[0]])
    return tuple(
        Timed(visit=visit, arrive=arrival, start=max(arrival, opens[visit]), leave=leave)
        for visit, arrival, leave in zip(tour.order, arrivals, tour.leaves[1:], strict=True)
    )


def _lates(ground: Ground, day: Day, order: list[int], rows: list[list[float]]) -> list[float]:
    dwell, closes = ground.dwell, day.closes
    late, following = day.closes_at, day.end
    lates = [late]
    for place in range(len(order) - 1, -1, -1):
        visit = order[place]
        late -= rows[place + 1][following] + dwell[visit]
        if late > closes[visit]:  # noqa: PLR1730 - max() is a call, and these are the search's innermost steps
            late = closes[visit]
        lates.append(late)
        following = visit
    lates.reverse()
    return lates


def _free(ground: Ground, day: Day, order: list[int]) -> list[int]:
    free = list(day.most)
    for visit in order:
        for resource in ground.uses[visit]:
            free[resource] -= 1
    return free
