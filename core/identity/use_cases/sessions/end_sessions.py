"""Signing out everywhere."""

from attrs import frozen

from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.identity.use_cases.steps.history import History
from ports.auth_works import AuthWork
from ports.sessions import Sessions
from ports.works import Works


@frozen(kw_only=True)
class EndSessions:
    """End all of the caller's sessions, but the one to keep if there is one, and remember that in their history."""

    sessions: Sessions
    works: Works[AuthWork]
    history: History

    async def __call__(self, *, user_id: UserId, keep: SessionId | None = None) -> None:
        """End them; there may be none."""
        if any(session.session_id != keep for session in await self.sessions.of_user(user_id)):
            # Before the sessions: a line too many in a history is better than none.
            async with self.works.begin() as work:
                await self.history.add(work, "sessions-ended", user_id=user_id)
        await self.sessions.end_all(user_id, keep=keep)
