"""Mailed links: what one is for and how long, and the token in it, made so that nothing stored is a usable link."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from attrs import field, frozen

from core.identity.model.derived_key import derived_key
from core.identity.model.email import EmailKey
from core.identity.model.signed_id import plain_id_of, signed_id
from core.identity.model.user import Locale

Purpose = Literal["register", "reset"]

LIVES: Final[Mapping[Purpose, timedelta]] = {"register": timedelta(minutes=60), "reset": timedelta(minutes=30)}


@frozen(kw_only=True)
class Ticket:
    """A mailed link on its way: what it is for, and for whom. Its token is made of its id and a key."""

    ticket_id: str
    purpose: Purpose
    email: str = field(repr=False)
    email_key: EmailKey = field(repr=False)
    name: str = field(default="", repr=False)
    password_hash: str | None = field(default=None, repr=False)
    locale: Locale = "en"
    expires_at: datetime


def mailed_links_key(key: bytes) -> bytes:
    """Return the key for mailed links, out of the installation's."""
    return derived_key(key, "mailed links")


def ticket_token(ticket_id: str, key: bytes) -> str:
    """Return the token of a ticket's link."""
    return signed_id(UUID(ticket_id).bytes, key)


def ticket_id_of(token: str, key: bytes) -> str | None:
    """Return the id of the ticket whose token this is, or None for a text that was never mailed to anybody."""
    known = plain_id_of(token, key)
    return None if known is None else str(UUID(bytes=known))
