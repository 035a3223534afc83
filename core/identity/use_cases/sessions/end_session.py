"""Signing out on one client."""

from attrs import frozen

from core.identity.model.errors import SessionNotFound
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from ports.sessions import Sessions


@frozen(kw_only=True)
class EndSession:
    """End one session of the caller's."""

    sessions: Sessions

    async def __call__(self, *, user_id: UserId, session_id: SessionId) -> None:
        """End it, or raise `SessionNotFound`."""
        if not await self.sessions.end(session_id, user_id=user_id):
            raise SessionNotFound
