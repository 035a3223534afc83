"""Makes destinations of regions that no table of ours has."""

from collections.abc import Sequence
from typing import Any, Final

from core.planning.model.destination import Bounds, Destination
from core.planning.model.place import Names
from core.planning.model.point import Point

# How far around its middle a region reaches, in degrees, by what its name ends in.
REACH: Final = {"도": 0.5, "시": 0.15, "군": 0.15, "구": 0.06}
SMALL_REACH: Final = 0.04


def destination_of(region: dict[str, Any]) -> Destination | None:
    """Return a region as a destination."""
    parts: list[str] = region["parts"]
    if not parts:
        return None
    lat, lng = region["lat"], region["lng"]
    reach = REACH.get(parts[-1][-1], SMALL_REACH)
    return Destination(
        key=region_key(parts),
        names=Names(ko=parts[-1], roman="", en=""),
        also=(" ".join(parts),),
        centre=Point(lat, lng),
        bounds=Bounds(south=lat - reach, west=lng - reach, north=lat + reach, east=lng + reach),
    )


def region_key(parts: Sequence[str]) -> str:
    """Return the key of a region: its name with the names of what it lies in."""
    return "-".join(part.replace(" ", "-") for part in parts)
