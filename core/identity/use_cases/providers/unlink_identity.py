"""Taking a way to sign in away from one's account."""

from attrs import frozen

from core.identity.model.credential import SecurityEvent
from core.identity.model.errors import IdentityNotFound, LastIdentity
from core.identity.model.identity_id import identity_id
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.user import PASSWORD, Identity, UserId
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class UnlinkIdentity:
    """Take an identity of the caller's away, and the password if it is that; the last one is `LastIdentity`."""

    recent_sign_in: RecentSignIn
    directory: UserDirectory
    works: Works[AuthWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, caller: CallerSession, unwanted: str) -> None:
        """Unlink the identity with an id."""
        await self.recent_sign_in.demand(caller)
        identity = await self._find(caller.user_id, unwanted)
        if identity.provider == PASSWORD:
            # Before the identity: a password that outlived it would go on opening the account.
            async with self.works.begin() as work:
                await work.credentials.forget(caller.user_id)
        await self.directory.unlink(caller.user_id, identity)
        async with self.works.begin() as work:
            await work.security.add(self._event(caller))

    async def _find(self, user_id: UserId, unwanted: str) -> Identity:
        identities = await self.directory.identities(user_id)
        found = next((identity for identity in identities if identity_id(identity) == unwanted), None)
        if found is None:
            raise IdentityNotFound
        if len(identities) == 1:
            raise LastIdentity
        return found

    def _event(self, caller: CallerSession) -> SecurityEvent:
        return SecurityEvent(
            event_id=self.ids.new(),
            user_id=caller.user_id,
            kind="identity-unlinked",
            session_id=caller.session_id,
            occurred_at=self.clock.now(),
        )
