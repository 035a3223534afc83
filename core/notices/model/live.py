"""Those who are connected while notices come: with which ticket they got in, and where in the log they stand."""

import hashlib
from datetime import timedelta
from typing import ClassVar, Final

from attrs import define, field, frozen

from core.errors import Unauthenticated
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.notices.model.delivery import NoticeId

TICKET_BYTES: Final = 32
TICKET_LIFE: Final = timedelta(seconds=30)


@define(kw_only=True)
class LiveTicketNotValid(Unauthenticated):
    """The ticket was never given, has been used, or is too old."""

    code: ClassVar[str] = "ticket-not-valid"
    says: ClassVar[str] = "this ticket is not valid or no longer; ask for another one"


@frozen(kw_only=True)
class LiveTicket:
    """Lets somebody connect once, soon, as the one who asked for it."""

    text: str = field(repr=False)
    life: timedelta = TICKET_LIFE


@frozen(kw_only=True)
class Listener:
    """Somebody who is connected, and by which sign-in."""

    user_id: UserId
    session_id: SessionId


@frozen(kw_only=True)
class Bookmark:
    """How far somebody has read in their log: up to a place, at which this notice is, if there is one."""

    place: int = 0
    notice_id: NoticeId | None = None


def ticket_key(text: str) -> str:
    """Return the key that a ticket is kept under: who can read the keys cannot use the tickets."""
    return f"live ticket {hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"
