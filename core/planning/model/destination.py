"""Where trips go."""

from attrs import frozen

from core.planning.model.place import Names
from core.planning.model.point import Point


@frozen(kw_only=True)
class Bounds:
    """A rectangle of the map."""

    south: float
    west: float
    north: float
    east: float

    def hold(self, point: Point) -> bool:
        """Tell whether a point lies within."""
        return self.south <= point.lat <= self.north and self.west <= point.lng <= self.east


@frozen(kw_only=True)
class Destination:
    """A town or region, and what else it is called, in any language.

    `by_car`: public transport is thin here, so that people go by car or taxi.
    """

    key: str
    names: Names
    also: tuple[str, ...] = ()
    centre: Point
    bounds: Bounds
    by_car: bool = False
