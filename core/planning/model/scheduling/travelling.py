"""How people get from one place to the next, and how long that takes.

There is no router: a way is the straight line, lengthened by how crooked streets are, at the usual speed of its mode.
That is on foot up to 1.2 km, then public transport, or a taxi where that is thin. Between towns it is a train, a coach
where few trains go, or a plane over the sea.
"""

from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final

from core.planning.model.plan import Mode, Travel
from core.planning.model.point import Point

EARTH: Final = 6_371_000
WALKABLE: Final = 1_200
FAR: Final = 60_000
FAR_BY_CAR: Final = 100_000
# Jeju lies south of it, and no road or rail leads there.
SOUTH_COAST: Final = 33.9
DETOUR: Final[dict[Mode, float]] = {
    "walk": 1.25, "transit": 1.35, "taxi": 1.4, "coach": 1.3, "train": 1.25, "plane": 1.05,
}  # fmt: skip
# Minutes that it takes to get under way and to arrive, then metres a minute: on the first kilometres, and beyond them.
OVERHEAD: Final[dict[Mode, float]] = {"walk": 0, "transit": 12, "taxi": 6, "coach": 45, "train": 60, "plane": 150}
SLOW: Final[dict[Mode, float]] = {
    "walk": 70, "transit": 330, "taxi": 480, "coach": 1_300, "train": 3_000, "plane": 9_000,
}  # fmt: skip
FAST: Final[dict[Mode, float]] = {**SLOW, "transit": 600, "taxi": 750}
IN_TOWN: Final = 8_000


def crow_meters(a: Point, b: Point) -> float:
    """Return the length of the straight line (haversine)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lng - a.lng) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def travel(a: Point, b: Point, *, by_car: bool = False) -> Travel:
    """Return the usual way from one point to another."""
    crow = crow_meters(a, b)
    overseas = (a.lat < SOUTH_COAST) != (b.lat < SOUTH_COAST)
    mode: Mode = "plane" if overseas else mode_for(crow, by_car=by_car)
    return Travel(mode=mode, minutes=ceil(minutes_by(mode, crow)), meters=ceil(crow * DETOUR[mode]))


def minutes_by(mode: Mode, crow: float) -> float:
    """Return how long it takes to go as far as a straight line of so many metres by some mode."""
    meters = crow * DETOUR[mode]
    return OVERHEAD[mode] + min(meters, IN_TOWN) / SLOW[mode] + max(meters - IN_TOWN, 0) / FAST[mode]


def mode_for(crow: float, *, by_car: bool) -> Mode:
    """Return how people go so far."""
    if crow * DETOUR["walk"] <= WALKABLE:
        return "walk"
    if crow > (FAR_BY_CAR if by_car else FAR):
        return "coach" if by_car else "train"
    return "taxi" if by_car else "transit"
