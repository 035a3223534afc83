"""Access tokens as an attacker makes them: any bytes as header and payload, signed with any key or not at all."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from adapters.jose.token_key import TokenKey

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER, AUDIENCE = "https://api.oddiya.example", "oddiya"
USER, SESSION, TOKEN = (f"019ae8a8-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))
Sign = Callable[[bytes], bytes]


def header(key: TokenKey, **changed: Any) -> dict[str, Any]:
    """Return the header of a good token, changed; what is changed to `...` is left out."""
    return without({"alg": "RS256", "kid": key.kid, "typ": "at+jwt"} | changed)


def payload(**changed: Any) -> dict[str, Any]:
    """Return the payload of a good token, changed; what is changed to `...` is left out."""
    good = {"iss": ISSUER, "sub": USER, "aud": AUDIENCE, "exp": SECONDS + 3600, "iat": SECONDS, "jti": TOKEN}
    return without({**good, "sid": SESSION, "client_id": "oddiya-app"} | changed)


def without(members: dict[str, Any]) -> dict[str, Any]:
    """Return what is not `...`."""
    return {name: value for name, value in members.items() if value is not ...}


def token(head: object, body: object, sign: Sign) -> str:
    """Put a token together; what is no bytes yet is written as JSON."""
    signed = f"{b64(as_bytes(head))}.{b64(as_bytes(body))}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def as_bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part).encode()


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def rs256(key: TokenKey) -> Sign:
    """Return what signs as a good token is signed."""
    return rsa_with(key, padding.PKCS1v15(), hashes.SHA256())


def rsa_with(key: TokenKey, pad: Any, digest: hashes.HashAlgorithm) -> Sign:
    """Return what signs with the key in another way."""
    return lambda data: key.private.prepared_key.sign(data, pad, digest)
