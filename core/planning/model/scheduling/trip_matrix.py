"""How long it takes between all candidates of a base, quickly: on a flat map, and rounded up to whole steps."""

from collections.abc import Sequence
from math import ceil, cos, dist, radians
from typing import Final

from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import EARTH, minutes_by, mode_for, travel
from core.planning.model.scheduling.trip_times import STEP

# The flat map and the rounding of ways must never promise less than the way that is written down in the end.
CAUTION: Final = 1.004


def minutes_between(points: Sequence[Point], *, by_car: bool) -> list[list[float]]:
    """Return the minutes from each point to each other."""
    if not points:
        return []
    stretch = cos(radians(sum(point.lat for point in points) / len(points)))
    meter = radians(1) * EARTH
    flat = [(point.lat * meter, point.lng * meter * stretch) for point in points]
    table: dict[int, float] = {}
    rows: list[list[float]] = [[0.0] * len(points) for _ in points]
    for here, spot in enumerate(flat):
        row = rows[here]
        for there in range(here):
            tens = int(dist(spot, flat[there]) * CAUTION / 10) + 1
            minutes = table.get(tens)
            if minutes is None:
                minutes = table[tens] = _minutes(tens * 10, by_car=by_car)
            row[there] = rows[there][here] = minutes
    return rows


def rounded(here: Point, there: Point, *, by_car: bool) -> float:
    """Return the minutes of one way, rounded up."""
    return float(ceil(travel(here, there, by_car=by_car).minutes / STEP) * STEP)


def _minutes(crow: float, *, by_car: bool) -> float:
    # A little less may be another mode, and slower: the true distance lies between the two.
    return max(_by_usual_mode(crow, by_car=by_car), _by_usual_mode(crow / CAUTION**2 - 10, by_car=by_car))


def _by_usual_mode(crow: float, *, by_car: bool) -> float:
    return float(ceil(minutes_by(mode_for(crow, by_car=by_car), max(crow, 0)) / STEP) * STEP)
