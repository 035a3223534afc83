"""Units of work in memory, for any feature: one at a time, on copies that replace the originals at the end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from attrs import define, evolve, field, frozen
from typing_extensions import override

from adapters.section import need
from adapters.wire.events import event_json
from core.events import Event
from ports.clock import Clock
from ports.ids import Ids
from ports.tracing import Tracing
from ports.works import Envelope, Inbox, Outbox, OutboxFeed, Work, Works

W = TypeVar("W", bound=Work)
Table = dict[Any, Any]
OpenWork = Callable[["Tables", Outbox, Inbox], W]


@define
class Tables:
    """Named tables of frozen rows; a copy shares the rows."""

    _tables: dict[str, Table] = field(factory=dict)

    def __getitem__(self, name: str) -> Table:
        return self._tables.setdefault(name, {})

    def rows(self) -> dict[str, Table]:
        """Return the tables that have rows."""
        return {name: table for name, table in self._tables.items() if table}

    def copy(self) -> "Tables":
        """Return tables that can change without changing these."""
        return Tables({name: dict(table) for name, table in self._tables.items()})


@frozen(kw_only=True)
class Waiting:
    """An event in the outbox, and until when it is claimed; sent ones are gone."""

    envelope: Envelope
    claimed_until: datetime | None = None


@define
class MemoryOutbox(Outbox):
    """Adds to the work's copy of the outbox table."""

    _table: Table
    _clock: Clock
    _ids: Ids
    _tracing: Tracing

    @override
    def add(self, event: Event, *, group: str = "") -> None:
        envelope = Envelope(
            event_id=self._ids.new(),
            name=event.name,
            data=event_json(event),
            group=group,
            traceparent=self._tracing.traceparent(),
            occurred_at=self._clock.now(),
        )
        self._table[envelope.event_id] = Waiting(envelope=envelope)


@define
class MemoryInbox(Inbox):
    """Remembers in the work's copy of the inbox table."""

    _table: Table
    _clock: Clock

    @override
    async def first_time(self, message_id: str, *, consumer: str) -> bool:
        seen = self._table.setdefault((consumer, message_id), mark := (self._clock.now(), object()))
        return seen is mark


class MemoryWorks(Works[W], OutboxFeed, Generic[W]):
    """Opens one work at a time; it is its own feed."""

    def __init__(self, *, clock: Clock, ids: Ids, tracing: Tracing, open_work: OpenWork[W]) -> None:
        self._clock = clock
        self._ids = ids
        self._tracing = tracing
        self._open_work = open_work
        self._tables = Tables()
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()

    @property
    @override
    def feed(self) -> OutboxFeed:
        return self

    @override
    @asynccontextmanager
    async def begin(self) -> AsyncIterator[W]:
        async with self._turn:
            tables = self._tables.copy()
            outbox = MemoryOutbox(tables["outbox"], self._clock, self._ids, self._tracing)
            yield self._open_work(tables, outbox, MemoryInbox(tables["inbox"], self._clock))
            if len(tables["outbox"]) > len(self._tables["outbox"]):
                self._woken.set()
            self._tables = tables

    @override
    @asynccontextmanager
    async def look(self) -> AsyncIterator[W]:
        tables = self._tables.copy()
        seen = tables.copy().rows()
        outbox = MemoryOutbox(tables["outbox"], self._clock, self._ids, self._tracing)
        yield self._open_work(tables, outbox, MemoryInbox(tables["inbox"], self._clock))
        if tables.rows() != seen:
            raise RuntimeError("a look changes nothing")

    @override
    async def claim(self, *, limit: int, lease: timedelta) -> Sequence[Envelope]:
        self._woken.clear()
        async with self._turn:
            now, outbox = self._clock.now(), self._tables["outbox"]
            free = [key for key in sorted(outbox) if _claimable(outbox[key], now)][:limit]
            for key in free:
                outbox[key] = evolve(outbox[key], claimed_until=now + lease)
            return [outbox[key].envelope for key in free]

    @override
    async def sent(self, event_ids: Sequence[str]) -> None:
        async with self._turn:
            for key in event_ids:
                self._tables["outbox"].pop(key, None)

    @override
    async def wait(self, at_most: timedelta) -> None:
        try:
            async with asyncio.timeout(at_most.total_seconds()):
                await self._woken.wait()
        except TimeoutError:
            return

    @override
    async def prune(self, *, age: timedelta) -> None:
        async with self._turn:
            inbox, before = self._tables["inbox"], self._clock.now() - age
            for key in [key for key, (seen_at, _) in inbox.items() if seen_at < before]:
                del inbox[key]

    @override
    async def oldest_unsent(self) -> datetime | None:
        async with self._turn:
            return min((row.envelope.occurred_at for row in self._tables["outbox"].values()), default=None)


@frozen(kw_only=True)
class Section:
    """What every feature's works stand on."""

    clock: Clock = need("clock")
    ids: Ids = need("ids")
    tracing: Tracing = need("tracing")


def open_works(section: Section, *, open_work: OpenWork[W]) -> Works[W]:
    """Return a feature's works, empty."""
    return MemoryWorks(clock=section.clock, ids=section.ids, tracing=section.tracing, open_work=open_work)


def _claimable(row: Waiting, now: datetime) -> bool:
    return row.claimed_until is None or row.claimed_until <= now
