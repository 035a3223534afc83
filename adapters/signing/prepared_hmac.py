"""HMAC-SHA256 (RFC 2104) with a key that stays: what is done with the key alone is done once."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

BLOCK: Final = 64
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def prepared_hmac(key: bytes) -> Callable[[bytes], bytes]:
    """Return what computes the same as `hmac.digest` with this key, which looks OpenSSL's algorithm up each time."""
    block = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner, outer = sha256(block.translate(INNER)), sha256(block.translate(OUTER))

    def mac(text: bytes) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(text)
        around.update(within.digest())
        return around.digest()

    return mac
