"""Shutting the door that somebody's account at a provider was the key to."""

from attrs import frozen

from core.identity.model.errors import LastIdentity
from core.identity.model.identity_id import identity_id
from core.identity.model.user import Identity, UserId
from core.identity.use_cases.steps.history import History
from ports.auth_works import AuthWork
from ports.sessions import Sessions
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class ForgetProviderAccount:
    """End all sessions of whoever has the identity, and take it away from them, unless they have no other one.

    May be called again for the same `occasion`, and has its effect once.
    """

    directory: UserDirectory
    sessions: Sessions
    works: Works[AuthWork]
    history: History

    async def __call__(self, *, identity: Identity, occasion: str) -> None:
        """Forget."""
        user = await self.directory.holder(identity)
        if user is None:
            return
        async with self.works.begin() as work:
            await self.history.add(work, "sessions-ended", user_id=user.user_id, occasion=occasion)
        # Once before, for nobody has the identity when this is told again, and once after, for who signed in meanwhile.
        await self.sessions.end_all(user.user_id)
        is_unlinked = await self._unlink(user.user_id, identity)
        await self.sessions.end_all(user.user_id)
        if is_unlinked:
            async with self.works.begin() as work:
                await work.grants.give_up(user.user_id, identity_id=identity_id(identity))
                await self.history.add(work, "identity-unlinked", user_id=user.user_id)

    async def _unlink(self, user_id: UserId, identity: Identity) -> bool:
        try:
            await self.directory.unlink(user_id, identity)
        except LastIdentity:
            # The account would be lost to its owner; with its provider gone, nobody else can open it either.
            return False
        return True
