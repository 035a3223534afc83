"""What everybody who makes itineraries promises."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import web
from attrs import define, field
from typing_extensions import override

from adapters.wire.itineraries import progress_json
from composition.catalogue import Entry, adapters_of
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from core.planning.model.errors import UnknownDestination, WishesConflict
from core.planning.model.point import Point
from core.planning.model.preferences import Budget, Lodging, Party, Preferences
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.trip import Trip
from entrypoints.http.app import http_app
from entrypoints.planning.agent import AgentRoutes
from entrypoints.service_secret import service_authenticator
from ports.background import Background
from ports.itinerary_maker import ItineraryMaker
from tests.contract.enrolled import enrolled
from tests.http.conftest import a_service

T = TypeVar("T")
SECRET = "s" * 32
WISHES = Preferences(
    pace="relaxed",
    interests=("food", "nature"),
    budget=Budget(amount=Decimal("500000.5"), currency="KRW", per="trip"),
    party=Party(adults=2, children=1),
    avoid=("casino",),
    day_start=9 * 60 + 30,
    day_end=22 * 60,
    lodging=Lodging(name="Hotel 🌊", point=Point(35.0980, 129.0320)),
    language="ko",
    note="천천히 걷고 싶어요 🐢",
)


@define
class Gate(Background):
    """Calculates once it is opened, which it is unless somebody closes it."""

    opened: asyncio.Event = field(factory=asyncio.Event)

    @override
    async def run(self, function: Callable[[], T]) -> T:
        await self.opened.wait()
        return await asyncio.to_thread(function)


@pytest.fixture
def gate() -> Gate:
    gate = Gate()
    gate.opened.set()
    return gate


@pytest.fixture(params=enrolled("itinerary_maker"))
async def maker(request: pytest.FixtureRequest, tmp_path: Path, gate: Gate) -> AsyncIterator[ItineraryMaker]:
    entry: Entry = request.param
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        told = {
            "ODDIYA_PROFILE": "memory",
            "ODDIYA_HOME": str(tmp_path),
            "ODDIYA_AGENT_URL": f"http://127.0.0.1:{listening.getsockname()[1]}",
            "ODDIYA_SERVICE_SECRETS": SECRET,
            "ODDIYA_PLANS_AT_ONCE": "1",
        }

        async def opened(name: str) -> ItineraryMaker:
            settings = Settings.read({**told, "ODDIYA_ITINERARY_MAKER": name})
            maker: ItineraryMaker = await Opener(settings, stack, given={"background": gate}).open("itinerary_maker")
            return maker

        await serve(await opened(adapters_of("itinerary_maker")["direct"].name), listening, stack)
        yield await opened(entry.name)


async def serve(maker: ItineraryMaker, listening: socket.socket, stack: AsyncExitStack) -> None:
    """Serve an agent, for those that ask one."""
    service = a_service(authenticators={"service": service_authenticator([SECRET])})
    runner = web.AppRunner(http_app(service, [AgentRoutes(maker=maker, write=progress_json)]))
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening).start()


def a_wanted_trip(location: str = "Busan", preferences: Preferences = WISHES) -> Trip:
    return Trip(location=location, start_date=date(2026, 12, 4), end_date=date(2026, 12, 6), preferences=preferences)


async def test_first_come_the_facts_then_each_day_in_order_and_at_the_end_the_plan_once(maker: ItineraryMaker) -> None:
    trip = a_wanted_trip()
    steps = [step async for step in maker.make(trip)]
    assert [type(step) for step in steps] == [FactsGathered, *[DayPlanned] * 3, Finished]
    days = [step for step in steps if isinstance(step, DayPlanned)]
    assert [(step.number, step.of, step.day.date) for step in days] == [
        (number, 3, day) for number, day in enumerate(trip.dates, start=1)
    ]
    last = steps[-1]
    assert isinstance(last, Finished)
    assert last.itinerary.trip == trip
    assert [day.date for day in last.itinerary.days] == list(trip.dates)
    assert any(day.stops for day in last.itinerary.days)


async def test_what_it_finishes_with_has_no_failed_check(maker: ItineraryMaker) -> None:
    steps = [step async for step in maker.make(a_wanted_trip(preferences=Preferences()))]
    last = steps[-1]
    assert isinstance(last, Finished)
    assert last.itinerary.verification.checks
    assert last.itinerary.verification.ok, last.itinerary.verification


async def test_an_unknown_location_is_told_with_suggestions_before_the_first_day(maker: ItineraryMaker) -> None:
    steps: list[Progress] = []
    with pytest.raises(UnknownDestination) as refused:
        async for step in maker.make(a_wanted_trip("Busann")):
            steps += [step]
    assert not [step for step in steps if isinstance(step, DayPlanned)]
    assert refused.value.location == "Busann"
    assert "Busan" in refused.value.suggestions
    assert {fault.pointer for fault in refused.value.faults} == {"/location"}


async def test_wishes_that_cannot_come_true_together_are_told_before_the_first_day(maker: ItineraryMaker) -> None:
    steps: list[Progress] = []
    with pytest.raises(WishesConflict) as refused:
        async for step in maker.make(a_wanted_trip("Busan 5박, Seoul 5박")):
            steps += [step]
    assert not [step for step in steps if isinstance(step, DayPlanned)]
    assert {fault.pointer for fault in refused.value.faults} == {"/location", "/end_date"}
    assert all(fault.detail for fault in refused.value.faults)


async def test_who_stops_listening_is_not_held_up(maker: ItineraryMaker) -> None:
    making = maker.make(a_wanted_trip())
    assert isinstance(await anext(making), FactsGathered)
    await making.aclose()  # type: ignore[attr-defined] # all of them are generators
    assert [step async for step in making] == []


async def test_a_maker_with_its_hands_full_is_unavailable_at_once_and_says_when_to_ask_again(
    maker: ItineraryMaker, gate: Gate
) -> None:
    gate.opened.clear()
    first = maker.make(a_wanted_trip())
    assert isinstance(await anext(first), FactsGathered)
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            _ = [step async for step in maker.make(a_wanted_trip())]
        assert 2 <= refused.value.retry_after <= 6
    gate.opened.set()
    for making in (first, maker.make(a_wanted_trip())):
        assert isinstance([step async for step in making][-1], Finished)


async def test_a_maker_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        told = {
            "ODDIYA_PROFILE": "memory",
            "ODDIYA_HOME": str(tmp_path),
            "ODDIYA_AGENT_URL": "http://127.0.0.1:9",
            "ODDIYA_SERVICE_SECRETS": SECRET,
            "ODDIYA_ITINERARY_MAKER": "http",
        }
        maker = await Opener(Settings.read(told), stack).open("itinerary_maker")
        with pytest.raises(Unavailable):
            _ = [step async for step in maker.make(a_wanted_trip())]
