"""Accounts in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

from attrs import frozen
from typing_extensions import override

from adapters.postgres.errors import refusing
from adapters.postgres.transaction import Transaction
from adapters.postgres.works import Section, open_works
from core.identity.model.user import Identity, User
from ports.identity_works import IdentityTaken, IdentityWork, Users
from ports.works import Inbox, Outbox, Works

ADD_USER = """
WITH added AS (
    INSERT INTO user_service.users (id, email, name, created_at) VALUES (%s, %s, %s, %s) RETURNING id
)
INSERT INTO user_service.identities (provider, provider_id, user_id) SELECT %s, %s, id FROM added
"""
USER_WITH_IDENTITY = """
SELECT id, email, name, created_at FROM user_service.users JOIN user_service.identities ON user_id = id
WHERE provider = %s AND provider_id = %s
"""


@frozen
class PostgresUsers(Users):
    """The tables `users` and `identities`."""

    _transaction: Transaction

    @override
    async def with_identity(self, identity: Identity) -> User | None:
        row = await self._transaction.fetch_one(USER_WITH_IDENTITY, (identity.provider, identity.provider_id))
        if row is None:
            return None
        user_id, email, name, created_at = row
        return User(user_id=user_id, email=email, name=name, created_at=created_at.astimezone(UTC))

    @override
    async def add(self, user: User, identity: Identity) -> None:
        row = (user.user_id, user.email, user.name, user.created_at, identity.provider, identity.provider_id)
        with refusing("identities_provider_key", IdentityTaken()):
            await self._transaction.execute(ADD_USER, row)


@frozen
class PostgresIdentityWork(IdentityWork):
    """One transaction over accounts in PostgreSQL."""

    users: Users
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[IdentityWork]]:
    """Open the accounts of the schema `user_service`."""
    yield open_works(section, schema="user_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> IdentityWork:
    return PostgresIdentityWork(users=PostgresUsers(transaction), outbox=outbox, inbox=inbox)
