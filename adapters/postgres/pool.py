"""Connections to PostgreSQL, shared by all adapters of a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from time import perf_counter

import aiopg
from attrs import frozen

from adapters.postgres.errors import translated
from adapters.postgres.pool_metrics import CONNECTIONS, MOST, WAIT_SECONDS
from adapters.postgres.schema import migrate
from adapters.section import need, setting
from ports.meter import Meter


@frozen(kw_only=True)
class Pool:
    """The connections, and the URL they lead to for those who need one of their own."""

    url: str
    connections: aiopg.Pool
    meter: Meter

    @asynccontextmanager
    async def cursor(self) -> AsyncIterator[aiopg.Cursor]:
        """Lend a cursor on a connection in which every statement commits by itself."""
        with translated():
            connection = await self.acquire()
            try:
                async with connection.cursor() as cursor:
                    yield cursor
            finally:
                await self.connections.release(connection)

    async def acquire(self) -> aiopg.Connection:
        """Take a connection, waiting for one as long as a pool does."""
        began = perf_counter()
        try:
            return await self.connections.acquire()
        finally:
            self.meter.observe(WAIT_SECONDS, value=perf_counter() - began)

    def tell(self) -> None:
        """Let the meter know how many connections there are, whenever somebody wants to know."""
        pool = self.connections
        self.meter.set(MOST, value=pool.maxsize or inf)
        self.meter.ask(CONNECTIONS, "used", read=lambda: pool.size - pool.freesize)
        self.meter.ask(CONNECTIONS, "idle", read=lambda: pool.freesize)


@frozen(kw_only=True)
class Section:
    """How many connections, and whether the tables are brought up to date first."""

    url: str = need("database")
    size: int = setting("ODDIYA_DATABASE_POOL", "a number of connections", default=10)
    timeout: float = setting("ODDIYA_DATABASE_TIMEOUT", "seconds to wait for an answer", default=30.0)
    migrate: bool = setting("ODDIYA_MIGRATE_ON_START", "true or false", default=False)
    meter: Meter = need("meter")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Pool]:
    """Open the pool; connections are made when they are first wanted."""
    if section.migrate:
        await asyncio.to_thread(migrate, section.url)
    connections = await aiopg.create_pool(
        section.url,
        minsize=0,
        maxsize=section.size,
        timeout=section.timeout,
        enable_json=False,
        enable_hstore=False,
        enable_uuid=False,
        application_name="oddiya",
    )
    pool = Pool(url=section.url, connections=connections, meter=section.meter)
    pool.tell()
    try:
        yield pool
    finally:
        connections.terminate()
        await connections.wait_closed()


async def check(pool: Pool) -> None:
    """Raise `Unavailable` when the database does not answer."""
    async with pool.cursor() as cursor:
        await cursor.execute("SELECT 1")
