"""What happens elsewhere while somebody waits for the users service."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from attrs import Factory, define
from typing_extensions import override

from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User, UserId
from ports.user_directory import UserDirectory

T = TypeVar("T")
Happening = Callable[[], Awaitable[object]]


@define(kw_only=True)
class MeanwhileDirectory(UserDirectory):
    """A users service, and what happens once before, or after, it answers a question."""

    directory: UserDirectory
    before: dict[str, Happening] = Factory(dict)
    after: dict[str, Happening] = Factory(dict)

    @override
    async def sign_in(self, proof: Proof) -> User:
        return await self._answer("sign_in", partial(self.directory.sign_in, proof))

    @override
    async def user(self, user_id: UserId) -> User | None:
        return await self._answer("user", partial(self.directory.user, user_id))

    @override
    async def holder(self, identity: Identity) -> User | None:
        return await self._answer("holder", partial(self.directory.holder, identity))

    @override
    async def identities(self, user_id: UserId) -> Sequence[Identity]:
        return await self._answer("identities", partial(self.directory.identities, user_id))

    @override
    async def link(self, user_id: UserId, identity: Identity) -> None:
        await self._answer("link", partial(self.directory.link, user_id, identity))

    @override
    async def unlink(self, user_id: UserId, identity: Identity) -> None:
        await self._answer("unlink", partial(self.directory.unlink, user_id, identity))

    async def _answer(self, question: str, ask: Callable[[], Awaitable[T]]) -> T:
        await self._happen(self.before, question)
        answered = await ask()
        await self._happen(self.after, question)
        return answered

    async def _happen(self, happenings: dict[str, Happening], question: str) -> None:
        happening = happenings.pop(question, None)
        if happening is not None:
            await happening()
