"""What the auth service remembers, to test with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.identity.model.credential import Credential, ProviderGrant, SecurityEvent, Ticket
from core.identity.model.email import email_key
from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from ports.sessions import Pace, Sessions
from tests.builders import an_id

MOMENT = datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC)
PACE = Pace(idle=timedelta(days=14), lifetime=timedelta(days=90))


def a_user_id() -> UserId:
    """Return the id of somebody whom nobody knows."""
    return UserId(an_id())


def a_credential(user_id: UserId, email: str = "Mina@example.com", password_hash: str = "$argon2id$1") -> Credential:
    """Return a user's password."""
    return Credential(user_id=user_id, email_key=email_key(email), email=email, password_hash=password_hash)


def a_ticket(email: str = "Mina@example.com", **fields: Any) -> Ticket:
    """Return a link on its way to an address."""
    usual = {"ticket_id": an_id(), "purpose": "reset", "expires_at": MOMENT}
    return Ticket(**{**usual, "email": email, "email_key": email_key(email), **fields})


def a_grant(user_id: UserId, provider: str = "apple", sealed: bytes = b"\x00\xff sealed") -> ProviderGrant:
    """Return what a provider must be handed back."""
    return ProviderGrant(grant_id=an_id(), user_id=user_id, provider=provider, sealed=sealed)


def a_security_event(user_id: UserId, **fields: Any) -> SecurityEvent:
    """Return something that happened to an account."""
    usual = {"event_id": an_id(), "kind": "password-reset", "session_id": None, "occurred_at": MOMENT}
    return SecurityEvent(user_id=user_id, **{**usual, **fields})


async def a_session(sessions: Sessions, user_id: UserId) -> Session:
    """Begin a session and return it."""
    token = RefreshToken.first(SessionId(an_id()), an_id().encode()[:SECRET_BYTES])
    return await sessions.start(user_id=user_id, token=token, client=Client(agent="an app"), pace=PACE)
