"""Devices on which somebody has signed in with a password: strangers' guesses elsewhere do not keep them out."""

from datetime import timedelta
from typing import Final

from core.identity.model.derived_key import derived_key
from core.identity.model.email import EmailKey
from core.identity.model.signed_id import plain_id_of, signed_id

KEPT_FOR: Final = timedelta(days=365)


def devices_key(key: bytes) -> bytes:
    """Return the key for known devices, out of the installation's."""
    return derived_key(key, "known devices")


def device_token(device_id: bytes, email: EmailKey, key: bytes) -> str:
    """Return what a device shows the next time it signs in to the account with this address."""
    return signed_id(device_id, key, bound_to=_bytes_of(email))


def device_id_of(token: str, email: EmailKey, key: bytes) -> bytes | None:
    """Return which device this is, or None if it has never signed in to the account with this address."""
    return plain_id_of(token, key, bound_to=_bytes_of(email))


def _bytes_of(email: EmailKey) -> bytes:
    return email.encode(errors="surrogatepass")
