"""Accounts in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Tables, open_works
from core.errors import VersionMismatch
from core.identity.model.email import EmailKey
from core.identity.model.errors import UserNotFound
from core.identity.model.user import Identity, User, UserId
from ports.identity_works import EmailHeld, Identities, IdentityTaken, IdentityWork, Users
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryUsers(Users):
    """Users by id; one work at a time, so that nobody has to be held."""

    _tables: Tables

    @override
    async def get(self, user_id: UserId) -> User | None:
        return self._tables["users"].get(user_id)

    @override
    async def hold(self, user_id: UserId) -> User | None:
        return await self.get(user_id)

    @override
    async def with_identity(self, identity: Identity) -> User | None:
        return self._tables["users"].get(self._tables["identities"].get(identity))

    @override
    async def claimants(self, key: EmailKey) -> Sequence[User]:
        return [self._tables["users"][user_id] for user_id, has in self._tables["email_keys"].items() if has == key]

    @override
    async def add(self, user: User, identity: Identity) -> None:
        if identity in self._tables["identities"]:
            raise IdentityTaken
        await self._put(user)
        self._tables["identities"][identity] = user.user_id

    @override
    async def save(self, user: User) -> None:
        stored = await self.get(user.user_id)
        if stored is None:
            raise UserNotFound
        if stored.version != user.version - 1:
            raise VersionMismatch(expected=user.version - 1, actual=stored.version)
        await self._put(user)

    @override
    async def remove(self, user_id: UserId) -> None:
        self._tables["users"].pop(user_id, None)
        self._tables["email_keys"].pop(user_id, None)
        identities = self._tables["identities"]
        for identity in [identity for identity, owner in identities.items() if owner == user_id]:
            del identities[identity]

    async def _put(self, user: User) -> None:
        key = user.email_key
        rivals = await self.claimants(key) if key is not None and user.email_verified else ()
        if any(rival.email_verified and rival.user_id != user.user_id for rival in rivals):
            raise EmailHeld
        self._tables["users"][user.user_id] = user
        self._tables["email_keys"][user.user_id] = key


@frozen
class MemoryIdentities(Identities):
    """Who has which identity, in the order in which they came."""

    _tables: Tables

    @override
    async def of(self, user_id: UserId) -> Sequence[Identity]:
        return [identity for identity, owner in self._tables["identities"].items() if owner == user_id]

    @override
    async def add(self, user_id: UserId, identity: Identity) -> None:
        if identity in self._tables["identities"]:
            raise IdentityTaken
        if user_id not in self._tables["users"]:
            raise UserNotFound
        self._tables["identities"][identity] = user_id

    @override
    async def remove(self, identity: Identity) -> None:
        self._tables["identities"].pop(identity, None)


@frozen
class MemoryIdentityWork(IdentityWork):
    """One transaction over accounts in memory."""

    users: Users
    identities: Identities
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[IdentityWork]]:
    """Open accounts that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> IdentityWork:
    return MemoryIdentityWork(
        users=MemoryUsers(tables), identities=MemoryIdentities(tables), outbox=outbox, inbox=inbox
    )
