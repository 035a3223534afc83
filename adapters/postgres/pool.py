"""Connections to PostgreSQL, shared by all adapters of a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiopg
from attrs import frozen

from adapters.postgres.errors import translated
from adapters.postgres.schema import migrate
from adapters.section import need, setting


@frozen(kw_only=True)
class Pool:
    """The connections, and the URL they lead to for those who need one of their own."""

    url: str
    connections: aiopg.Pool

    @asynccontextmanager
    async def cursor(self) -> AsyncIterator[aiopg.Cursor]:
        """Lend a cursor on a connection in which every statement commits by itself."""
        with translated():
            async with self.connections.acquire() as connection, connection.cursor() as cursor:
                yield cursor


@frozen(kw_only=True)
class Section:
    """How many connections, and whether the tables are brought up to date first."""

    url: str = need("database")
    size: int = setting("ODDIYA_DATABASE_POOL", "a number of connections", default=10)
    timeout: float = setting("ODDIYA_DATABASE_TIMEOUT", "seconds to wait for an answer", default=30.0)
    migrate: bool = setting("ODDIYA_MIGRATE_ON_START", "true or false", default=False)


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
    try:
        yield Pool(url=section.url, connections=connections)
    finally:
        connections.terminate()
        await connections.wait_closed()


async def check(pool: Pool) -> None:
    """Raise `Unavailable` when the database does not answer."""
    async with pool.cursor() as cursor:
        await cursor.execute("SELECT 1")
