"""Any trip in a world whose texts are not to be trusted, planned with a language model that is not either."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from itertools import chain
from typing import Any, Final, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st
from typing_extensions import override

from adapters.system.randomness import SystemRandomness
from core.errors import Unavailable
from core.planning.model.destination import Destination
from core.planning.model.hours_text import hours_of
from core.planning.model.money import Rate
from core.planning.model.place import Category, Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.progress import Progress
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.weather import DayWeather
from core.planning.use_cases.itineraries.make_itinerary import MakeItinerary
from core.planning.use_cases.steps.gather_facts import GatherFacts
from core.planning.use_cases.steps.seats import Seats
from ports.background import Background
from ports.exchange_rates import ExchangeRates
from ports.language_model import ModelRefuses
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.weather_forecast import WeatherForecast
from tests.choosing import House
from tests.planning_injections import INJECTIONS
from tests.planning_models import MindedModel
from tests.planning_outages import NoRates
from tests.planning_strategies import FOUND, HOURS, TOWNS, wishes
from tests.property.test_choose_places import GIVEN
from tests.standins import minds
from tests.standins.minds import Json, Mind, Saying

T = TypeVar("T")
TOOLS: Final = ("submit_selection", "search_places", "look_at_weather", "sudo")
MINDS: Final = (minds.honest, minds.hasty, minds.inventive, minds.obedient, minds.talkative, minds.malformed)
NO_WISHES: Final[Mapping[str, Any]] = {"must_visit": (), "avoid": (), "budget": None}


@frozen(kw_only=True)
class Outside(PlaceFinder, PlaceDetails, WeatherForecast):
    """A world outside with some places and some weather; a search also finds what lies where nobody asked."""

    pools: Mapping[str, Sequence[Place]]
    strays: Sequence[Place]
    weather: Mapping[date, DayWeather]

    @property
    def known(self) -> Mapping[PlaceId, Place]:
        """Every place there is."""
        return {place.place_id: place for place in (*chain.from_iterable(self.pools.values()), *self.strays)}

    @override
    async def destination(self, name: str) -> Destination:
        return TOWNS[name]

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        return self.pools[destination.key][:most]

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        return [*self.strays, *self.known.values()][:limit]

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        return self.known.get(place_id)

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        return places

    @override
    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        return [self.weather[day] for day in dates if day in self.weather]


@frozen
class OneRate(ExchangeRates):
    """Knows one rate."""

    _rate: Rate

    @override
    async def rate(self, base: str, target: str) -> Rate:
        return self._rate


class Here(Background):
    """Calculates on the spot."""

    @override
    async def run(self, function: Callable[[], T]) -> T:
        return function()


@frozen(kw_only=True)
class Case:
    """A trip, the world it is planned in, and the model that is asked."""

    wished: Wishes
    outside: Outside
    model: MindedModel

    async def steps(self) -> list[Progress]:
        """Make the itinerary."""
        outside = self.outside
        gather = GatherFacts(
            finder=outside,
            bundled=outside,
            details=outside,
            forecast=outside,
            rates=OneRate(self.wished.rate) if self.wished.rate else NoRates(),
        )
        house = House(model=self.model)
        seats = Seats(most=1, randomness=SystemRandomness())
        make = MakeItinerary(seats=seats, gather=gather, choose=house.step, background=Here(), clock=house.clock)
        async with aclosing(make(trip=self.wished.trip)) as steps:  # type: ignore[type-var] # it is a generator
            return [step async for step in steps]


texts = st.sampled_from(INJECTIONS) | st.text(max_size=40)
scripts = st.lists(st.lists(st.tuples(st.sampled_from(TOOLS), GIVEN), max_size=3), max_size=4)
failures = st.sampled_from((None, None, None, ModelRefuses(why="it ran out of turns"), Unavailable(what="the model")))


def reading(script: Sequence[Sequence[tuple[str, Json]]]) -> Mind:
    """Return a mind that says what is in a script, turn by turn, and then picks anything it has seen."""
    said = iter(script)

    def think(material: Json, answers: Sequence[Any]) -> Saying:
        turn = next(said, None)
        return minds.obedient(material, answers) if turn is None else Saying(tuple(turn))

    return think


def wandering(material: Json, answers: Sequence[Any]) -> Saying:
    """Search first, and then pick every place that is named anywhere, asked for or not."""
    return minds.obedient(material, answers) if answers else Saying((("search_places", {"query": "market"}),))


any_mind = st.one_of(
    st.just(wandering), st.sampled_from(MINDS), st.integers(0, 2**32).map(minds.random_mind), scripts.map(reading)
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any trip, in a world whose texts are not to be trusted, with a model that is not either."""
    wished = draw(wishes())
    keys = [base.destination.key for base in wished.bases]
    pools = {key: [draw(renamed(place)) for place in pool] for key, pool in zip(keys, wished.pools, strict=True)}
    preferences = evolve(
        wished.trip.preferences,
        # Fewer contradictions, of which there are enough, and more plans.
        **{name: nothing for name, nothing in NO_WISHES.items() if draw(st.booleans())},
        note=draw(st.just("") | texts),
        language=draw(st.sampled_from(("ko", "en", "ja"))),
        diet=tuple(draw(st.lists(st.sampled_from(("vegetarian", "halal")), max_size=1))),
    )
    location = ", ".join(f"{base.destination.key} {len(base.dates)}박" for base in wished.bases[:-1])
    trip = evolve(wished.trip, location=", ".join(filter(None, (location, keys[-1]))), preferences=preferences)
    strays = [draw(stray(number)) for number in range(draw(st.sampled_from((3, 2, 1, 0))))]
    outside = Outside(pools=pools, strays=strays, weather=wished.weather)
    model = MindedModel(mind=draw(any_mind), fails=draw(failures))
    return Case(wished=evolve(wished, trip=trip), outside=outside, model=model)


@st.composite
def renamed(draw: st.DrawFn, place: Place) -> Place:
    """A place that perhaps has a name that wants to be an instruction."""
    if draw(st.integers(0, 3)):
        return place
    text = draw(texts)
    return evolve(place, names=Names(ko=text or place.names.ko, roman="", en=text))


@st.composite
def stray(draw: st.DrawFn, number: int) -> Place:
    """A place that is in no pool, anywhere on earth or in a town."""
    centres = [town.centre for town in TOWNS.values()]
    elsewhere = Point(draw(st.floats(-89, 89)), draw(st.floats(-179, 179)))
    name = draw(texts)
    return Place(
        place_id=PlaceId(f"kakao:{number}"),
        names=Names(ko=name or "곳", roman="", en=name),
        category=draw(st.sampled_from(("museum", "food", "beach", "market"))),
        point=draw(st.sampled_from((*centres, elsewhere))),
        address=draw(texts),
        destination="",
        found=evolve(FOUND, source="kakao"),
        hours=hours_of(draw(st.sampled_from(HOURS))),
    )
