"""What every weather forecast promises."""

from datetime import date, timedelta

import pytest

from adapters.system.clock import SystemClock
from core.planning.model.point import Point
from core.planning.model.seoul_time import SEOUL
from core.planning.model.weather import DayWeather
from ports.weather_forecast import WeatherForecast
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

BUSAN = Point(35.1587, 129.1604)
COLD, HOT = date(2035, 1, 16), date(2035, 8, 1)


@pytest.fixture(params=enrolled("weather_forecast"))
async def forecast(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> WeatherForecast:
    opened: WeatherForecast = await open_adapter(request.param)
    return opened


@pytest.fixture
def today() -> date:
    return SystemClock().now().astimezone(SEOUL).date()


async def test_each_date_has_its_weather_in_their_order(forecast: WeatherForecast, today: date) -> None:
    dates = [today + timedelta(days=days) for days in range(12)]
    assert [one.date for one in await forecast.days(BUSAN, dates)] == dates


async def test_dates_come_in_any_order_and_more_than_once(forecast: WeatherForecast, today: date) -> None:
    dates = [HOT, today, COLD, today, today - timedelta(days=400), HOT]
    assert [one.date for one in await forecast.days(BUSAN, dates)] == dates


async def test_no_date_has_no_weather(forecast: WeatherForecast) -> None:
    assert list(await forecast.days(BUSAN, [])) == []


async def test_a_day_that_cannot_be_foretold_has_its_climate_normal_and_says_so(forecast: WeatherForecast) -> None:
    cold, hot = await forecast.days(BUSAN, [COLD, HOT])
    assert (cold.kind, hot.kind) == ("normal", "normal")
    assert (cold.wet, hot.wet) == ((), ())
    assert cold.high < 15
    assert hot.high > 25
    assert cold.high < hot.low


async def test_a_past_day_is_not_foretold(forecast: WeatherForecast, today: date) -> None:
    (past,) = await forecast.days(BUSAN, [today - timedelta(days=30)])
    assert past.kind == "normal"


async def test_a_normal_is_the_same_whenever_it_is_asked_for(forecast: WeatherForecast) -> None:
    assert await forecast.days(BUSAN, [COLD]) == await forecast.days(BUSAN, [COLD])


async def test_weather_can_be_true_and_says_where_it_is_from(forecast: WeatherForecast, today: date) -> None:
    dates = [today + timedelta(days=days) for days in range(7)]
    for one in await forecast.days(BUSAN, dates):
        assert one.kind in {"forecast", "normal"}
        assert -40 < one.low <= one.high < 50
        assert one.found.source
        assert one.found.fetched_at.tzinfo is not None
        assert_wet_is_in_order(one)


def assert_wet_is_in_order(one: DayWeather) -> None:
    assert list(one.wet) == sorted(one.wet)
    assert all(window.closes <= 24 * 60 for window in one.wet)
