"""Bytes as text that fits into links, headers and file names (RFC 4648 section 5, without padding)."""

from binascii import a2b_base64, b2a_base64
from typing import Final

FROM_LINKS: Final = bytes.maketrans(b"-_", b"+/")
TO_LINKS: Final = bytes.maketrans(b"+/", b"-_")


def encoded(data: bytes) -> str:
    """Return the text of bytes."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(TO_LINKS).decode()


def decoded(text: str) -> bytes:
    """Return the bytes of a text, or raise `ValueError` for one that `encoded` would have written otherwise."""
    padded = text.encode() + b"=" * (-len(text) % 4)
    data = a2b_base64(padded.translate(FROM_LINKS))
    if encoded(data) != text:
        raise ValueError("this is another spelling of the same bytes")
    return data
