"""The outside world when it does not answer."""

from collections.abc import Sequence
from datetime import date

from typing_extensions import override

from core.errors import Unavailable
from core.planning.model.destination import Destination
from core.planning.model.money import Rate
from core.planning.model.place import Category, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.weather import DayWeather
from ports.exchange_rates import ExchangeRates
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.weather_forecast import WeatherForecast

DOWN = Unavailable(what="the outside world")


class NoPlaces(PlaceFinder):
    """A finder that does not answer."""

    @override
    async def destination(self, name: str) -> Destination:
        raise DOWN

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        raise DOWN

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        raise DOWN

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        raise DOWN


class NoDetails(PlaceDetails):
    """Details that nobody tells."""

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        raise DOWN


class NoWeather(WeatherForecast):
    """A forecast that does not come."""

    @override
    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        raise DOWN


class NoRates(ExchangeRates):
    """Rates that nobody tells."""

    @override
    async def rate(self, base: str, target: str) -> Rate:
        raise DOWN
