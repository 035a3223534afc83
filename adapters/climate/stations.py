"""The climate normals of Korea's weather stations: what is usual in each month."""

import json
from importlib.resources import files
from typing import Final, Self

from attrs import field, frozen

from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import crow_meters

FILE: Final = "normals.json"

Year = tuple[float, ...]


@frozen(kw_only=True)
class Station:
    """From January to December: the mean lowest and highest temperature of a day, and on how many days it rains."""

    name: str
    lat: float
    lng: float
    low: Year = field(converter=tuple)
    high: Year = field(converter=tuple)
    rain_days: Year = field(converter=tuple)

    @property
    def point(self) -> Point:
        """Where it stands."""
        return Point(self.lat, self.lng)


@frozen
class Stations:
    """All stations whose normals come with Oddiya."""

    _stations: tuple[Station, ...]

    @classmethod
    def bundled(cls) -> Self:
        """Read the file."""
        text = files("adapters.climate").joinpath(FILE).read_text(encoding="utf-8")
        return cls(tuple(Station(**row) for row in json.loads(text)))

    def nearest(self, point: Point) -> Station:
        """Return the station nearest to a point."""
        return min(self._stations, key=lambda station: crow_meters(station.point, point))
