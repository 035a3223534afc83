"""Signing out everywhere."""

from attrs import frozen

from core.identity.model.credential import SecurityEvent
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids
from ports.sessions import Sessions
from ports.works import Works


@frozen(kw_only=True)
class EndSessions:
    """End all of the caller's sessions, but the one to keep if there is one, and remember that in their history."""

    sessions: Sessions
    works: Works[AuthWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, user_id: UserId, keep: SessionId | None = None) -> None:
        """End them; there may be none."""
        if not await self.sessions.end_all(user_id, keep=keep):
            return
        event = SecurityEvent(
            event_id=self.ids.new(),
            user_id=user_id,
            kind="sessions-ended",
            session_id=None,
            occurred_at=self.clock.now(),
        )
        async with self.works.begin() as work:
            await work.security.add(event)
