"""The users service in the same process: each question is a use case."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.section import need
from core.identity.model.errors import UserNotFound
from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User, UserId
from core.identity.use_cases.accounts.add_identity import AddIdentity
from core.identity.use_cases.accounts.find_holder import FindHolder
from core.identity.use_cases.accounts.read_identities import ReadIdentities
from core.identity.use_cases.accounts.read_user import ReadUser
from core.identity.use_cases.accounts.remove_identity import RemoveIdentity
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from ports.clock import Clock
from ports.identity_works import IdentityWork
from ports.ids import Ids
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class DirectUserDirectory(UserDirectory):
    """Calls the use cases that the users service's routes call."""

    sign_in_user: SignInUser
    read_user: ReadUser
    find_holder: FindHolder
    read_identities: ReadIdentities
    add_identity: AddIdentity
    remove_identity: RemoveIdentity

    @override
    async def sign_in(self, proof: Proof) -> User:
        return await self.sign_in_user(proof=proof)

    @override
    async def user(self, user_id: UserId) -> User | None:
        try:
            return await self.read_user(user_id=user_id)
        except UserNotFound:
            return None

    @override
    async def holder(self, identity: Identity) -> User | None:
        try:
            return await self.find_holder(identity=identity)
        except UserNotFound:
            return None

    @override
    async def identities(self, user_id: UserId) -> Sequence[Identity]:
        return await self.read_identities(user_id=user_id)

    @override
    async def link(self, user_id: UserId, identity: Identity) -> None:
        await self.add_identity(user_id=user_id, identity=identity)

    @override
    async def unlink(self, user_id: UserId, identity: Identity) -> None:
        await self.remove_identity(user_id=user_id, identity=identity)


@frozen(kw_only=True)
class Section:
    """What the users service stands on."""

    works: Works[IdentityWork] = need("identity_works")
    clock: Clock = need("clock")
    ids: Ids = need("ids")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[UserDirectory]:
    """Open the directory."""
    works = section.works
    yield DirectUserDirectory(
        sign_in_user=SignInUser(works=works, clock=section.clock, ids=section.ids),
        read_user=ReadUser(works=works),
        find_holder=FindHolder(works=works),
        read_identities=ReadIdentities(works=works),
        add_identity=AddIdentity(works=works),
        remove_identity=RemoveIdentity(works=works),
    )
