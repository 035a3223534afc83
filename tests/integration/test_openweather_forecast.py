"""OpenWeatherMap as it is: slots in UTC, `cod` as text or number, and five days of which the last is not whole."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import structlog

from core.errors import BadAnswer, Unavailable
from core.planning.model.hours import Window
from core.planning.model.point import Point
from core.planning.model.seoul_time import SEOUL
from ports.weather_forecast import WeatherForecast
from tests.clocks import ManualClock
from tests.standins.opening import opened
from tests.standins.openweather import OpenWeatherStandIn, dry, refusal
from tests.standins.questions import BUSAN

TODAY = date(2026, 12, 4)  # it is 18:30 in Seoul, so that the forecast begins at 21:00
TOLD = "an outside service gives no facts"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def openweather(clock: ManualClock, secrets_in_play: Callable[[str], None]) -> OpenWeatherStandIn:
    standin = OpenWeatherStandIn(clock=clock, rain=dry)
    secrets_in_play(standin.key)
    return standin


@pytest.fixture
async def forecast(openweather: OpenWeatherStandIn, clock: ManualClock) -> AsyncIterator[WeatherForecast]:
    async with opened("weather_forecast", openweather, clock=clock) as found:
        yield found


def days_from_today(count: int) -> list[date]:
    return [TODAY + timedelta(days=number) for number in range(count)]


async def test_rain_after_midnight_in_seoul_is_of_that_day_though_it_is_the_day_before_in_utc(
    openweather: OpenWeatherStandIn, forecast: WeatherForecast
) -> None:
    rains_at = datetime(2026, 12, 5, 15, tzinfo=UTC)
    openweather.rain = lambda at: {"pop": 0.9} if at == rains_at else {"pop": 0}
    fifth, sixth = await forecast.days(BUSAN, days_from_today(3)[1:])
    assert (fifth.wet, sixth.wet) == ((), (Window(0, 180),))
    assert (fifth.rain_chance, sixth.rain_chance) == (0, 0.9)


@pytest.mark.parametrize(
    ("rain", "is_wet", "sky"),
    [
        ({"pop": 0.6}, True, "rain"),
        ({"pop": 0.59}, False, "mixed"),
        ({"pop": 0.2, "rain": {"3h": 1}}, True, "rain"),
        ({"pop": 0.2, "rain": {"3h": 0.99}}, False, "mixed"),
        ({"pop": 0.2, "snow": {"3h": 1.5}}, True, "snow"),
        ({"pop": 0.1}, False, "clear"),
    ],
)
async def test_a_slot_is_wet_when_rain_is_likely_or_felt(
    openweather: OpenWeatherStandIn, forecast: WeatherForecast, rain: dict[str, object], is_wet: object, sky: str
) -> None:
    openweather.rain = lambda at: rain if at.astimezone(SEOUL).hour in (12, 15) else dry(at)
    [day] = await forecast.days(BUSAN, [TODAY + timedelta(days=1)])
    assert day.wet == ((Window(12 * 60, 18 * 60),) if is_wet else ())
    assert day.sky == sky


async def test_days_that_cannot_be_foretold_have_their_normals_and_say_so(forecast: WeatherForecast) -> None:
    days = [TODAY - timedelta(days=1), *days_from_today(8)]
    found = await forecast.days(BUSAN, days)
    assert [weather.date for weather in found] == days
    assert [weather.kind for weather in found] == ["normal", *["forecast"] * 6, *["normal"] * 2]
    assert all(not weather.wet for weather in found if weather.kind == "normal")
    assert {weather.found.source for weather in found if weather.kind == "forecast"} == {"openweather"}


async def test_a_day_of_which_only_the_morning_is_foretold_has_its_normal(
    forecast: WeatherForecast, clock: ManualClock
) -> None:
    clock.move(-timedelta(hours=7))  # the forecast begins at noon, and ends at noon
    found = await forecast.days(BUSAN, days_from_today(6))
    assert [weather.kind for weather in found] == [*["forecast"] * 5, "normal"]


async def test_what_is_far_off_is_not_asked_for(openweather: OpenWeatherStandIn, forecast: WeatherForecast) -> None:
    openweather.behaviour.will("down")
    [day] = await forecast.days(BUSAN, [TODAY + timedelta(days=90)])
    assert day.kind == "normal"
    assert openweather.behaviour.calls == 0


async def test_days_come_back_in_their_order_also_twice(forecast: WeatherForecast) -> None:
    days = [TODAY + timedelta(days=number) for number in (3, 9, 1, 3)]
    assert [weather.date for weather in await forecast.days(BUSAN, days)] == days


async def test_a_forecast_with_a_gap_or_too_short_foretells_no_whole_day(
    openweather: OpenWeatherStandIn, forecast: WeatherForecast
) -> None:
    openweather.slots = 4
    [tomorrow] = await forecast.days(BUSAN, [TODAY + timedelta(days=1)])
    assert tomorrow.kind == "normal"


async def test_a_forecast_is_kept_for_an_hour_and_for_all_who_are_near(
    openweather: OpenWeatherStandIn, forecast: WeatherForecast, clock: ManualClock
) -> None:
    tomorrow = [TODAY + timedelta(days=1)]
    first = await forecast.days(BUSAN, tomorrow)
    clock.move(timedelta(minutes=59))
    assert await forecast.days(Point(BUSAN.lat + 0.001, BUSAN.lng - 0.001), tomorrow) == first
    assert openweather.behaviour.calls == 1
    clock.move(timedelta(minutes=1))
    [later] = await forecast.days(BUSAN, tomorrow)
    assert openweather.behaviour.calls == 2
    assert later.found.fetched_at == clock.now()


@pytest.mark.parametrize(
    ("cod", "status", "kind", "told"),
    [
        (401, 401, Unavailable, "set ODDIYA_OPENWEATHER_KEY"),
        ("401", 200, Unavailable, "set ODDIYA_OPENWEATHER_KEY"),
        (429, 429, Unavailable, "used up"),
        ("404", 404, BadAnswer, "ODDIYA_OPENWEATHER_URL"),
        ("400", 400, BadAnswer, "ODDIYA_OPENWEATHER_URL"),
    ],
)
async def test_refusals_are_understood_whether_cod_is_a_text_or_a_number(
    openweather: OpenWeatherStandIn,
    forecast: WeatherForecast,
    cod: object,
    status: int,
    kind: type[Unavailable],
    told: str,
) -> None:
    openweather.behaviour.instead = partial(refusal, cod, f"no: {openweather.key}", status)
    with structlog.testing.capture_logs() as lines, pytest.raises(kind) as failed:
        await forecast.days(BUSAN, [TODAY])
    assert openweather.key not in str(lines) + repr(failed.value)
    assert [told in line["why"] for line in lines if line["event"] == TOLD] == [True]
    assert openweather.behaviour.calls == 1
