"""A relay and a consumer that are killed with -9 again and again lose no event, and each has its effect once."""

import asyncio
from datetime import timedelta
from secrets import SystemRandom
from signal import SIGKILL
from typing import ClassVar

import psycopg2
import pytest
from attrs import frozen

from composition.catalogue import Entry, adapters_of
from core.events import Event
from ports.identity_works import IdentityWork
from ports.job_queue import JobQueue, dead_letters_of
from ports.works import Works
from tests.conftest import OpenAdapter, environment_of
from tests.processes import python

EVENTS = 400
KILLS = 12
ALL_DONE_WITHIN = 60.0

PROGRAM = """
import asyncio, sys
from datetime import timedelta
from contextlib import AsyncExitStack
from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.user import Identity
from entrypoints.consumer import Consumer
from entrypoints.relay import Relay
from tests.builders import a_user

async def main():
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(), stack)
        ports = {name: await opener.open(name) for name in ("clock", "meter", "tracing", "job_queue")}
        works = await opener.open("identity_works")

        async def have_effect(envelope):
            async with works.begin() as work:
                if await work.inbox.first_time(envelope.event_id, consumer="effects"):
                    await work.users.add(a_user(), Identity(provider="effect", provider_id=envelope.event_id))

        relay = Relay(
            feed=works.feed, queue=ports["job_queue"], subscribers={"thing-done": ["things"]},
            clock=ports["clock"], meter=ports["meter"], tracing=ports["tracing"], lease=timedelta(seconds=1),
        )
        consumer = Consumer(
            queue=ports["job_queue"], name="things", handlers={"thing-done": have_effect},
            meter=ports["meter"], tracing=ports["tracing"], lease=timedelta(seconds=2),
        )
        print("ready", flush=True)
        await asyncio.gather(relay.run(), consumer.run())

asyncio.run(main())
"""


@frozen(kw_only=True)
class ThingDone(Event):
    name: ClassVar[str] = "thing-done"
    number: int


WORKS = adapters_of("identity_works")["postgres"]
QUEUES = [pytest.param(entry, id=name) for name, entry in adapters_of("job_queue").items() if name != "memory"]


@pytest.fixture(params=QUEUES)
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """Two processes share a database and a queue: all queues but the one in a process's memory."""
    entry: Entry = request.param
    told = {**environment_of(WORKS, request), **environment_of(entry, request), "ODDIYA_JOB_QUEUE": entry.name}
    return {**told, "ODDIYA_QUEUE_MAX_RECEIVES": "1000", "ODDIYA_LOG_LEVEL": "error"}


@pytest.fixture
async def works(open_adapter: OpenAdapter, environment: dict[str, str]) -> Works[IdentityWork]:
    opened: Works[IdentityWork] = await open_adapter(WORKS, **environment)
    return opened


@pytest.fixture
async def queue(open_adapter: OpenAdapter, environment: dict[str, str]) -> JobQueue:
    entry = adapters_of("job_queue")[environment["ODDIYA_JOB_QUEUE"]]
    opened: JobQueue = await open_adapter(entry, **environment)
    return opened


def effects(environment: dict[str, str]) -> int:
    connection = psycopg2.connect(environment["ODDIYA_DATABASE_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM user_service.identities WHERE provider = 'effect'")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


async def test_no_event_is_lost_and_none_has_its_effect_twice(
    works: Works[IdentityWork], queue: JobQueue, environment: dict[str, str]
) -> None:
    for number in range(KILLS):
        await add_events(works, EVENTS // KILLS + (number < EVENTS % KILLS))
        with python(PROGRAM, environment=environment) as victim:
            assert victim.line() == "ready"
            await asyncio.sleep(SystemRandom().uniform(0, 0.25))
            victim.kill(SIGKILL)
    with python(PROGRAM, environment=environment) as survivor:
        assert survivor.line() == "ready"
        async with asyncio.timeout(ALL_DONE_WITHIN):
            while effects(environment) < EVENTS or await works.feed.oldest_unsent() is not None:
                await asyncio.sleep(0.1)
    assert effects(environment) == EVENTS
    assert not await queue.receive(
        dead_letters_of("things"), limit=1, lease=timedelta(seconds=1), wait=timedelta(seconds=0)
    )


async def add_events(works: Works[IdentityWork], count: int) -> None:
    async with works.begin() as work:
        for number in range(count):
            work.outbox.add(ThingDone(number=number))
