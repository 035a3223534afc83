"""Access tokens of now, and the keys that the auth service of the tests publishes."""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk

from adapters.jose.token_key import TokenKey
from adapters.system.clock import SystemClock
from tests.gateway.process.answers import said, saying
from tests.gateway.process.exchange import Answer
from tests.tokens.forging import header, payload, rs256, token

OURS: Final = TokenKey.made()


def seconds() -> int:
    """Return what time it is."""
    return int(SystemClock().now().timestamp())


def claims(**changed: Any) -> dict[str, Any]:
    """Return what a good token says, changed; what is changed to `...` is left out."""
    now = seconds()
    return payload(**({"iat": now, "exp": now + 3600} | changed))


def a_token(**changed: Any) -> str:
    """Return a token that is rightly signed and says this."""
    return token(header(OURS), claims(**changed), rs256(OURS))


def bearer(text: str) -> tuple[str, str]:
    """Return the field in which a token travels."""
    return "Authorization", f"Bearer {text}"


def published() -> Answer:
    """Return how the keys are asked for: JW-19, the good one stands between others that are of no use."""
    keys = [*_useless("before"), dict(OURS.jwk), *_useless("after")]
    return saying(said(json.dumps({"keys": keys}).encode(), fields=[("Content-Type", "application/json")]))


def _useless(when: str) -> list[dict[str, Any]]:
    curve = jwk.construct(ec.generate_private_key(ec.SECP256R1()).public_key(), "ES256").to_dict()
    short = jwk.construct(rsa.generate_private_key(65537, 1024).public_key(), "RS256").to_dict()
    return [
        {**curve, "kid": f"curve-{when}", "use": "sig"},
        {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256", "kid": f"secret-{when}"},
        {**OURS.jwk, "use": "enc", "kid": f"for-encryption-{when}"},
        {**short, "alg": "RS256", "use": "sig", "kid": f"short-{when}"},
        {"kty": "RSA", "n": "!", "e": "AQAB", "kid": f"broken-{when}"},
    ]
