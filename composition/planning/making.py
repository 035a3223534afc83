"""The agent in the same process: what it is put together from, and the port that others reach it by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Self

from attrs import frozen
from typing_extensions import override

from adapters.section import need, setting
from core.planning.model.progress import Progress
from core.planning.model.trip import Trip
from core.planning.use_cases.itineraries.make_itinerary import MakeItinerary
from core.planning.use_cases.steps.choosing.choose_places import ChoosePlaces
from core.planning.use_cases.steps.gather_facts import GatherFacts
from core.planning.use_cases.steps.seats import Seats
from ports.background import Background
from ports.cache import Cache
from ports.clock import Clock
from ports.exchange_rates import ExchangeRates
from ports.itinerary_maker import ItineraryMaker
from ports.language_model import LanguageModel
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.randomness import Randomness
from ports.usage_meter import UsageMeter
from ports.weather_forecast import WeatherForecast


class AtOnce(int):
    """How many itineraries may be in the making at once: one or more."""

    __slots__ = ()

    def __new__(cls, text: str | int) -> Self:
        """Refuse less than one."""
        number = super().__new__(cls, text)
        if number < 1:
            raise ValueError(text)
        return number


# Calculated one after the other: the last of so many is done long before ODDIYA_AGENT_TIMEOUT, on a busy core too.
AT_ONCE: Final = AtOnce(12)


def at_once() -> Any:
    """Declare a field of a section that holds how many itineraries may be in the making at once."""
    return setting("ODDIYA_PLANS_AT_ONCE", "how many plans may be in the making at once, 1 or more", default=AT_ONCE)


@frozen
class DirectItineraryMaker(ItineraryMaker):
    """Calls the use case that the agent's routes call."""

    _make_itinerary: MakeItinerary

    @override
    def make(self, trip: Trip) -> AsyncIterator[Progress]:
        return self._make_itinerary(trip=trip)


@frozen(kw_only=True)
class MakerPorts:
    """What itineraries are made with."""

    place_finder: PlaceFinder = need("place_finder")
    bundled_places: PlaceFinder = need("bundled_places")
    place_details: PlaceDetails = need("place_details")
    weather_forecast: WeatherForecast = need("weather_forecast")
    exchange_rates: ExchangeRates = need("exchange_rates")
    language_model: LanguageModel = need("language_model")
    offline_model: LanguageModel = need("offline_model")
    usage_meter: UsageMeter = need("usage_meter")
    cache: Cache = need("cache")
    background: Background = need("background")
    clock: Clock = need("clock")
    randomness: Randomness = need("randomness")


@frozen(kw_only=True)
class Section(MakerPorts):
    """What itineraries are made with in the same process, and how many at once."""

    at_once: AtOnce = at_once()


def maker_of(ports: MakerPorts, *, at_once: int = AT_ONCE) -> ItineraryMaker:
    """Put the agent together."""
    gather = GatherFacts(
        finder=ports.place_finder,
        bundled=ports.bundled_places,
        details=ports.place_details,
        forecast=ports.weather_forecast,
        rates=ports.exchange_rates,
    )
    choose = ChoosePlaces(
        model=ports.language_model, offline=ports.offline_model, meter=ports.usage_meter, cache=ports.cache
    )
    return DirectItineraryMaker(
        MakeItinerary(
            seats=Seats(most=at_once, randomness=ports.randomness),
            gather=gather,
            choose=choose,
            background=ports.background,
            clock=ports.clock,
        )
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[ItineraryMaker]:
    """Open the maker."""
    yield maker_of(section, at_once=section.at_once)
