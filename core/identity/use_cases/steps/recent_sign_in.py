"""Having just signed in: what it takes to change how an account is entered."""

from attrs import frozen

from core.identity.model.errors import SignInTooOld
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.session import RECENT, Session
from ports.clock import Clock
from ports.sessions import Sessions


@frozen(kw_only=True)
class RecentSignIn:
    """Asks whether a session has just begun; refreshing it does not count."""

    sessions: Sessions
    clock: Clock

    async def demand(self, caller: CallerSession) -> None:
        """Raise `SignInTooOld` unless the session is the caller's and has just begun."""
        session = await self._session(caller)
        if session is None or session.created_at < self.clock.now() - RECENT:
            raise SignInTooOld

    async def is_over(self, caller: CallerSession) -> bool:
        """Tell whether the session has ended, perhaps since the request came in."""
        return await self._session(caller) is None

    async def _session(self, caller: CallerSession) -> Session | None:
        sessions = await self.sessions.of_user(caller.user_id)
        return next((session for session in sessions if session.session_id == caller.session_id), None)
