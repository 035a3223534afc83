"""Accounts in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Tables, open_works
from core.identity.model.user import Identity, User
from ports.identity_works import IdentityTaken, IdentityWork, Users
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryUsers(Users):
    """Users by identity."""

    _tables: Tables

    @override
    async def with_identity(self, identity: Identity) -> User | None:
        return self._tables["users"].get(self._tables["identities"].get(identity))

    @override
    async def add(self, user: User, identity: Identity) -> None:
        if identity in self._tables["identities"]:
            raise IdentityTaken
        self._tables["users"][user.user_id] = user
        self._tables["identities"][identity] = user.user_id


@frozen
class MemoryIdentityWork(IdentityWork):
    """One transaction over accounts in memory."""

    users: Users
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[IdentityWork]]:
    """Open accounts that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> IdentityWork:
    return MemoryIdentityWork(users=MemoryUsers(tables), outbox=outbox, inbox=inbox)
