"""What happens to accounts."""

from typing import ClassVar

from attrs import frozen

from core.events import Event
from core.identity.model.session import SessionId
from core.identity.model.user import UserId


@frozen(kw_only=True)
class UserRegistered(Event):
    """Somebody has signed in for the first time."""

    name: ClassVar[str] = "user-registered"
    user_id: UserId


@frozen(kw_only=True)
class UserDeleted(Event):
    """The account is gone; whoever keeps anything of this user erases it."""

    name: ClassVar[str] = "user-deleted"
    user_id: UserId


@frozen(kw_only=True)
class EmailClaimLost(Event):
    """Somebody else has proved that the account's unverified e-mail address is theirs: its password goes."""

    name: ClassVar[str] = "email-claim-lost"
    user_id: UserId


@frozen(kw_only=True)
class TicketIssued(Event):
    """Somebody asked for a letter with a link: to finish registering, or to choose a new password."""

    name: ClassVar[str] = "ticket-issued"
    ticket_id: str


@frozen(kw_only=True)
class RefreshTokenReused(Event):
    """A refresh token was used again after its time: either it or its successor was stolen; the session has ended."""

    name: ClassVar[str] = "refresh-token-reused"
    user_id: UserId
    session_id: SessionId


@frozen(kw_only=True)
class ProviderAccountGone(Event):
    """A provider says that somebody has left it, or wants no more to do with us: the identity opens nothing here."""

    name: ClassVar[str] = "provider-account-gone"
    provider: str
    provider_id: str
