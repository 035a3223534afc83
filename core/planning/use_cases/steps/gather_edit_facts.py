"""Asks the world outside for what an edit needs; what does not come is missing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, groupby

from attrs import frozen

from core.at_once import answers_of, at_once
from core.errors import OddiyaError, Unavailable
from core.planning.model.bases import legs_of
from core.planning.model.destination import Destination
from core.planning.model.editing.facts import EditFacts
from core.planning.model.errors import UnknownDestination
from core.planning.model.money import Rate
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Day, Missing, Plan
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.point import Point
from core.planning.model.preferences import Preferences
from core.planning.model.weather import DayWeather
from core.planning.use_cases.steps.ask_rate import ask_rate
from ports.exchange_rates import ExchangeRates
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.weather_forecast import WeatherForecast


@frozen(kw_only=True)
class GatherEditFacts:
    """Gathers the places of new stops, the weather of days on new dates, and the rate of the budget's currency.

    Without the new places there is no edit; without the rest there is, and the plan says what is missing.
    """

    finder: PlaceFinder
    details: PlaceDetails
    forecast: WeatherForecast
    rates: ExchangeRates

    async def __call__(self, *, plan: Plan, redated: Plan, edit: PlanEdit) -> EditFacts:
        """Gather for an edit of a plan that is `redated` already."""
        fresh = [day for day in redated.itinerary.days if day not in plan.itinerary.days]
        places = await self._places(edit.new_places)
        days, no_weather = await self._weather(fresh)
        rate, no_rate = await self._rate(plan, edit)
        return EditFacts(
            places=places,
            weather={day.date: day for day in days},
            towns=await self._towns(plan, redated, edit),
            rate=rate,
            missing=(*no_weather, *no_rate),
        )

    async def _places(self, place_ids: Sequence[PlaceId]) -> Mapping[PlaceId, Place]:
        found = await at_once(self.finder.place(place_id) for place_id in place_ids)
        places: Sequence[Place] = [place for place in found if place is not None]
        # Hours that nobody tells are unknown, and the stops say so.
        with suppress(Unavailable):
            places = await self.details.completed(places) if places else ()
        return {place.place_id: place for place in places}

    async def _weather(self, days: Sequence[Day]) -> tuple[list[DayWeather], list[Missing]]:
        around = [(base, [*these]) for base, these in groupby(days, key=lambda day: day.base)]
        answers = await answers_of(self._of_base(these) for _, these in around)
        missing = [
            Missing(what="weather", scope=day.date.isoformat(), about=base, why=str(answer))
            for answer, (base, these) in zip(answers, around, strict=True)
            if isinstance(answer, OddiyaError)
            for day in these
        ]
        return [*chain.from_iterable(one for one in answers if not isinstance(one, OddiyaError))], missing

    async def _of_base(self, days: Sequence[Day]) -> Sequence[DayWeather]:
        point = next((point for day in days for point in _points(day)), None)
        if point is None:
            raise Unavailable(what="where these days are spent")
        return await self.forecast.days(point, [day.date for day in days])

    async def _towns(self, plan: Plan, redated: Plan, edit: PlanEdit) -> Mapping[str, Destination]:
        """Return where the trip goes; where nobody says, the areas of the days say enough."""
        old, trip = plan.itinerary.trip, redated.itinerary.trip
        if _wishes(plan, edit).lodging == old.preferences.lodging and trip.dates == old.dates:
            return {}
        with suppress(Unavailable, UnknownDestination):
            towns = await at_once(self.finder.destination(leg.name) for leg in legs_of(trip.location))
            return {town.key: town for town in towns}
        return {}

    async def _rate(self, plan: Plan, edit: PlanEdit) -> tuple[Rate | None, list[Missing]]:
        wishes = _wishes(plan, edit)
        known = plan.itinerary.cost.rate
        if known is not None and wishes.budget is not None and known.base == wishes.budget.currency:
            return known, []
        return await ask_rate(self.rates, wishes.budget)


def _wishes(plan: Plan, edit: PlanEdit) -> Preferences:
    wishes = plan.itinerary.trip.preferences
    return wishes if edit.preferences is None else edit.preferences(wishes)


def _points(day: Day) -> Iterator[Point]:
    yield from (stop.place.point for stop in day.stops)
    if day.area is not None:
        yield Point((day.area.south + day.area.north) / 2, (day.area.west + day.area.east) / 2)
    if day.starts_from is not None:
        yield day.starts_from.point
