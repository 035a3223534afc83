"""The agent over HTTP: for services only."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession
from attrs import frozen
from typing_extensions import override

from adapters.wire.itineraries import progress_json, progress_of
from core.errors import Unavailable
from core.planning.model.progress import FactsGathered, Progress
from core.planning.model.trip import Trip
from entrypoints.planning.agent import AgentRoutes
from entrypoints.service_secret import service_authenticator
from ports.itinerary_maker import ItineraryMaker
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.planning_rig import SampleMaker
from tests.planning_service import SECRET, WANTED, events_in

PATH = "/api/v1/generate-plan"
KNOWN = {"X-Internal-Secret": SECRET}


@asynccontextmanager
async def an_agent(maker: ItineraryMaker) -> AsyncIterator[ClientSession]:
    service = a_service(authenticators={"service": service_authenticator([SECRET])})
    async with a_client(service, AgentRoutes(maker=maker, write=progress_json)) as client:
        yield client


async def test_a_service_gets_an_itinerary_in_the_published_shape() -> None:
    maker = SampleMaker()
    async with an_agent(maker) as client, client.post(PATH, json=WANTED, headers=KNOWN) as answer:
        assert answer.status == 200
        plan = await answer.json()
    assert set(plan) == {"title", "daily_plans", "cost", "verification", "missing", "source"}
    assert [day["day"] for day in plan["daily_plans"]] == [1, 2, 3]
    assert set(plan["daily_plans"][0]) >= {"day", "date", "locations", "activities", "restaurants", "stops"}
    assert (plan["source"], maker.closed) == ("offline", 1)


async def test_or_each_step_as_it_comes_without_any_loss() -> None:
    headers = {**KNOWN, "Accept": "text/event-stream"}
    async with an_agent(SampleMaker()) as client, client.post(PATH, json=WANTED, headers=headers) as answer:
        told = await events_in(answer)
    assert [name for _, name, _ in told] == ["facts", "day", "day", "day", "done"]
    steps = [progress_of(document) for _, _, document in told]
    trip = Trip(
        location="Busan",
        start_date=steps[-1].itinerary.trip.start_date,  # type: ignore[union-attr] # the last one is the end
        end_date=steps[-1].itinerary.trip.end_date,  # type: ignore[union-attr] # the same
    )
    assert steps == [step async for step in SampleMaker().make(trip)]


async def test_nobody_else_gets_one() -> None:
    async with an_agent(SampleMaker()) as client:
        for headers in ({}, {"X-Internal-Secret": "wrong"}, {"Authorization": f"Bearer {SECRET}"}):
            async with client.post(PATH, json=WANTED, headers=headers) as answer:
                await problem_in(answer, 401, "unauthenticated")


async def test_what_cannot_be_planned_is_422() -> None:
    async with an_agent(SampleMaker()) as client:
        async with client.post(PATH, json={**WANTED, "title": "x", "mood": 1}, headers=KNOWN) as answer:
            assert set(await faults_in(answer)) == {"/title", "/mood"}
        async with client.post(PATH, json={**WANTED, "end_date": "2026-12-03"}, headers=KNOWN) as answer:
            await problem_in(answer, 422, "bad-dates")


async def test_a_maker_with_its_hands_full_is_503_and_says_when_to_come_back() -> None:
    maker = SampleMaker(fails=Unavailable(what="the planner", retry_after=4))
    async with an_agent(maker) as client:
        async with client.post(PATH, json=WANTED, headers=KNOWN) as answer:
            await problem_in(answer, 503, "unavailable")
            assert answer.headers["Retry-After"] == "4"
        async with client.post(PATH, json=WANTED, headers={**KNOWN, "Accept": "text/event-stream"}) as answer:
            assert (await answer.text()).startswith('retry: 4000\nevent: error\ndata: {"type"')


@frozen
class Unfinished(ItineraryMaker):
    """Never comes to an end."""

    @override
    async def make(self, trip: Trip) -> AsyncGenerator[Progress, None]:
        yield FactsGathered(places=())


async def test_a_maker_that_never_finishes_is_502() -> None:
    async with an_agent(Unfinished()) as client, client.post(PATH, json=WANTED, headers=KNOWN) as answer:
        await problem_in(answer, 502, "bad-answer")
