"""What planning's use cases stand on in tests: stores in memory, and a world outside that a test can break."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from attrs import define, evolve, field
from typing_extensions import override

from adapters.memory.plan_works import open_adapter
from adapters.memory.works import Section
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from core.errors import OddiyaError, Unavailable
from core.identity.model.user import UserId
from core.planning.model.destination import Destination
from core.planning.model.money import Rate
from core.planning.model.place import Category, Names, Place, PlaceId
from core.planning.model.plan import Itinerary, Plan, PlanId
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.trip import Trip
from core.planning.model.verification import Verification
from core.planning.model.weather import DayWeather
from core.planning.use_cases.plans.create_plan import CreatePlan
from core.planning.use_cases.plans.edit_plan import EditPlan
from core.planning.use_cases.plans.repair_plan import RepairPlan
from core.planning.use_cases.steps.gather_edit_facts import GatherEditFacts
from ports.background import Background
from ports.exchange_rates import ExchangeRates, UnknownCurrency
from ports.itinerary_maker import ItineraryMaker
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from ports.plan_works import PlanWork
from ports.weather_forecast import WeatherForecast
from ports.works import Works
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.planning_samples import ASKED, BUSAN, PLACES, a_place, a_weather, an_itinerary

T = TypeVar("T")
NOW = datetime(2026, 11, 30, 3, 15, tzinfo=UTC)
DOWN = Unavailable(what="the world outside")


@define
class SampleMaker(ItineraryMaker):
    """Makes the same three days in Busan of whatever is wished; `fails` with an error after so many steps."""

    fails: OddiyaError | None = None
    after: int = 0
    waits: asyncio.Event | None = None
    wanted: list[Trip] = field(factory=list)
    closed: int = 0

    @override
    async def make(self, trip: Trip) -> AsyncGenerator[Progress, None]:
        self.wanted.append(trip)
        try:
            for number, step in enumerate(self._steps(trip)):
                if self.fails is not None and number == self.after:
                    raise self.fails
                yield step
                if self.waits is not None:
                    await self.waits.wait()
        finally:
            self.closed += 1

    def _steps(self, trip: Trip) -> list[Progress]:
        made = an_itinerary(trip=trip)
        days = [
            DayPlanned(day=day, number=number, of=len(made.days), verification=Verification(checks=()))
            for number, day in enumerate(made.days, start=1)
        ]
        return [FactsGathered(places=(("busan", 120),)), *days, Finished(itinerary=made)]


@define
class SampleFinder(PlaceFinder):
    """Knows the places of the samples."""

    down: bool = False
    asked: list[PlaceId] = field(factory=list)

    @override
    async def destination(self, name: str) -> Destination:
        names = Names(ko="부산", roman="Busan", en="Busan")
        return Destination(key="busan", names=names, centre=Point(35.15, 129.1), bounds=BUSAN)

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        return [a_place(slug) for slug in PLACES][:most]

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        places = [a_place(slug) for slug in PLACES]
        found = [
            place
            for place in places
            if any(query.casefold() in name.casefold() for name in place.names) and category in {None, place.category}
        ]
        if near is not None:
            found.sort(key=lambda place: abs(place.point.lat - near.lat) + abs(place.point.lng - near.lng))
        return found[:limit]

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        self.asked.append(place_id)
        if self.down:
            raise DOWN
        if place_id == "kakao:1":
            return evolve(a_place("centum-city"), place_id=place_id, destination="", hours=None)
        if place_id == "kakao:2":
            return evolve(a_place("biff-square"), place_id=place_id, category="lodging")
        slug = place_id.removeprefix("gazetteer:busan/")
        return a_place(slug) if slug in PLACES else None


@define
class SampleDetails(PlaceDetails):
    """Knows nothing more of any place."""

    down: bool = False

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        if self.down:
            raise DOWN
        return places


@define
class SampleForecast(WeatherForecast):
    """Foretells the same dry day for ever."""

    down: bool = False
    asked: list[tuple[Point, tuple[date, ...]]] = field(factory=list)

    @override
    async def days(self, point: Point, dates: Sequence[date]) -> Sequence[DayWeather]:
        self.asked.append((point, tuple(dates)))
        if self.down:
            raise DOWN
        return [a_weather(day, kind="normal", wet=()) for day in dates]


@define
class SampleRates(ExchangeRates):
    """Knows what a dollar is worth."""

    down: bool = False

    @override
    async def rate(self, base: str, target: str) -> Rate:
        if self.down:
            raise DOWN
        if base != "USD":
            raise UnknownCurrency(currency=base)
        found = a_place().found
        return Rate(base=base, target=target, value=Decimal(1400), found=found, good_until=ASKED)


class AtOnce(Background):
    """Calculates where it is asked to."""

    @override
    async def run(self, function: Callable[[], T]) -> T:
        return function()


@define
class Rig:
    """A plan service's use cases over memory."""

    works: Works[PlanWork]
    clock: ManualClock = field(factory=lambda: ManualClock(NOW))
    maker: SampleMaker = field(factory=SampleMaker)
    finder: SampleFinder = field(factory=SampleFinder)
    details: SampleDetails = field(factory=SampleDetails)
    forecast: SampleForecast = field(factory=SampleForecast)
    rates: SampleRates = field(factory=SampleRates)
    mina: UserId = field(factory=lambda: UserId(an_id()))

    @property
    def create_plan(self) -> CreatePlan:
        return CreatePlan(works=self.works, maker=self.maker, clock=self.clock, ids=Uuid7Ids(self.clock))

    @property
    def edit_plan(self) -> EditPlan:
        gather = GatherEditFacts(finder=self.finder, details=self.details, forecast=self.forecast, rates=self.rates)
        return EditPlan(works=self.works, gather=gather, clock=self.clock)

    @property
    def repair_plan(self) -> RepairPlan:
        return RepairPlan(
            works=self.works, finder=self.finder, details=self.details, background=AtOnce(), clock=self.clock
        )

    async def keep(self, plan: Plan) -> Plan:
        """Keep a plan as Mina's."""
        kept = evolve(plan, owner=self.mina, plan_id=PlanId(an_id()))
        async with self.works.begin() as work:
            await work.plans.add(kept)
        return kept

    async def edit(self, plan: Plan, edit: PlanEdit) -> Plan:
        """Edit a plan of Mina's."""
        edited = await self.edit_plan(caller=self.mina, plan_id=plan.plan_id, version=plan.version, edit=edit)
        assert await self.read(plan.plan_id) == edited
        return edited

    async def read(self, plan_id: PlanId) -> Plan | None:
        async with self.works.begin() as work:
            return await work.plans.get(plan_id, owner=self.mina)

    async def all(self) -> Sequence[Plan]:
        async with self.works.begin() as work:
            return await work.plans.list(owner=self.mina, limit=100)


async def a_rig() -> Rig:
    """Return a new rig."""
    clock = ManualClock(NOW)
    section = Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())
    async with open_adapter(section) as works:
        return Rig(works, clock=clock)


def places_of(itinerary: Itinerary) -> list[list[str]]:
    """Return the slugs of each day's places, in order."""
    return [[stop.place.place_id.split(":")[-1].split("/")[-1] for stop in day.stops] for day in itinerary.days]
