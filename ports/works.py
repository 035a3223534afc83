"""Changes that happen as a whole or not at all, and the events that tell of them."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from attrs import frozen

from core.events import Event

W_co = TypeVar("W_co", covariant=True)


class Outbox(Protocol):
    """Where a use case leaves the events of its change."""

    def add(self, event: Event, *, group: str = "") -> None:
        """Publish the event if, and only if, the work commits; `group` is whose it is."""
        ...


class Inbox(Protocol):
    """What a consumer has already dealt with."""

    async def first_time(self, message_id: str, *, consumer: str) -> bool:
        """Tell whether this consumer sees the message for the first time, and remember it with the work.

        Of two works at once with the same message and consumer, the second waits for the first to end.
        """
        ...


class Work(Protocol):
    """One transaction. A feature's own work adds its repositories."""

    @property
    def outbox(self) -> Outbox:
        """Where events are left."""
        ...

    @property
    def inbox(self) -> Inbox:
        """What was dealt with."""
        ...


@frozen(kw_only=True)
class Envelope:
    """An event as it travels: JSON in `data`, the trace it happened in, and when."""

    event_id: str
    name: str
    data: str
    group: str
    traceparent: str | None
    occurred_at: datetime


class OutboxFeed(Protocol):
    """Where the relay finds committed events.

    - `claim` leases up to `limit` unsent events, oldest first; nobody else gets them before the lease ends.
    - `sent` marks events as published; they are never claimed again. An event that was claimed but not marked comes
      back when its lease ends, so that none is lost and some may come twice.
    - `wait` returns when a work of this process has committed an event since the last claim, or after `at_most`.
    - `prune` forgets sent events and remembered messages that are older than `age`.
    - `oldest_unsent` is when the oldest unsent event happened, or None.
    """

    async def claim(self, *, limit: int, lease: timedelta) -> Sequence[Envelope]:
        """Lease the next events."""
        ...

    async def sent(self, event_ids: Sequence[str]) -> None:
        """Mark the events as published."""
        ...

    async def wait(self, at_most: timedelta) -> None:
        """Sleep until there may be something to claim."""
        ...

    async def prune(self, *, age: timedelta) -> None:
        """Forget what nobody will ask for again."""
        ...

    async def oldest_unsent(self) -> datetime | None:
        """Tell since when an event has been waiting."""
        ...


class Works(Protocol[W_co]):
    """Opens transactions.

    - Leaving the block commits; an exception, cancellation included, rolls everything back and passes.
    - What a work wrote is seen by the work itself at once, by others after the commit.
    - Events of one work are claimed in the order in which they were added.
    - A rolled-back work leaves no event and remembers no message.
    - `Unavailable` is raised when the store does not answer or another work stood in the way; the whole work may be
      tried again.
    - A look reads only: each of its reads sees what was committed before, and it keeps nobody waiting. What would
      change something in it is a `RuntimeError`, and changes nothing.
    """

    def begin(self) -> AbstractAsyncContextManager[W_co]:
        """Open a transaction."""
        ...

    def look(self) -> AbstractAsyncContextManager[W_co]:
        """Lend the repositories for reading, without a transaction: cheaper than one."""
        ...

    @property
    def feed(self) -> OutboxFeed:
        """Where the events of committed works are found."""
        ...
