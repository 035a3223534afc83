"""What the auth service remembers, in memory."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from attrs import frozen
from typing_extensions import override

from adapters.memory.provider_grants import MemoryProviderGrants
from adapters.memory.works import Section, Table, Tables, open_works
from core.identity.model.credential import Credential
from core.identity.model.email import EmailKey
from core.identity.model.security_event import SecurityEvent
from core.identity.model.ticket import Ticket
from core.identity.model.user import UserId
from ports.auth_works import AuthWork, Credentials, ProviderGrants, SecurityEvents, Tickets
from ports.clock import Clock
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryCredentials(Credentials):
    """Credentials by user, and users by address."""

    _table: Table
    _by_email: Table

    @override
    async def of_email(self, key: EmailKey) -> Credential | None:
        return self._table.get(self._by_email.get(key))

    @override
    async def of_user(self, user_id: UserId) -> Credential | None:
        return self._table.get(user_id)

    @override
    async def put(self, credential: Credential) -> None:
        await self.forget(credential.user_id)
        await self.forget(self._by_email.get(credential.email_key, credential.user_id))
        self._table[credential.user_id] = credential
        self._by_email[credential.email_key] = credential.user_id

    @override
    async def replace(self, credential: Credential, *, known: Credential | None) -> bool:
        if await self.of_email(credential.email_key) != known:
            return False
        await self.put(credential)
        return True

    @override
    async def forget(self, user_id: UserId) -> None:
        gone = self._table.pop(user_id, None)
        if gone is not None:
            del self._by_email[gone.email_key]


@frozen
class MemoryTickets(Tickets):
    """Tickets by id."""

    _table: Table

    @override
    async def add(self, ticket: Ticket) -> None:
        self._table[ticket.ticket_id] = ticket

    @override
    async def get(self, ticket_id: str) -> Ticket | None:
        return self._table.get(ticket_id)

    @override
    async def take(self, ticket_id: str) -> Ticket | None:
        ticket: Ticket | None = self._table.pop(ticket_id, None)
        return ticket

    @override
    async def forget(self, key: EmailKey) -> None:
        _remove(self._table, lambda ticket: ticket.email_key == key)

    @override
    async def prune(self, *, before: datetime) -> None:
        _remove(self._table, lambda ticket: ticket.expires_at < before)


@frozen
class MemorySecurityEvents(SecurityEvents):
    """Events by id."""

    _table: Table

    @override
    async def add(self, event: SecurityEvent) -> None:
        self._table.setdefault(event.event_id, event)

    @override
    async def of_user(self, user_id: UserId, *, limit: int) -> Sequence[SecurityEvent]:
        theirs = [event for event in self._table.values() if event.user_id == user_id]
        return sorted(theirs, key=lambda event: (event.occurred_at, event.event_id), reverse=True)[:limit]

    @override
    async def forget(self, user_id: UserId) -> None:
        _remove(self._table, lambda event: event.user_id == user_id)

    @override
    async def prune(self, *, before: datetime) -> None:
        _remove(self._table, lambda event: event.occurred_at < before)


@frozen(kw_only=True)
class MemoryAuthWork(AuthWork):
    """One transaction of the auth service in memory."""

    credentials: Credentials
    tickets: Tickets
    grants: ProviderGrants
    security: SecurityEvents
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[AuthWork]]:
    """Open what ends with the process."""
    yield open_works(section, open_work=partial(_open_work, section.clock))


def _open_work(clock: Clock, tables: Tables, outbox: Outbox, inbox: Inbox) -> AuthWork:
    return MemoryAuthWork(
        credentials=MemoryCredentials(tables["credentials"], tables["credentials_by_email"]),
        tickets=MemoryTickets(tables["tickets"]),
        grants=MemoryProviderGrants(tables["grants"], clock),
        security=MemorySecurityEvents(tables["security_events"]),
        outbox=outbox,
        inbox=inbox,
    )


def _remove(table: Table, unwanted: Callable[..., bool]) -> None:
    for key in [key for key, row in table.items() if unwanted(row)]:
        del table[key]
