"""What the auth service keeps about somebody, for them to read."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from core.identity.model.security_event import SecurityEvent
from core.identity.model.session import Session
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.personal_data import DataFile
from ports.sessions import Sessions
from ports.works import Works

MOST_EVENTS: Final = 1000


@frozen(kw_only=True)
class CollectSignIns:
    """Return as files where a user is signed in, what has happened to their account, and that they have a password."""

    works: Works[AuthWork]
    sessions: Sessions

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        sessions = await self.sessions.of_user(user_id)
        async with self.works.look() as work:
            credential = await work.credentials.of_user(user_id)
            events = await work.security.of_user(user_id, limit=MOST_EVENTS)
        email = None if credential is None else credential.email
        password = {"has_password": credential is not None, "email": email}
        return (
            DataFile.of_json("auth/password.json", password),
            DataFile.of_json("auth/security.json", [_event(one) for one in events]),
            DataFile.of_json("auth/sessions.json", [_session(one) for one in sessions]),
        )


def _event(event: SecurityEvent) -> object:
    return {"kind": event.kind, "session_id": event.session_id, "occurred_at": event.occurred_at.isoformat()}


def _session(session: Session) -> object:
    return {
        "id": session.session_id,
        "agent": session.client.agent,
        "address": session.client.address,
        "created_at": session.created_at.isoformat(),
        "last_used_at": session.last_used_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
    }
