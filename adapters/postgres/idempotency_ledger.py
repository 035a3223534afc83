"""Idempotency keys in a table."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from secrets import token_hex
from time import monotonic

import orjson
from attrs import frozen
from typing_extensions import override

from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row
from adapters.section import need, setting
from core.errors import Unavailable
from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning

KEPT = timedelta(hours=25)
PATIENCE = 1.0  # seconds in which a claim that was not answered is repeated
PAUSE = 0.05


@frozen
class PostgresIdempotencyLedger(IdempotencyLedger):
    """One row for each key; claiming it is one statement."""

    _pool: Pool
    _table: str

    @override
    async def claim(self, *, owner: str, key: str, fingerprint: str, lease: timedelta) -> Answer | None:
        # Whose connection breaks does not know whether the claim was granted; with the same name they may ask again.
        claimant = token_hex(16)
        until = monotonic() + PATIENCE
        while True:
            try:
                return await self._claim((owner, key), fingerprint, claimant, lease)
            except Unavailable:
                if monotonic() > until:
                    raise
            await asyncio.sleep(PAUSE)

    async def _claim(self, name: tuple[str, str], fingerprint: str, claimant: str, lease: timedelta) -> Answer | None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"""
                DELETE FROM {self._table} WHERE owner = %s AND key = %s AND settled_at < clock_timestamp() - %s;
                INSERT INTO {self._table} AS mine (owner, key, fingerprint, claimant, claimed_until)
                VALUES (%s, %s, %s, %s, clock_timestamp() + %s)
                ON CONFLICT (owner, key) DO UPDATE SET
                    claimed_until = EXCLUDED.claimed_until, claimant = EXCLUDED.claimant
                WHERE mine.settled_at IS NULL AND mine.fingerprint = EXCLUDED.fingerprint
                    AND (mine.claimed_until <= clock_timestamp() OR mine.claimant = EXCLUDED.claimant)
                RETURNING 1
                """,  # noqa: S608 - the table's name is our own
                (*name, KEPT, *name, fingerprint, claimant, lease),
            )
            if await cursor.fetchone():
                return None
            await cursor.execute(
                f"SELECT fingerprint, status, headers, body FROM {self._table} WHERE owner = %s AND key = %s",  # noqa: S608
                name,
            )
            row = await cursor.fetchone()
        return _answer(row, fingerprint)

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        # The names of headers are mostly strings of a kind of their own, which orjson does not take for strings.
        headers = orjson.dumps({str(name): value for name, value in answer.headers.items()}).decode()
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"""
                UPDATE {self._table} SET status = %s, headers = %s, body = %s, settled_at = clock_timestamp()
                WHERE owner = %s AND key = %s AND settled_at IS NULL
                """,  # noqa: S608 - the table's name is our own
                (answer.status, headers, answer.body, owner, key),
            )

    @override
    async def release(self, *, owner: str, key: str) -> None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"DELETE FROM {self._table} WHERE owner = %s AND key = %s AND settled_at IS NULL",  # noqa: S608
                (owner, key),
            )


@frozen(kw_only=True)
class Section:
    """Whose keys these are: every service has a schema of its own."""

    pool: Pool = need("postgres_pool")
    schema: str = setting("ODDIYA_IDEMPOTENCY_SCHEMA", "the name of a service's schema", default="plan_service")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[IdempotencyLedger]:
    """Open the ledger."""
    yield PostgresIdempotencyLedger(section.pool, f'"{section.schema}".idempotency_keys')


def _answer(row: Row | None, fingerprint: str) -> Answer:
    if row is None or (row[0] == fingerprint and row[1] is None):
        raise StillRunning
    theirs, status, headers, body = row
    if theirs != fingerprint:
        raise KeyReused
    return Answer(status=status, headers=orjson.loads(headers), body=bytes(body))
