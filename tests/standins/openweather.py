"""A stand-in of OpenWeatherMap's five-day forecast: forty slots of three hours, `cod` as a text and as a number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from attrs import Factory, define

from adapters.system.clock import SystemClock
from core.planning.model.seoul_time import SEOUL
from ports.clock import Clock
from tests.standins.behaviour import Behaviour, Refusals, behaving

KEY = "5e0c7b1d2f3a49688776655443322110"
SLOTS = 40
SLOT = timedelta(hours=3)
ZERO = 273.15
BAD_KEY = "Invalid API key. Please see https://openweathermap.org/faq#error401 for more info."
TOO_MANY = (
    "Your account is temporary blocked due to exceeding of requests limitation of your subscription type. Please "
    "choose the proper subscription https://openweathermap.org/price"
)

Wet = dict[str, Any]


def dry(_: datetime) -> Wet:
    """Return the rain of a dry time."""
    return {"pop": 0.1}


def every_third_afternoon(at: datetime) -> Wet:
    """Return the rain of a time: it rains in the afternoons of every third day."""
    local = at.astimezone(SEOUL)
    if local.toordinal() % 3 == 0 and 12 <= local.hour < 18:
        return {"pop": 0.85, "rain": {"3h": 2.4}}
    return dry(at)


def refusal(cod: object, message: str, status: int) -> web.Response:
    """Return a refusal."""
    return web.json_response({"cod": cod, "message": message}, status=status)


REFUSALS = Refusals(
    throttled=lambda: web.json_response({"cod": 429, "message": TOO_MANY}, status=429, headers={"Retry-After": "0"}),
    quota=lambda: refusal(429, TOO_MANY, 429),
    error=lambda: web.Response(status=500, text="<html>Internal Server Error</html>", content_type="text/html"),
)


@define
class OpenWeatherStandIn:
    """Foretells the weather for who has the key; `rain` says when it is wet."""

    key: str = KEY
    clock: Clock = Factory(SystemClock)
    rain: Callable[[datetime], Wet] = every_third_afternoon
    slots: int = SLOTS
    behaviour: Behaviour = Factory(Behaviour)

    def settings(self, url: str) -> dict[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {
            "ODDIYA_WEATHER_FORECAST": "openweather",
            "ODDIYA_OPENWEATHER_URL": url,
            "ODDIYA_OPENWEATHER_KEY": self.key,
        }

    def application(self) -> web.Application:
        """Return what answers."""
        application = behaving(self.behaviour, REFUSALS)
        application.router.add_get("/data/2.5/forecast", self._forecast)
        return application

    async def _forecast(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("appid") != self.key:
            return refusal(401, BAD_KEY, 401)
        try:
            lat, lon = float(query["lat"]), float(query["lon"])
        except (KeyError, ValueError):
            return refusal("400", "Nothing to geocode", 400)
        if abs(lat) > 90 or abs(lon) > 180:
            return refusal("400", "wrong latitude", 400)
        kelvin = 0.0 if query.get("units") == "metric" else ZERO
        slots = [self._slot(self._first() + number * SLOT, lat, kelvin) for number in range(self.slots)]
        city = {"id": 1838524, "name": "Busan", "coord": {"lat": lat, "lon": lon}, "country": "KR", "timezone": 32400}
        return web.json_response({"cod": "200", "message": 0, "cnt": len(slots), "list": slots, "city": city})

    def _first(self) -> datetime:
        now = self.clock.now()
        return now.replace(hour=now.hour - now.hour % 3, minute=0, second=0, microsecond=0) + SLOT

    def _slot(self, at: datetime, lat: float, kelvin: float) -> dict[str, Any]:
        local = at.astimezone(SEOUL)
        warmth = round(20 - (lat - 33) * 2 - abs(15 - local.hour) * 0.8 + kelvin, 2)
        wet = self.rain(at)
        sky = "Snow" if "snow" in wet else "Rain" if "rain" in wet else "Clear" if wet["pop"] < 0.2 else "Clouds"
        return {
            "dt": int(at.timestamp()),
            "main": {"temp": warmth, "temp_min": warmth - 1, "temp_max": warmth + 1, "pressure": 1018, "humidity": 60},
            "weather": [{"id": 800, "main": sky, "description": sky.lower(), "icon": "01d"}],
            "clouds": {"all": 10},
            "wind": {"speed": 2.1, "deg": 300},
            "visibility": 10000,
            "sys": {"pod": "d" if 6 <= local.hour < 18 else "n"},
            "dt_txt": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            **wet,
        }


def standin() -> OpenWeatherStandIn:
    """Return a stand-in that behaves well."""
    return OpenWeatherStandIn()
