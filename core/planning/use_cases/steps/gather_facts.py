"""Asks the world outside for everything that a trip is planned from, all at once; what does not come is missing."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from core.at_once import answer_of, answers_of, at_once, unfailed
from core.errors import OddiyaError, Unavailable
from core.planning.model.bases import dates_of, legs_of
from core.planning.model.money import Rate
from core.planning.model.place import Place
from core.planning.model.plan import Missing
from core.planning.model.scheduling.trip_wishes import MustVisit
from core.planning.model.trip import Base, Trip
from core.planning.model.weather import DayWeather
from core.planning.use_cases.steps.ask_rate import ask_rate
from core.planning.use_cases.steps.find_places import FindPlaces
from ports.exchange_rates import ExchangeRates
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.weather_forecast import WeatherForecast


@frozen(kw_only=True)
class Facts:
    """What is known: for each base its places, the wished places, the weather by date, and the budget's rate.

    `finder` is the one that answered.
    """

    finder: PlaceFinder
    bases: tuple[Base, ...]
    pools: tuple[Sequence[Place], ...]
    must: tuple[MustVisit, ...]
    weather: Mapping[date, DayWeather]
    rate: Rate | None
    missing: tuple[Missing, ...]


@frozen(kw_only=True)
class GatherFacts:
    """Gathers the facts for a trip. Where the finder does not answer, the `bundled` places serve."""

    finder: PlaceFinder
    bundled: PlaceFinder
    details: PlaceDetails
    forecast: WeatherForecast
    rates: ExchangeRates

    async def __call__(self, *, trip: Trip) -> Facts:
        """Gather; an unknown destination, and stays that do not fit the dates, end it."""
        try:
            return await self._gathered(trip, self.finder, ())
        except Unavailable as down:
            why = f"{down.what} does not answer, so that this plan is made from Oddiya's own list of places"
            return await self._gathered(trip, self.bundled, (Missing(what="places", scope="trip", why=why),))

    async def _gathered(self, trip: Trip, finder: PlaceFinder, missing: tuple[Missing, ...]) -> Facts:
        bases = await _bases(trip, finder)
        find = FindPlaces(finder=finder, details=self.details)
        async with asyncio.TaskGroup() as group:
            asked_places = group.create_task(answer_of(find(trip=trip, bases=bases)))
            asked_rate = group.create_task(ask_rate(self.rates, trip.preferences.budget))
            asked_days = group.create_task(
                answers_of(self.forecast.days(base.destination.centre, base.dates) for base in bases)
            )
        pools, must, without_hours = unfailed(asked_places.result())
        (rate, no_rate), days = asked_rate.result(), asked_days.result()
        return Facts(
            finder=finder,
            bases=bases,
            pools=pools,
            must=must,
            weather={day.date: day for told in days if not isinstance(told, OddiyaError) for day in told},
            rate=rate,
            missing=(*missing, *without_hours, *no_rate, *_unanswered(days, bases)),
        )


async def _bases(trip: Trip, finder: PlaceFinder) -> tuple[Base, ...]:
    legs = legs_of(trip.location)
    dates = dates_of(legs, trip.dates)
    towns = await at_once(finder.destination(leg.name) for leg in legs)
    return tuple(Base(destination=town, dates=days) for town, days in zip(towns, dates, strict=True))


def _unanswered(days: Sequence[object], bases: Sequence[Base]) -> Iterator[Missing]:
    for told, base in zip(days, bases, strict=True):
        if isinstance(told, Unavailable):
            why = f"{told.what} does not answer: look at the weather before you go out"
            yield Missing(what="weather", scope=str(base.dates[0]), about=base.destination.names.en, why=why)
