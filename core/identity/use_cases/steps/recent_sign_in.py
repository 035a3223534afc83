"""Having just signed in: what it takes to change how an account is entered."""

from attrs import frozen

from core.identity.model.errors import SignInTooOld
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.session import RECENT
from ports.clock import Clock
from ports.sessions import Sessions


@frozen(kw_only=True)
class RecentSignIn:
    """Asks whether a session has just begun; refreshing it does not count."""

    sessions: Sessions
    clock: Clock

    async def demand(self, caller: CallerSession) -> None:
        """Raise `SignInTooOld` unless the session is the caller's and has just begun."""
        since = self.clock.now() - RECENT
        for session in await self.sessions.of_user(caller.user_id):
            if session.session_id == caller.session_id and session.created_at >= since:
                return
        raise SignInTooOld
