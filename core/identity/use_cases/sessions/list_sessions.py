"""Where somebody is signed in."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.session import Session
from core.identity.model.user import UserId
from ports.sessions import Sessions


@frozen(kw_only=True)
class ListSessions:
    """List the caller's living sessions."""

    sessions: Sessions

    async def __call__(self, *, user_id: UserId) -> Sequence[Session]:
        """Return them, the one used last first."""
        return await self.sessions.of_user(user_id)
