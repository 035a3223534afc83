"""What an account's history tells its owner."""

from datetime import datetime
from typing import Literal

from attrs import frozen

from core.identity.model.session import SessionId
from core.identity.model.user import UserId

Kind = Literal["refresh-token-reused", "password-reset", "sessions-ended", "identity-linked", "identity-unlinked"]


@frozen(kw_only=True)
class SecurityEvent:
    """Something in an account's history that its owner should be able to look up."""

    event_id: str
    user_id: UserId
    kind: Kind
    session_id: SessionId | None
    occurred_at: datetime
