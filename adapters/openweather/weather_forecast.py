"""The five-day forecast of OpenWeatherMap (openweathermap.org/forecast5)."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Final

from attrs import field, frozen
from typing_extensions import override

from adapters.openweather.answers import Slot, read_slots
from adapters.openweather.days import day_of
from adapters.section import need
from adapters.wire.outside.facts import Fact, Facts
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.section import SourceSection, open_source, service_key, service_url
from adapters.wire.outside.source import Source
from adapters.wire.public_url import PublicUrl
from core.planning.model.point import Point
from core.planning.model.seoul_time import SEOUL
from core.planning.model.weather import DayWeather
from ports.clock import Clock
from ports.weather_forecast import WeatherForecast

SOURCE: Final = "openweather"
PATH: Final = "/data/2.5/forecast"
REACH: Final = timedelta(days=5)
KEEP: Final = timedelta(hours=1)


@frozen(kw_only=True)
class OpenWeatherForecast(WeatherForecast):
    """Foretells the days that the forecast covers; the others have their climate normals."""

    source: Source
    facts: Facts
    clock: Clock
    normals: WeatherForecast
    url: str
    key: ServiceKey = field(repr=False)

    @override
    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        foretold = await self._foretold(point, dates)
        rest = [day for day in dates if day not in foretold]
        normals = {normal.date: normal for normal in (await self.normals.days(point, rest) if rest else ())}
        return [foretold.get(day) or normals[day] for day in dates]

    async def _foretold(self, point: Point, dates: Sequence[date]) -> dict[date, DayWeather]:
        today = self.clock.now().astimezone(SEOUL).date()
        near = [day for day in dates if today <= day <= today + REACH]
        if not near:
            return {}
        forecast = await self._forecast(point)
        found = {day: day_of(day, forecast.value, forecast.found) for day in near}
        return {day: weather for day, weather in found.items() if weather is not None}

    async def _forecast(self, point: Point) -> Fact:
        # About a kilometre: finer than any forecast, and many places share one question.
        lat, lon = f"{point.lat:.2f}", f"{point.lng:.2f}"
        return await self.facts.get(f"{lat},{lon}", lambda: self._fetch(lat, lon), keep=KEEP)

    async def _fetch(self, lat: str, lon: str) -> list[Slot]:
        params = {"lat": lat, "lon": lon, "units": "metric", "appid": self.key.text}
        return await self.source.get(self.url + PATH, params, read=read_slots, deadline=self.source.deadline())


@frozen(kw_only=True)
class Section(SourceSection):
    """How OpenWeatherMap knows us."""

    normals: WeatherForecast = need("climate_normals")
    key: ServiceKey = service_key("ODDIYA_OPENWEATHER_KEY", "an account at openweathermap.org")
    url: PublicUrl = service_url("ODDIYA_OPENWEATHER_URL", "OpenWeatherMap", "https://api.openweathermap.org")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[WeatherForecast]:
    """Open the connections; none is made before it is wanted."""
    async with open_source(section, "OpenWeatherMap") as source:
        yield OpenWeatherForecast(
            source=source,
            facts=section.facts(SOURCE),
            clock=section.clock,
            normals=section.normals,
            url=section.url,
            key=section.key,
        )
