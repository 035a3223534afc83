"""What happens to works when PostgreSQL restarts, hangs, runs out of connections, or a statement fails."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg2
import pytest

from adapters.pgserver.database import bundled_binaries
from adapters.pgserver.server import PostgresServer
from adapters.postgres.pool import Pool, Section, open_adapter
from adapters.postgres.transaction import Transaction
from adapters.prometheus.meter import PrometheusMeter
from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.identity_works import IdentityTaken, IdentityWork
from ports.works import Works
from tests.builders import a_user, an_identity
from tests.conftest import OpenAdapter

WORKS = adapters_of("identity_works")["postgres"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server that this test may mistreat."""
    own = PostgresServer(tmp_path / "own", bundled_binaries(), {"fsync": "off"})
    own.start()
    yield own
    own.stop()


@asynccontextmanager
async def pool_on(url: str, *, size: int = 4, patience: float = 5.0) -> AsyncIterator[Pool]:
    section = Section(url=url, size=size, timeout=patience, migrate=False, meter=PrometheusMeter())
    async with open_adapter(section) as pool:
        yield pool


@pytest.fixture
async def works(server: PostgresServer, open_adapter: OpenAdapter) -> Works[IdentityWork]:
    settings = {"ODDIYA_DATABASE_URL": server.url, "ODDIYA_DATABASE_TIMEOUT": "2", "ODDIYA_DATABASE_POOL": "2"}
    opened: Works[IdentityWork] = await open_adapter(WORKS, ODDIYA_MIGRATE_ON_START="true", **settings)
    return opened


def children(parent: int) -> list[int]:
    """Return a process's children; PostgreSQL gives each a process group of its own."""
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


async def add_a_user(works: Works[IdentityWork]) -> None:
    async with works.begin() as work:
        await work.users.add(a_user(), an_identity())


async def test_after_a_restart_of_the_server_works_go_on(works: Works[IdentityWork], server: PostgresServer) -> None:
    await asyncio.gather(add_a_user(works), add_a_user(works))
    await asyncio.to_thread(server.stop)
    with pytest.raises(Unavailable):
        await add_a_user(works)
    with pytest.raises(Unavailable):
        await works.feed.oldest_unsent()
    await asyncio.to_thread(server.start)
    await add_a_user(works)


async def test_a_server_that_ended_costs_no_time_while_nobody_asks_it(server: PostgresServer) -> None:
    async with pool_on(server.url) as pool:
        async with pool.cursor() as cursor:
            await cursor.execute("SELECT 1")
        await asyncio.to_thread(server.stop)
        before = time.process_time()
        await asyncio.sleep(0.5)
        assert time.process_time() - before < 0.25


async def test_a_server_that_hangs_is_unavailable_within_the_time_out(
    works: Works[IdentityWork], server: PostgresServer
) -> None:
    await add_a_user(works)
    family = [server.pid, *children(server.pid)]
    for process in family:
        os.kill(process, signal.SIGSTOP)
    try:
        async with asyncio.timeout(10):
            with pytest.raises(Unavailable):
                await add_a_user(works)
    finally:
        for process in family:
            os.kill(process, signal.SIGCONT)
    async with asyncio.timeout(10):
        await add_a_user(works)


async def test_a_pool_without_a_free_connection_is_unavailable_within_the_time_out(postgres_url: str) -> None:
    async with pool_on(postgres_url, size=1, patience=0.2) as pool, pool.cursor():
        with pytest.raises(Unavailable):
            async with pool.cursor():
                pass


async def test_a_task_cancelled_in_the_middle_of_a_statement_gives_its_connection_back(postgres_url: str) -> None:
    async with pool_on(postgres_url, size=1) as pool:
        for _ in range(5):
            transaction = Transaction(pool)
            asking = asyncio.create_task(transaction.fetch("SELECT pg_sleep(30)"))
            await asyncio.wait((asking,), timeout=0.05)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await transaction.rollback()
            await transaction.close()
        async with pool.cursor() as cursor:
            await cursor.execute("SELECT 1")


async def test_a_work_whose_statement_failed_never_commits_in_silence(
    open_adapter: OpenAdapter, postgres_environment: dict[str, str]
) -> None:
    works: Works[IdentityWork] = await open_adapter(WORKS, **postgres_environment)
    identity, other = an_identity(), an_identity()
    async with works.begin() as work:
        await work.users.add(a_user(), identity)
    with pytest.raises(psycopg2.InternalError, match="had failed"):
        async with works.begin() as work:
            await work.users.add(a_user(), other)
            with pytest.raises(IdentityTaken):
                await work.users.add(a_user(), identity)
    async with works.begin() as work:
        assert await work.users.with_identity(other) is None


async def test_a_cancelled_work_ends_as_cancelled_wherever_it_was(works: Works[IdentityWork]) -> None:
    for turns in range(40):
        working = asyncio.create_task(add_a_user(works))
        for _ in range(turns):
            await asyncio.sleep(0)
        working.cancel()
        (outcome,) = await asyncio.gather(working, return_exceptions=True)
        assert outcome is None or isinstance(outcome, asyncio.CancelledError)
    await add_a_user(works)
