"""One question for each source of facts, the same for all tests about what happens when it goes wrong."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from attrs import frozen

from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL
from ports.clock import Clock
from tests.clocks import ManualClock
from tests.standins import exchangerate, kakao, openweather, tourapi
from tests.standins.running import StandIn

BUSAN = Point(35.1151, 129.0422)


@frozen
class Question:
    """What is asked of the adapter of one port, and the stand-in that answers."""

    port: str
    standin: Callable[[Clock], StandIn]
    ask: Callable[[Any, Clock], Awaitable[object]]
    key: str


def a_found_place(*, ko: str = "해운대해수욕장", lat: float = 35.1587, lng: float = 129.1604) -> Place:
    """Return a place as Kakao knows it, without hours."""
    return Place(
        place_id=PlaceId(f"kakao:{ko}"),
        names=Names(ko=ko, roman="", en=""),
        category="beach",
        point=Point(lat, lng),
        address="부산 해운대구 해운대해변로 264",
        destination="busan",
        found=Provenance(source="kakao", fetched_at=ManualClock().now()),
    )


async def _search(finder: Any, _: Clock) -> object:
    return await finder.search(query="해운대")


async def _complete(details: Any, _: Clock) -> object:
    return await details.completed([a_found_place()])


async def _tomorrow(forecast: Any, clock: Clock) -> object:
    return await forecast.days(BUSAN, [(clock.now().astimezone(SEOUL) + timedelta(days=1)).date()])


async def _rate(rates: Any, _: Clock) -> object:
    return await rates.rate("USD", "KRW")


QUESTIONS = (
    Question("place_finder", lambda _: kakao.standin(), _search, kakao.KEY),
    Question("place_details", lambda _: tourapi.standin(), _complete, tourapi.KEY),
    Question("weather_forecast", lambda clock: openweather.OpenWeatherStandIn(clock=clock), _tomorrow, openweather.KEY),
    Question("exchange_rates", lambda clock: exchangerate.ExchangeRateStandIn(clock=clock), _rate, exchangerate.KEY),
)
