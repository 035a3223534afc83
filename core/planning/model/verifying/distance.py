"""How far apart two points are, as the verifier reckons it."""

from math import atan2, cos, hypot, radians, sin
from typing import Final

from core.planning.model.point import Point

MEAN_RADIUS: Final = 6_371_000.0

Vector = tuple[float, float, float]


def straight_meters(one: Point, other: Point) -> float:
    """Return the length of the straight line over the globe: the angle between two vectors from its centre."""
    a, b = _vector(one), _vector(other)
    across = hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    along = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return MEAN_RADIUS * atan2(across, along)


def _vector(point: Point) -> Vector:
    lat, lng = radians(point.lat), radians(point.lng)
    return cos(lat) * cos(lng), cos(lat) * sin(lng), sin(lat)
