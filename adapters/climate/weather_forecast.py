"""The weather as it usually is: climate normals of the Korea Meteorological Administration, which come with Oddiya."""

import asyncio
from calendar import monthrange
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.climate.stations import Station, Stations, Year
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL
from core.planning.model.weather import DayWeather
from ports.weather_forecast import WeatherForecast

# The administration has used these normals since this day.
FOUND: Final = Provenance(source="climate normals 1991-2020 (KMA)", fetched_at=datetime(2021, 1, 1, tzinfo=SEOUL))
# How long the months are in the mean, for on so many days of them does it rain.
DAYS: Final = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@frozen(kw_only=True)
class ClimateNormals(WeatherForecast):
    """Foretells nothing: each day has what is usual at the nearest station, between the middles of two months."""

    stations: Stations

    @override
    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        station = self.stations.nearest(point)
        return [_normal(station, day) for day in dates]


def _normal(station: Station, day: date) -> DayWeather:
    chances = tuple(rainy / days for rainy, days in zip(station.rain_days, DAYS, strict=True))
    return DayWeather(
        date=day,
        kind="normal",
        low=round(_usual(station.low, day), 1),
        high=round(_usual(station.high, day), 1),
        rain_chance=round(_usual(chances, day), 2),
        found=FOUND,
    )


def _usual(year: Year, day: date) -> float:
    """Return the value of a day: its month's in the middle of it, and half its neighbour's where they meet."""
    _, length = monthrange(day.year, day.month)
    past = (day.day - 0.5) / length - 0.5
    neighbour = (day.month - 1 + (1 if past > 0 else -1)) % len(year)
    return year[day.month - 1] * (1 - abs(past)) + year[neighbour] * abs(past)


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[WeatherForecast]:
    """Read the file."""
    del section
    yield ClimateNormals(stations=await asyncio.to_thread(Stations.bundled))
