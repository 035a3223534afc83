"""Bytes as text that fits into links, headers and file names (RFC 4648 section 5, without padding)."""

from base64 import b64decode, urlsafe_b64encode


def encoded(data: bytes) -> str:
    """Return the text of bytes."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of a text, or raise `ValueError` for one that `encoded` would have written otherwise."""
    data = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encoded(data) != text:
        raise ValueError("this is another spelling of the same bytes")
    return data
