"""What the weather will be."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.planning.model.point import Point
from core.planning.model.weather import DayWeather


class WeatherForecast(Protocol):
    """Tells the weather of days in Korea.

    - `days` returns one for each date, in their order; days are Seoul's.
    - A day that cannot be foretold has its climate normal, and says so.
    - `Unavailable` is raised, within the adapter's own time-out, when the source does not answer.
    """

    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        """Return the weather of each date."""
        ...
