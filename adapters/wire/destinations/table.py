"""The destinations that Oddiya knows by name, the best known first."""

import json
from importlib.resources import files
from typing import Any

from core.planning.model.destination import Bounds, Destination
from core.planning.model.place import Names
from core.planning.model.point import Point


def read_destinations() -> tuple[Destination, ...]:
    """Read the table that comes with Oddiya."""
    text = files("adapters.wire.destinations").joinpath("destinations.json").read_text(encoding="utf-8")
    return tuple(_destination(row) for row in json.loads(text))


def _destination(row: dict[str, Any]) -> Destination:
    south, west, north, east = row["bounds"]
    return Destination(
        key=row["key"],
        names=Names(ko=row["ko"], roman=row["roman"], en=row["en"]),
        also=tuple(row["also"]),
        centre=Point(*row["centre"]),
        bounds=Bounds(south=south, west=west, north=north, east=east),
        by_car=row["by_car"],
    )
