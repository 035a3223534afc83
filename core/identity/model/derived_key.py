"""Keys for one purpose each, out of the installation's one key."""

import hmac


def derived_key(key: bytes, purpose: str) -> bytes:
    """Return the key for a purpose, which tells nothing about those for others."""
    return hmac.digest(key, b"oddiya " + purpose.encode(), "sha256")
