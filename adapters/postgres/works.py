"""Units of work on PostgreSQL, for any feature: its own schema, an outbox and an inbox in it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from attrs import define, field, frozen
from typing_extensions import override

from adapters.postgres.errors import translated
from adapters.postgres.look import Look
from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row, Transaction
from adapters.section import need
from adapters.wire.events import event_json
from core.events import Event
from ports.ids import Ids
from ports.tracing import Tracing
from ports.works import Envelope, Inbox, Outbox, OutboxFeed, Work, Works

W = TypeVar("W", bound=Work)
OpenWork = Callable[[Transaction, Outbox, Inbox], W]


@define
class PostgresOutbox(Outbox):
    """Rows that are inserted together with the commit."""

    _transaction: Transaction
    _insert: str
    _ids: Ids
    _tracing: Tracing
    used: bool = False

    @override
    def add(self, event: Event, *, group: str = "") -> None:
        row = (self._ids.new(), event.name, event_json(event), group, self._tracing.traceparent())
        self._transaction.defer(self._insert, row)
        self.used = True


@define
class PostgresInbox(Inbox):
    """Rows whose primary key makes the second of two wait for the first."""

    _transaction: Transaction
    _insert: str

    @override
    async def first_time(self, message_id: str, *, consumer: str) -> bool:
        return await self._transaction.execute(self._insert, (consumer, message_id)) == 1


@define
class PostgresOutboxFeed(OutboxFeed):
    """Claims rows with a lease; woken by this process's own commits, else the relay looks by itself."""

    _pool: Pool
    _schema: str
    _woken: asyncio.Event = field(factory=asyncio.Event)

    def wake(self) -> None:
        """Tell whoever waits that something was committed."""
        self._woken.set()

    @override
    async def claim(self, *, limit: int, lease: timedelta) -> Sequence[Envelope]:
        self._woken.clear()
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"""
                UPDATE {self._schema}.outbox SET claimed_until = clock_timestamp() + %s
                WHERE event_id IN (
                    SELECT event_id FROM {self._schema}.outbox
                    WHERE sent_at IS NULL AND claimed_until <= clock_timestamp()
                    ORDER BY event_id LIMIT %s FOR UPDATE SKIP LOCKED
                )
                RETURNING event_id, name, data, owner, traceparent, occurred_at
                """,  # noqa: S608 - the schema is our own folder's name
                (lease, limit),
            )
            rows = await cursor.fetchall()
        return [_envelope(row) for row in sorted(rows)]

    @override
    async def sent(self, event_ids: Sequence[str]) -> None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(
                f"UPDATE {self._schema}.outbox SET sent_at = clock_timestamp() WHERE event_id = ANY(%s::uuid[])",  # noqa: S608
                (list(event_ids),),
            )

    @override
    async def wait(self, at_most: timedelta) -> None:
        try:
            async with asyncio.timeout(at_most.total_seconds()):
                await self._woken.wait()
        except TimeoutError:
            return

    @override
    async def prune(self, *, age: timedelta) -> None:
        async with self._pool.cursor() as cursor:
            for old in ("outbox WHERE sent_at", "inbox WHERE seen_at"):
                await cursor.execute(f"DELETE FROM {self._schema}.{old} < clock_timestamp() - %s", (age,))  # noqa: S608

    @override
    async def oldest_unsent(self) -> datetime | None:
        async with self._pool.cursor() as cursor:
            await cursor.execute(f"SELECT min(occurred_at) FROM {self._schema}.outbox WHERE sent_at IS NULL")  # noqa: S608
            (oldest,) = await cursor.fetchone()
        return oldest if oldest is None else _utc(oldest)


class PostgresWorks(Works[W], Generic[W]):
    """Opens transactions whose work is made by `open_work`."""

    def __init__(self, *, pool: Pool, ids: Ids, tracing: Tracing, schema: str, open_work: OpenWork[W]) -> None:
        self._pool = pool
        self._ids = ids
        self._tracing = tracing
        self._open_work = open_work
        self._feed = PostgresOutboxFeed(pool, schema)
        self._into_outbox = (
            f"INSERT INTO {schema}.outbox (event_id, name, data, owner, traceparent) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
        )
        self._into_inbox = f"INSERT INTO {schema}.inbox (consumer, message_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"  # noqa: S608

    @property
    @override
    def feed(self) -> OutboxFeed:
        return self._feed

    @override
    @asynccontextmanager
    async def begin(self) -> AsyncIterator[W]:
        transaction = Transaction(self._pool)
        outbox = PostgresOutbox(transaction, self._into_outbox, self._ids, self._tracing)
        with translated():
            try:
                yield self._open_work(transaction, outbox, PostgresInbox(transaction, self._into_inbox))
                await transaction.commit()
            except BaseException:
                await transaction.rollback()
                raise
            finally:
                await transaction.close()
        if outbox.used:
            self._feed.wake()

    @override
    @asynccontextmanager
    async def look(self) -> AsyncIterator[W]:
        look = Look(self._pool)
        outbox = PostgresOutbox(look, self._into_outbox, self._ids, self._tracing)
        yield self._open_work(look, outbox, PostgresInbox(look, self._into_inbox))


@frozen(kw_only=True)
class Section:
    """What every feature's works stand on."""

    pool: Pool = need("postgres_pool")
    ids: Ids = need("ids")
    tracing: Tracing = need("tracing")


def open_works(section: Section, *, schema: str, open_work: OpenWork[W]) -> Works[W]:
    """Return a feature's works in its schema."""
    return PostgresWorks(
        pool=section.pool, ids=section.ids, tracing=section.tracing, schema=schema, open_work=open_work
    )


def _envelope(row: Row) -> Envelope:
    event_id, name, data, owner, traceparent, occurred_at = row
    return Envelope(
        event_id=event_id, name=name, data=data, group=owner, traceparent=traceparent, occurred_at=_utc(occurred_at)
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
