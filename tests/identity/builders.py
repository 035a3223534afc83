"""What the auth service remembers, to test with."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.security_event import SecurityEvent
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.ticket import Ticket
from core.identity.model.user import UserId
from ports.sessions import Pace, Sessions
from tests.builders import an_id

MOMENT = datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC)
KEY: Final = b"k" * 32  # an installation's
PACE: Final = Pace(idle=timedelta(days=14), lifetime=timedelta(days=90))
PHONE: Final = Client(agent="Oddiya/1.0 (iPhone; 서울) 🌊", address="2001:db8::7")
HOME: Final = Client(agent="a browser", address="192.0.2.7")


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


def a_grant(user_id: UserId, **fields: Any) -> ProviderGrant:
    """Return what a provider must be handed back."""
    usual = {"grant_id": an_id(), "provider": "apple", "identity_id": an_id(), "sealed": b"\x00\xff sealed"}
    return ProviderGrant(user_id=user_id, **{**usual, **fields})


def a_security_event(user_id: UserId, **fields: Any) -> SecurityEvent:
    """Return something that happened to an account."""
    usual = {"event_id": an_id(), "kind": "password-reset", "session_id": None, "occurred_at": MOMENT}
    return SecurityEvent(user_id=user_id, **{**usual, **fields})


async def a_session(sessions: Sessions, user_id: UserId) -> Session:
    """Begin a session and return it."""
    token = RefreshToken.first(SessionId(an_id()), an_id().encode()[:SECRET_BYTES])
    return await sessions.start(user_id=user_id, token=token, client=Client(agent="an app"), pace=PACE)
