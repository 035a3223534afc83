"""Accounts in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC

from attrs import frozen
from typing_extensions import override

from adapters.postgres.errors import refusing
from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.works import Section, open_works
from core.errors import VersionMismatch
from core.identity.model.email import EmailKey
from core.identity.model.errors import UserNotFound
from core.identity.model.user import Identity, User, UserId
from ports.identity_works import EmailHeld, Identities, IdentityTaken, IdentityWork, Users
from ports.works import Inbox, Outbox, Works

USER = "SELECT id, email, email_verified, name, locale, home_currency, created_at, version FROM user_service.users"
WITH_IDENTITY = f"{USER} JOIN user_service.identities ON user_id = id WHERE provider = %s AND provider_id = %s"
# The turn is a statement of its own, so that the next one sees what was committed while it waited.
TURN_OF_ADDRESS = "SELECT pg_advisory_xact_lock(hashtextextended('user_service address ' || %s, 0));"
CLAIMANTS = f"""
{TURN_OF_ADDRESS}
{USER} WHERE (email_key = %s AND email_verified) OR (email_key = %s AND NOT email_verified) ORDER BY id FOR UPDATE
"""
ADD_USER = """
WITH added AS (
    INSERT INTO user_service.users
        (id, email, email_key, email_verified, name, locale, home_currency, version, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO user_service.identities (provider, provider_id, user_id) SELECT %s, %s, id FROM added
"""
SAVE_USER = """
UPDATE user_service.users
SET email = %s, email_key = %s, email_verified = %s, name = %s, locale = %s, home_currency = %s, version = %s
WHERE id = %s AND version = %s
"""
REMOVE_USER = "DELETE FROM user_service.users WHERE id = %s"
IDENTITIES = """
SELECT provider, provider_id FROM user_service.identities WHERE user_id = %s ORDER BY added_at, provider, provider_id
"""
ADD_IDENTITY = "INSERT INTO user_service.identities (provider, provider_id, user_id) VALUES (%s, %s, %s)"
REMOVE_IDENTITY = "DELETE FROM user_service.identities WHERE provider = %s AND provider_id = %s"


@frozen
class PostgresUsers(Users):
    """The table `users`."""

    _transaction: Transaction

    @override
    async def get(self, user_id: UserId) -> User | None:
        return _user(await self._transaction.fetch_one(f"{USER} WHERE id = %s", (user_id,)))

    @override
    async def hold(self, user_id: UserId) -> User | None:
        return _user(await self._transaction.fetch_one(f"{USER} WHERE id = %s FOR UPDATE", (user_id,)))

    @override
    async def with_identity(self, identity: Identity) -> User | None:
        return _user(await self._transaction.fetch_one(WITH_IDENTITY, (identity.provider, identity.provider_id)))

    @override
    async def claimants(self, key: EmailKey) -> Sequence[User]:
        rows = await self._transaction.fetch(CLAIMANTS, (key, key, key))
        return [user for user in map(_user, rows) if user is not None]

    @override
    async def add(self, user: User, identity: Identity) -> None:
        row = (user.user_id, *_profile(user), user.created_at)
        with refusing("identities_provider_key", IdentityTaken()), refusing("users_verified_email", EmailHeld()):
            await self._transaction.execute(ADD_USER, (*row, identity.provider, identity.provider_id))

    @override
    async def save(self, user: User) -> None:
        edited = user.version - 1
        with refusing("users_verified_email", EmailHeld()):
            saved = await self._transaction.execute(SAVE_USER, (*_profile(user), user.user_id, edited))
        if not saved:
            newest = await self.get(user.user_id)
            raise UserNotFound if newest is None else VersionMismatch(expected=edited, actual=newest.version)

    @override
    async def remove(self, user_id: UserId) -> None:
        await self._transaction.execute(REMOVE_USER, (user_id,))


@frozen
class PostgresIdentities(Identities):
    """The table `identities`."""

    _transaction: Transaction

    @override
    async def of(self, user_id: UserId) -> Sequence[Identity]:
        rows = await self._transaction.fetch(IDENTITIES, (user_id,))
        return [Identity(provider=provider, provider_id=provider_id) for provider, provider_id in rows]

    @override
    async def add(self, user_id: UserId, identity: Identity) -> None:
        with refusing("identities_provider_key", IdentityTaken()), refusing("identities_user_id_fkey", UserNotFound()):
            await self._transaction.execute(ADD_IDENTITY, (identity.provider, identity.provider_id, user_id))

    @override
    async def remove(self, identity: Identity) -> None:
        await self._transaction.execute(REMOVE_IDENTITY, (identity.provider, identity.provider_id))


@frozen
class PostgresIdentityWork(IdentityWork):
    """One transaction over accounts in PostgreSQL."""

    users: Users
    identities: Identities
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[IdentityWork]]:
    """Open the accounts of the schema `user_service`."""
    yield open_works(section, schema="user_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> IdentityWork:
    users, identities = PostgresUsers(transaction), PostgresIdentities(transaction)
    return PostgresIdentityWork(users=users, identities=identities, outbox=outbox, inbox=inbox)


def _user(row: Row | None) -> User | None:
    if row is None:
        return None
    user_id, email, email_verified, name, locale, home_currency, created_at, version = row
    return User(
        user_id=user_id,
        email=email,
        email_verified=email_verified,
        name=name,
        locale=locale,
        home_currency=home_currency,
        created_at=created_at.astimezone(UTC),
        version=version,
    )


def _profile(user: User) -> Row:
    key, verified = user.email_key, user.email_verified
    return (user.email, key, verified, user.name, user.locale, user.home_currency, user.version)
