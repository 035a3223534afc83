"""What the auth service remembers of people: passwords as hashes, letters on their way, grants, what went wrong."""

from datetime import datetime
from typing import Final, Literal

from attrs import field, frozen

from core.identity.model.email import EmailKey
from core.identity.model.session import SessionId
from core.identity.model.user import Locale, UserId

PROVIDER_GRANT: Final = "provider grant"  # the purpose that a grant is sealed for


@frozen(kw_only=True)
class Credential:
    """The password that goes with an e-mail address, as a hash."""

    user_id: UserId
    email_key: EmailKey = field(repr=False)
    email: str = field(repr=False)
    password_hash: str = field(repr=False)


@frozen(kw_only=True)
class Ticket:
    """A link in a letter, on its way: what it is for, and for whom. Its token is made of its id and a key."""

    ticket_id: str
    purpose: Literal["register", "reset"]
    email: str = field(repr=False)
    email_key: EmailKey = field(repr=False)
    name: str = field(default="", repr=False)
    password_hash: str | None = field(default=None, repr=False)
    locale: Locale = "en"
    expires_at: datetime


@frozen(kw_only=True)
class ProviderGrant:
    """What must be handed back to a provider when the account is deleted; sealed, so that a dump is of no use."""

    grant_id: str
    user_id: UserId
    provider: str
    sealed: bytes = field(repr=False)


@frozen(kw_only=True)
class SecurityEvent:
    """Something in an account's history that its owner should be able to look up."""

    event_id: str
    user_id: UserId
    kind: Literal["refresh-token-reused", "password-reset", "sessions-ended", "identity-linked", "identity-unlinked"]
    session_id: SessionId | None
    occurred_at: datetime
