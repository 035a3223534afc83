"""Taking a way to sign in away from one's account."""

from attrs import frozen

from core.identity.model.errors import IdentityNotFound, LastIdentity
from core.identity.model.identity_id import identity_id
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.user import PASSWORD, Identity, UserId
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from ports.auth_works import AuthWork
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class UnlinkIdentity:
    """Take an identity of the caller's away, and the password if it is that; the last one is `LastIdentity`."""

    recent_sign_in: RecentSignIn
    directory: UserDirectory
    works: Works[AuthWork]
    history: History

    async def __call__(self, *, caller: CallerSession, unwanted: str) -> None:
        """Unlink the identity with an id."""
        await self.recent_sign_in.demand(caller)
        identity = await self._find(caller.user_id, unwanted)
        # The identity first: a password without it opens nothing, and it without its password would be there to take.
        await self.directory.unlink(caller.user_id, identity)
        async with self.works.begin() as work:
            if identity.provider == PASSWORD:
                await work.credentials.forget(caller.user_id)
            await work.grants.give_up(caller.user_id, identity_id=unwanted)
            await self.history.add(work, "identity-unlinked", user_id=caller.user_id, session_id=caller.session_id)

    async def _find(self, user_id: UserId, unwanted: str) -> Identity:
        identities = await self.directory.identities(user_id)
        found = next((identity for identity in identities if identity_id(identity) == unwanted), None)
        if found is None:
            raise IdentityNotFound
        if len(identities) == 1:
            raise LastIdentity
        return found
