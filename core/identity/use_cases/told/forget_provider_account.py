"""Shutting the door that somebody's account at a provider was the key to."""

from attrs import frozen

from core.identity.model.credential import SecurityEvent
from core.identity.model.errors import LastIdentity
from core.identity.model.user import Identity
from ports.auth_works import AuthWork
from ports.clock import Clock
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
    clock: Clock

    async def __call__(self, *, identity: Identity, occasion: str) -> None:
        """Forget."""
        user = await self.directory.holder(identity)
        if user is None:
            return
        ended = SecurityEvent(
            event_id=occasion,
            user_id=user.user_id,
            kind="sessions-ended",
            session_id=None,
            occurred_at=self.clock.now(),
        )
        async with self.works.begin() as work:
            await work.security.add(ended)
        await self.sessions.end_all(user.user_id)
        try:
            await self.directory.unlink(user.user_id, identity)
        except LastIdentity:
            # The account would be lost to its owner; with its provider gone, nobody else can open it either.
            return
