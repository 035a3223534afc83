"""Settings of the signer that are more than text."""

import re
from base64 import b64decode
from string import hexdigits
from typing import Self
from urllib.parse import urlsplit

from attrs import field, frozen

LEAST_BYTES = 32


class PublicUrl(str):
    """An absolute http or https URL without query and without a slash at its end."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what a path cannot be added to."""
        parts = urlsplit(text)
        if not re.fullmatch(r"https?://[!-~]+", text) or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(text)
        if parts.port == 0:  # reading it also refuses what is no port
            raise ValueError(text)
        return super().__new__(cls, text.rstrip("/"))


def _bytes_of(text: str) -> bytes:
    text = text.strip()
    if set(text) <= set(hexdigits) and len(text) % 2 == 0:
        secret = bytes.fromhex(text)
    else:
        standard = re.sub("[-_]", lambda found: "+/"["-_".index(found[0])], text)
        secret = b64decode(standard.rstrip("=") + "=" * (-len(standard.rstrip("=")) % 4), validate=True)
    if len(secret) < LEAST_BYTES:
        raise ValueError(f"a signing key has at least {LEAST_BYTES} bytes")
    return secret


@frozen
class SigningKey:
    """Enough secret bytes, given as hexadecimal or Base64."""

    secret: bytes = field(converter=_bytes_of, repr=False)
