"""Find out who connects with a ticket."""

from attrs import frozen

from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.notices.model.live import Listener, LiveTicketNotValid, ticket_key
from ports.cache import Cache
from ports.sessions import RevokedSessions


@frozen(kw_only=True)
class UseTicket:
    """Use a ticket up. Of many at once with the same one, one succeeds; and nobody whose session has ended."""

    cache: Cache
    revoked_sessions: RevokedSessions

    async def __call__(self, ticket: str) -> Listener:
        """Return whose it was, or raise `LiveTicketNotValid`."""
        holder = await self.cache.pop(ticket_key(ticket))
        if holder is None:
            raise LiveTicketNotValid
        user_id, _, session_id = holder.decode().partition(" ")
        if self.revoked_sessions.has(SessionId(session_id)):
            raise LiveTicketNotValid
        return Listener(user_id=UserId(user_id), session_id=SessionId(session_id))
