"""From a deleted account in the users service to nothing left in the auth service, with the provider down at first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from attrs import evolve, frozen

from adapters.memory.mailer import MemoryMailer
from composition.opener import Opener
from composition.settings import Settings
from composition.subscribers import AUTH, SUBSCRIBERS
from core.errors import Unavailable
from core.identity.model.events import UserDeleted
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.told.hand_back_grants import HandBackGrants
from entrypoints.consumer import Consumer
from entrypoints.ending import ended
from entrypoints.grant_returns import GrantReturns
from entrypoints.periodic import Periodic
from entrypoints.relay import Relay
from ports.identity_works import IdentityWork
from ports.meter import Meter
from ports.works import Works
from tests.builders import a_user, an_identity
from tests.identity.grant_takers import GrantTaker, OnlyApple
from tests.identity.memories import AuthMemory, Remembered
from tests.waiting import until

OFTEN = timedelta(milliseconds=20)
PORTS = (
    *("clock", "meter", "tracing", "job_queue", "identity_works", "auth_works"),
    *("sessions", "sealer", "user_directory"),
)
WRITTEN = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'auth_service' AND table_name NOT IN ('alembic_version', 'sessions')
"""


@frozen(kw_only=True)
class Bench:
    """Two services between which events travel, and what they run in the background."""

    people: Works[IdentityWork]
    memory: AuthMemory
    apple: GrantTaker
    meter: Meter
    background: tuple[Callable[[], Awaitable[None]], ...]

    async def somebody(self) -> Remembered:
        """Return somebody with an account, of whom everything is remembered."""
        mina = await self.memory.of_somebody()
        async with self.people.begin() as work:
            await work.users.add(evolve(a_user(), user_id=mina.user_id), an_identity())
        return mina

    async def delete(self, somebody: Remembered) -> None:
        await DeleteAccount(works=self.people, sessions=self.memory.sessions)(user_id=somebody.user_id)

    async def has_dealt_with(self, messages: int) -> bool:
        said = f'oddiya_messages_total{{event="user-deleted",outcome="done",queue="auth"}} {messages}.0'
        return said in self.meter.exposition().decode().splitlines()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(run()) for run in self.background]
        try:
            yield
        finally:
            await ended(*tasks)


@pytest.fixture(params=["memory", "postgres"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    if request.param == "memory":
        return {"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)}
    server: dict[str, str] = request.getfixturevalue("postgres_environment")
    return {"ODDIYA_PROFILE": "embedded", "ODDIYA_HOME": str(tmp_path), **server}


@pytest.fixture
async def bench(environment: dict[str, str]) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(environment), stack)
        ports = {name: await opener.open(name) for name in PORTS}
        works, people, apple = ports["auth_works"], ports["identity_works"], GrantTaker()
        memory = AuthMemory(works=works, sessions=ports["sessions"], sealer=ports["sealer"])
        relay = Relay(
            feed=people.feed,
            queue=ports["job_queue"],
            subscribers=SUBSCRIBERS,
            clock=ports["clock"],
            meter=ports["meter"],
            tracing=ports["tracing"],
        )
        consumer = Consumer(
            queue=ports["job_queue"],
            name=AUTH,
            handlers=memory.told_of(ports["user_directory"], MemoryMailer()).handlers(),
            meter=ports["meter"],
            tracing=ports["tracing"],
        )
        hand_back = HandBackGrants(works=works, providers=OnlyApple(apple), sealer=ports["sealer"], first_wait=OFTEN)
        returns = Periodic(name="hand back", job=GrantReturns(hand_back_grants=hand_back), every=OFTEN)
        background = (relay.run, consumer.run, returns.run)
        yield Bench(people=people, memory=memory, apple=apple, meter=ports["meter"], background=background)


async def test_ap_11_an_account_is_erased_while_apple_is_down_and_its_grant_handed_back_when_apple_is_up(
    bench: Bench,
) -> None:
    mina, junho = await bench.somebody(), await bench.somebody()
    known_of_junho = await junho.still()
    bench.apple.trouble = Unavailable(what="apple")
    await bench.delete(mina)
    async with bench.running():
        await until(lambda: is_forgotten(mina))
        await until(lambda: was_asked(bench.apple, 3))
        assert bench.apple.taken == []
        bench.apple.trouble = None
        await until(lambda: has_taken_something(bench.apple))
    assert bench.apple.taken == ["a grant of Apple's"]
    assert await junho.still() == known_of_junho


async def test_an_account_that_is_deleted_while_nobody_runs_is_erased_when_somebody_does(bench: Bench) -> None:
    mina = await bench.somebody()
    await bench.delete(mina)
    await bench.delete(mina)
    assert await mina.still() == {"password", "address", "ticket", "history"}
    async with bench.running():
        await until(lambda: is_forgotten(mina))
        await until(lambda: has_taken_something(bench.apple))
    assert bench.apple.taken == ["a grant of Apple's"]


async def test_an_event_that_is_told_many_times_has_its_effect_once(bench: Bench) -> None:
    mina = await bench.somebody()
    async with bench.people.begin() as work:
        for _ in range(10):
            work.outbox.add(UserDeleted(user_id=mina.user_id), group=mina.user_id)
    async with bench.running():
        await until(lambda: is_forgotten(mina))
        await until(lambda: has_taken_something(bench.apple))
        await until(lambda: bench.has_dealt_with(10))
    assert bench.apple.asked == 1


@pytest.mark.parametrize("environment", ["postgres"], indirect=True)
async def test_rt_12_no_row_of_the_auth_service_knows_a_deleted_user_any_more(bench: Bench, database_url: str) -> None:
    mina = await bench.somebody()
    known = (mina.user_id, mina.email, mina.ticket_id)
    assert all(one in rows(database_url) for one in known)
    await bench.delete(mina)

    async def nothing_is_left() -> bool:
        written = await asyncio.to_thread(rows, database_url)
        return not any(one in written for one in known)

    async with bench.running():
        await until(nothing_is_left)


def rows(url: str) -> str:
    """Return everything that stands in the auth service's tables but the sessions, which end and run out."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(WRITTEN)
            tables = [name for (name,) in cursor.fetchall()]
            written = []
            for table in tables:
                cursor.execute(f'SELECT kept::text FROM auth_service."{table}" AS kept')
                written += [row for (row,) in cursor.fetchall()]
    finally:
        connection.close()
    return "\n".join(written)


async def is_forgotten(somebody: Remembered) -> bool:
    return await somebody.still() == set()


async def was_asked(apple: GrantTaker, times: int) -> bool:
    return apple.asked >= times


async def has_taken_something(apple: GrantTaker) -> bool:
    return bool(apple.taken)
