"""Idempotency keys in a table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import orjson
from attrs import frozen
from typing_extensions import override

from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row
from adapters.section import need, setting
from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning

KEPT = timedelta(hours=25)


@frozen
class PostgresIdempotencyLedger(IdempotencyLedger):
    """One row for each key; claiming it is one statement."""

    _pool: Pool
    _table: str

    @override
    async def claim(self, *, owner: str, key: str, fingerprint: str, lease: timedelta) -> Answer | None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"""
                DELETE FROM {self._table} WHERE owner = %s AND key = %s AND settled_at < clock_timestamp() - %s;
                INSERT INTO {self._table} AS mine (owner, key, fingerprint, claimed_until)
                VALUES (%s, %s, %s, clock_timestamp() + %s)
                ON CONFLICT (owner, key) DO UPDATE SET claimed_until = EXCLUDED.claimed_until
                WHERE mine.settled_at IS NULL AND mine.claimed_until <= clock_timestamp()
                    AND mine.fingerprint = EXCLUDED.fingerprint
                RETURNING 1
                """,  # noqa: S608 - the table's name is our own
                (owner, key, KEPT, owner, key, fingerprint, lease),
            )
            if await cursor.fetchone():
                return None
            await cursor.execute(
                f"SELECT fingerprint, status, headers, body FROM {self._table} WHERE owner = %s AND key = %s",  # noqa: S608
                (owner, key),
            )
            row = await cursor.fetchone()
        return _answer(row, fingerprint)

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"""
                UPDATE {self._table} SET status = %s, headers = %s, body = %s, settled_at = clock_timestamp()
                WHERE owner = %s AND key = %s AND settled_at IS NULL
                """,  # noqa: S608 - the table's name is our own
                (answer.status, orjson.dumps(dict(answer.headers)).decode(), answer.body, owner, key),
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
