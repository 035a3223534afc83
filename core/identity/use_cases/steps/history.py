"""Writing down what happens to an account, for its owner to look up."""

from attrs import frozen

from core.identity.model.security_event import Kind, SecurityEvent
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids


@frozen(kw_only=True)
class History:
    """Adds to the history of accounts, within the work that changes them."""

    clock: Clock
    ids: Ids

    async def add(
        self,
        work: AuthWork,
        kind: Kind,
        *,
        user_id: UserId,
        session_id: SessionId | None = None,
        occasion: str | None = None,
    ) -> None:
        """Add what has just happened; of the same `occasion`, an id, it is added once."""
        event = SecurityEvent(
            event_id=occasion or self.ids.new(),
            user_id=user_id,
            kind=kind,
            session_id=session_id,
            occurred_at=self.clock.now(),
        )
        await work.security.add(event)
