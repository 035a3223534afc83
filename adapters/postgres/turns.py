"""Turns in PostgreSQL: each is a lock on a connection of its own, and ends when that does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Final

import aiopg
from attrs import field, frozen
from typing_extensions import override

from adapters.postgres.errors import translated
from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row
from adapters.section import need
from adapters.wire.carried_through import carried_through
from core.errors import Unavailable
from ports.turns import Turn, Turns, TurnTaken

PATIENCE: Final = 10.0
# A host that vanishes cannot close its connection: the server must look for it before long. On a socket of the same
# machine, where this means nothing, it is passed over.
ALIVE: Final = """
SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
"""
NUMBER: Final = "hashtextextended('turn ' || %(what)s, 0)"
TAKE: Final = f"{ALIVE} SELECT pg_try_advisory_lock({NUMBER})"
LEAVE: Final = f"SELECT pg_advisory_unlock({NUMBER})"
HELD: Final = f"""
SELECT clock_timestamp() FROM pg_locks
WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = {NUMBER}
"""  # noqa: S608 - put together of constants


@frozen
class PostgresTurn(Turn):
    """A lock that lasts as long as its connection."""

    _connection: aiopg.Connection
    _what: str
    # One connection answers one question at a time.
    _asking: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    @override
    async def now(self) -> datetime:
        held = await self._ask(HELD)
        if held is None:
            raise Unavailable(what=f"the turn of {self._what}")
        moment: datetime = held[0]
        return moment.astimezone(UTC)

    async def take(self) -> bool:
        """Tell whether the lock was free, and now is ours."""
        return await self._ask(TAKE) == (True,)

    async def leave(self) -> None:
        """Let others have the lock; with a lost connection, they can anyhow."""
        with suppress(Unavailable):
            await self._ask(LEAVE)

    async def _ask(self, question: str) -> Row | None:
        async with self._asking:
            with translated():
                async with self._connection.cursor() as cursor:
                    await cursor.execute(question, {"what": self._what})
                    row: Row | None = await cursor.fetchone()
                    return row


@frozen
class PostgresTurns(Turns):
    """Locks of one database."""

    _url: str

    @override
    @asynccontextmanager
    async def take(self, what: str) -> AsyncIterator[Turn]:
        connection: aiopg.Connection | None = None
        try:
            with translated():
                connection = await aiopg.connect(self._url, timeout=PATIENCE, application_name="oddiya-turn")
            turn = PostgresTurn(connection, what)
            if not await turn.take():
                raise TurnTaken(what=what)
            try:
                yield turn
            finally:
                await carried_through(turn.leave())
        finally:
            # Who was cancelled while it was made has it all the same.
            if connection is not None:
                await connection.close()


@frozen(kw_only=True)
class Section:
    """Which database grants turns."""

    pool: Pool = need("postgres_pool")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Turns]:
    """Open turns; connections are made when they are taken."""
    yield PostgresTurns(section.pool.url)
