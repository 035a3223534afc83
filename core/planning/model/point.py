"""Where something is."""

from attrs import field, frozen
from attrs.validators import ge, le


@frozen
class Point:
    """A place on earth, in degrees of WGS 84."""

    lat: float = field(converter=float, validator=[ge(-90), le(90)])
    lng: float = field(converter=float, validator=[ge(-180), le(180)])
