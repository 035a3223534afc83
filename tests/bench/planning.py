"""How soon a plan is there: its first day over SSE, all of it, the scheduler alone; and how often a model is asked."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from random import Random  # noqa: TID251 - seeded, so that it repeats
from time import perf_counter
from typing import Final

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from attrs import evolve, frozen

from adapters.gazetteer.place_finder import Section, open_adapter
from adapters.system.clock import SystemClock
from core.planning.model.place import Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.selection import Pick, Selection
from core.planning.model.trip import Base, Trip
from core.planning.model.trip_dates import day_in_korea
from tests.bench.harness import Claim, Report, percentile
from tests.processes import ROOT, clean_environment
from tests.standins.minds import hasty
from tests.standins.openai import OpenAiStandIn
from tests.standins.running import serve
from tests.travellers import PLANS, STREAM, a_traveller, a_wanted_plan

ROUNDS: Final = 30
DAYS: Final = 7
CANDIDATES: Final = 120
AT_ONCE: Final = 50
P95: Final = 0.95
NEAR_BY: Final = 0.004
WAYS_AHEAD: Final = count(30)  # so that no two trips are the same
WITHOUT_LIMITS: Final = {"ODDIYA_LIMIT_USER": "100000/60", "ODDIYA_LIMIT_PLAN": "100000/60"}


@frozen(kw_only=True)
class Planned:
    """When, in seconds after it was asked for, the first day of a plan and all of it were there."""

    first: float
    whole: float


async def bench() -> Report:
    """Make every claim."""
    async with up() as url, a_client(url) as client:
        await planned(client)
        plans = [await planned(client) for _ in range(ROUNDS)]
    first, whole = [one.first for one in plans], [one.whole for one in plans]
    alone = await scheduled()
    return Report(
        "planning",
        [
            Claim(name="first verified day of 7 over SSE, offline", unit="s", ours=first, goal=1),
            Claim(name=f"the same, p95 of {ROUNDS}", unit="s", ours=[percentile(first, P95)], goal=1),
            Claim(name="whole plan of 7 days over SSE, offline", unit="s", ours=whole, goal=1.5),
            Claim(name=f"the same, p95 of {ROUNDS}", unit="s", ours=[percentile(whole, P95)], goal=1.5),
            Claim(name="scheduler alone: Seoul, 120 candidates, 7 days", unit="ms", ours=alone, goal=150),
            Claim(name=f"the same, p95 of {ROUNDS}", unit="ms", ours=[percentile(alone, P95)], goal=150),
            await model_calls(),
        ],
    )


async def planned(client: ClientSession) -> Planned:
    """Have a week in Seoul planned, and tell when its days were there."""
    wanted = a_wanted_plan("Seoul", days=DAYS, ahead=next(WAYS_AHEAD))
    began = perf_counter()
    first = 0.0
    async with client.post(PLANS, json=wanted, headers={"Accept": STREAM}) as answer:
        async for line in answer.content:
            if line == b"event: day\n" and not first:
                first = perf_counter() - began
            if line == b"event: done\n":
                await answer.content.readline()
                return Planned(first=first, whole=perf_counter() - began)
    raise AssertionError("no plan was made")


async def scheduled() -> list[float]:
    """Return how many milliseconds the scheduler and the verifier take for trips whose wishes differ."""
    async with open_adapter(Section()) as finder:
        seoul = await finder.destination("Seoul")
        known = [*await finder.pool(seoul, interests=(), most=CANDIDATES)]
    first = day_in_korea(SystemClock().now()) + timedelta(days=30)
    trip = Trip(location="Seoul", start_date=first, end_date=first + timedelta(days=DAYS - 1))
    dice, taken = Random(5), []
    pool = [*known, *(moved(known[number % len(known)], number, dice) for number in range(CANDIDATES - len(known)))]
    for _ in range(ROUNDS + 1):
        picks = tuple(Pick(place_id=place.place_id, weight=dice.random()) for place in pool)
        wishes = Wishes(
            trip=trip,
            told_at=SystemClock().now(),
            bases=[Base(destination=seoul, dates=trip.dates)],
            pools=[pool],
            selection=Selection(picks=picks, source="offline"),
        )
        began = perf_counter()
        proven(wishes)
        taken.append((perf_counter() - began) * 1000)
    return taken[1:]


def moved(place: Place, number: int, dice: Random) -> Place:
    """Return another place, which is like this one and near it: Oddiya's own list of a town is shorter than Kakao's."""
    lat, lng = (degrees + dice.uniform(-NEAR_BY, NEAR_BY) for degrees in (place.point.lat, place.point.lng))
    return evolve(place, place_id=PlaceId(f"{place.place_id}-{number}"), point=Point(lat, lng))


async def model_calls() -> Claim:
    """Count what a model is asked when fifty want the same trip at once; the figure is that of several trips."""
    model = OpenAiStandIn(mind=hasty)
    model.behaviour.will("slow", seconds=0.2)
    counted = []
    async with serve(model) as at:
        told = {**model.settings(at), "ODDIYA_LLM_CALLS_PER_HOUR": "1000"}
        async with up(told) as url, a_client(url) as client:
            for _ in range(5):
                before = model.behaviour.calls
                wanted = a_wanted_plan("Seoul", days=DAYS, ahead=next(WAYS_AHEAD))
                sources = await asyncio.gather(*(source_of_plan(client, wanted) for _ in range(AT_ONCE)))
                assert set(sources) == {"openai"}, sources
                counted.append(float(model.behaviour.calls - before))
    return Claim(name=f"model calls for {AT_ONCE} identical requests at once", unit="calls", ours=counted, goal=1)


async def source_of_plan(client: ClientSession, wanted: Mapping[str, object]) -> str:
    """Have a plan made, and return who read the wishes."""
    async with client.post(PLANS, json=wanted) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["source"])


@asynccontextmanager
async def a_client(url: str) -> AsyncIterator[ClientSession]:
    """Lend a client of somebody who is signed in."""
    token = (await asyncio.to_thread(a_traveller, url)).token
    async with ClientSession(
        url,
        headers={"Authorization": f"Bearer {token}"},
        connector=TCPConnector(limit=0),
        timeout=ClientTimeout(total=60),
    ) as client:
        yield client


@asynccontextmanager
async def up(told: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """Lend the URL of `oddiya up`, which keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="oddiya-bench-") as home:
        settings = {"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": home, "PORT": "0", "ODDIYA_LOG_LEVEL": "warning"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "composition", "up"),
            cwd=ROOT,
            env=clean_environment({**settings, **WITHOUT_LIMITS, **(told or {})}),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield await _place(process)
        finally:
            process.terminate()
            await process.communicate()


async def _place(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if b"API reference" in line:
            return line.split()[-1].decode().removesuffix("/docs")
    raise AssertionError("oddiya up did not start")
