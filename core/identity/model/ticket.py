"""What a mailed link carries: made of the ticket's id and a key, so that nothing stored is a usable link."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

from core.identity.model.derived_key import derived_key

MAC_BYTES: Final = 32
LENGTH: Final = 4 * (16 + MAC_BYTES) // 3


def mailed_links_key(key: bytes) -> bytes:
    """Return the key for mailed links, out of the installation's."""
    return derived_key(key, "mailed links")


def ticket_token(ticket_id: str, key: bytes) -> str:
    """Return the token of a ticket's link."""
    packed = UUID(ticket_id).bytes
    return urlsafe_b64encode(packed + hmac.digest(key, packed, "sha256")).decode()


def ticket_id_of(token: str, key: bytes) -> str | None:
    """Return the id of the ticket whose token this is, or None for a text that was never mailed to anybody."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        ticket_id = str(UUID(bytes=urlsafe_b64decode(token)[:16]))
    except ValueError:
        return None
    return ticket_id if hmac.compare_digest(ticket_token(ticket_id, key), token) else None
