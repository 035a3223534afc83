"""What the auth service remembers, in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from attrs import frozen
from typing_extensions import override

from adapters.postgres.provider_grants import PostgresProviderGrants
from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.works import Section, open_works
from core.identity.model.credential import Credential
from core.identity.model.email import EmailKey
from core.identity.model.security_event import SecurityEvent
from core.identity.model.ticket import Ticket
from core.identity.model.user import UserId
from ports.auth_works import AuthWork, Credentials, ProviderGrants, SecurityEvents, Tickets
from ports.works import Inbox, Outbox, Works

# Every work takes the user's turn before the address's, so that no two wait for each other.
TURN_OF_USER = "SELECT pg_advisory_xact_lock(hashtextextended('auth_service user ' || %s, 0));"
TURN_OF_ADDRESS = "SELECT pg_advisory_xact_lock(hashtextextended('auth_service address ' || %s, 0));"
CREDENTIAL = "SELECT user_id, email_key, email, password_hash FROM auth_service.credentials"
OF_EMAIL = CREDENTIAL + " WHERE email_key = %s"
REPLACE = """
DELETE FROM auth_service.credentials WHERE user_id = %s OR email_key = %s;
INSERT INTO auth_service.credentials (user_id, email_key, email, password_hash) VALUES (%s, %s, %s, %s)
"""
FORGET = "DELETE FROM auth_service.credentials WHERE user_id = %s"
TICKET = "ticket_id, purpose, email, email_key, name, password_hash, locale, expires_at"
ADD_EVENT = """
INSERT INTO auth_service.security_events (event_id, user_id, kind, session_id, occurred_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
EVENTS_OF_USER = """
SELECT event_id, user_id, kind, session_id, occurred_at FROM auth_service.security_events
WHERE user_id = %s ORDER BY occurred_at DESC, event_id DESC LIMIT %s
"""


@frozen
class PostgresCredentials(Credentials):
    """The table `credentials`."""

    _transaction: Transaction

    @override
    async def of_email(self, key: EmailKey) -> Credential | None:
        return _credential(await self._transaction.fetch_one(OF_EMAIL, (key,)))

    @override
    async def of_user(self, user_id: UserId) -> Credential | None:
        return _credential(await self._transaction.fetch_one(CREDENTIAL + " WHERE user_id = %s", (user_id,)))

    @override
    async def put(self, credential: Credential) -> None:
        user_id, key = credential.user_id, credential.email_key
        row = (user_id, key, credential.email, credential.password_hash)
        await self._transaction.execute(TURN_OF_USER + TURN_OF_ADDRESS + REPLACE, (user_id, key, user_id, key, *row))

    @override
    async def replace(self, credential: Credential, *, known: Credential | None) -> bool:
        user_id, key = credential.user_id, credential.email_key
        # Looked at in its turn: what another work changes meanwhile is seen, or waits.
        row = await self._transaction.fetch_one(TURN_OF_USER + TURN_OF_ADDRESS + OF_EMAIL, (user_id, key, key))
        if _credential(row) != known:
            return False
        await self.put(credential)
        return True

    @override
    async def forget(self, user_id: UserId) -> None:
        await self._transaction.execute(TURN_OF_USER + FORGET, (user_id, user_id))


@frozen
class PostgresTickets(Tickets):
    """The table `tickets`."""

    _transaction: Transaction

    @override
    async def add(self, ticket: Ticket) -> None:
        who = (ticket.ticket_id, ticket.purpose, ticket.email, ticket.email_key)
        what = (ticket.name, ticket.password_hash, ticket.locale, ticket.expires_at)
        add = f"INSERT INTO auth_service.tickets ({TICKET}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - ours
        await self._transaction.execute(add, (*who, *what))

    @override
    async def get(self, ticket_id: str) -> Ticket | None:
        get = f"SELECT {TICKET} FROM auth_service.tickets WHERE ticket_id = %s"  # noqa: S608 - our own columns
        return _ticket(await self._transaction.fetch_one(get, (ticket_id,)))

    @override
    async def take(self, ticket_id: str) -> Ticket | None:
        take = f"DELETE FROM auth_service.tickets WHERE ticket_id = %s RETURNING {TICKET}"  # noqa: S608 - the same
        return _ticket(await self._transaction.fetch_one(take, (ticket_id,)))

    @override
    async def forget(self, key: EmailKey) -> None:
        await self._transaction.execute("DELETE FROM auth_service.tickets WHERE email_key = %s", (key,))

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute("DELETE FROM auth_service.tickets WHERE expires_at < %s", (before,))


@frozen
class PostgresSecurityEvents(SecurityEvents):
    """The table `security_events`."""

    _transaction: Transaction

    @override
    async def add(self, event: SecurityEvent) -> None:
        row = (event.event_id, event.user_id, event.kind, event.session_id, event.occurred_at)
        await self._transaction.execute(ADD_EVENT, row)

    @override
    async def of_user(self, user_id: UserId, *, limit: int) -> Sequence[SecurityEvent]:
        return [_event(row) for row in await self._transaction.fetch(EVENTS_OF_USER, (user_id, limit))]

    @override
    async def forget(self, user_id: UserId) -> None:
        await self._transaction.execute("DELETE FROM auth_service.security_events WHERE user_id = %s", (user_id,))

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute("DELETE FROM auth_service.security_events WHERE occurred_at < %s", (before,))


@frozen(kw_only=True)
class PostgresAuthWork(AuthWork):
    """One transaction of the auth service in PostgreSQL."""

    credentials: Credentials
    tickets: Tickets
    grants: ProviderGrants
    security: SecurityEvents
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[AuthWork]]:
    """Open what is kept in the schema `auth_service`."""
    yield open_works(section, schema="auth_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> AuthWork:
    return PostgresAuthWork(
        credentials=PostgresCredentials(transaction),
        tickets=PostgresTickets(transaction),
        grants=PostgresProviderGrants(transaction),
        security=PostgresSecurityEvents(transaction),
        outbox=outbox,
        inbox=inbox,
    )


def _credential(row: Row | None) -> Credential | None:
    if row is None:
        return None
    user_id, email_key, email, password_hash = row
    return Credential(user_id=user_id, email_key=email_key, email=email, password_hash=password_hash)


def _ticket(row: Row | None) -> Ticket | None:
    if row is None:
        return None
    ticket_id, purpose, email, email_key, name, password_hash, locale, expires_at = row
    return Ticket(
        ticket_id=ticket_id,
        purpose=purpose,
        email=email,
        email_key=email_key,
        name=name,
        password_hash=password_hash,
        locale=locale,
        expires_at=expires_at.astimezone(UTC),
    )


def _event(row: Row) -> SecurityEvent:
    event_id, user_id, kind, session_id, occurred_at = row
    return SecurityEvent(
        event_id=event_id,
        user_id=user_id,
        kind=kind,
        session_id=session_id,
        occurred_at=occurred_at.astimezone(UTC),
    )
