"""Ids that we give out and know again: the MAC beside one shows that we gave it, and for what."""

import hmac
from typing import Final

from core.base64url import decoded, encoded

ID_BYTES: Final = 16
MAC_BYTES: Final = 32
LENGTH: Final = 4 * (ID_BYTES + MAC_BYTES) // 3


def signed_id(plain_id: bytes, key: bytes, *, bound_to: bytes = b"") -> str:
    """Return an id as it is given out."""
    return encoded(plain_id + hmac.digest(key, plain_id + bound_to, "sha256"))


def plain_id_of(text: str, key: bytes, *, bound_to: bytes = b"") -> bytes | None:
    """Return the id that was given out as this text, or None for a text that we never gave to anybody."""
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        plain_id = decoded(text)[:ID_BYTES]
    except ValueError:
        return None
    return plain_id if hmac.compare_digest(signed_id(plain_id, key, bound_to=bound_to), text) else None
