"""Devices on which somebody has signed in with a password: strangers' guesses elsewhere do not keep them out."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Final

from core.identity.model.derived_key import derived_key
from core.identity.model.email import EmailKey

ID_BYTES: Final = 16
MAC_BYTES: Final = 32
LENGTH: Final = 4 * (ID_BYTES + MAC_BYTES) // 3
KEPT_FOR: Final = timedelta(days=365)


def devices_key(key: bytes) -> bytes:
    """Return the key for known devices, out of the installation's."""
    return derived_key(key, "known devices")


def device_token(device_id: bytes, email: EmailKey, key: bytes) -> str:
    """Return what a device shows the next time it signs in to the account with this address."""
    mac = hmac.digest(key, device_id + email.encode(errors="surrogatepass"), "sha256")
    return urlsafe_b64encode(device_id + mac).decode()


def device_id_of(token: str, email: EmailKey, key: bytes) -> bytes | None:
    """Return which device this is, or None if it has never signed in to the account with this address."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        device_id = urlsafe_b64decode(token)[:ID_BYTES]
    except ValueError:
        return None
    known = len(device_id) == ID_BYTES and hmac.compare_digest(device_token(device_id, email, key), token)
    return device_id if known else None
