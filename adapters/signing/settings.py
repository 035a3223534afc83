"""Settings of the signer that are more than text."""

import re
from base64 import b64decode
from string import hexdigits

from attrs import field, frozen

LEAST_BYTES = 32


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
