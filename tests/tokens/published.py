"""What an auth service may publish beside good keys, and processes that follow what it publishes."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.jose.public_jwk import PublicJwk, keys_published
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier_jwks import Section
from adapters.memory.cache import MemoryCache
from adapters.wire.public_url import PublicUrl
from core.base64url import decoded, encoded
from ports.cache import Cache
from ports.clock import Clock
from tests.tokens.forging import ISSUER

Jwk = dict[str, Any]
INSTALLATION_KEY = b"i" * 32


@cache
def useless_keys() -> dict[str, Jwk]:
    """Return keys that no access token can be verified with, by what is wrong with them; each with a kid of its own."""
    good = dict(TokenKey.made().jwk)
    curve = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43, "use": "sig", "alg": "ES256"}
    useless: dict[str, Jwk] = {
        "EC": curve,
        "oct": {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"},
        "OKP": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43},
        "for encryption": {**good, "use": "enc"},
        "for operations": {**good, "key_ops": ["verify"]},
        "RS512": {**good, "alg": "RS512"},
        "HS256": {**good, "alg": "HS256"},
        "1024 bits": sized(1024),
        "2047 bits": {**good, "n": encoded((1 << 2046 | 1).to_bytes(256).lstrip(b"\0"))},
        "4097 bits": {**good, "n": encoded((1 << 4096 | 1).to_bytes(513))},
        "an even modulus": {**good, "n": encoded((1 << 2047).to_bytes(256))},
        "an exponent of 3": {**good, "e": "Aw"},
        "an exponent of 1": {**good, "e": "AQ"},
        "an even exponent": {**good, "e": "AQAC"},
        "a huge exponent": {**good, "e": encoded((1 << 32 | 1).to_bytes(5))},
        "a private member": {**good, "d": good["n"]},
        "a prime": {**good, "p": "AQAB"},
        "a secret": {**good, "k": "c2VjcmV0"},
        "padding": {**good, "n": good["n"] + "=="},
        "standard base64": {**good, "n": "+" + good["n"][1:]},
        "a leading zero": {**good, "n": encoded(b"\0" + decoded(good["n"]))},
        "no modulus": {name: value for name, value in good.items() if name != "n"},
        "no exponent": {**good, "e": None},
        "a number as a number": {**good, "e": 65537},
        "nothing": {},
    }
    return {what: {**jwk, "kid": f"useless-{number}"} for number, (what, jwk) in enumerate(useless.items())}


def sized(bits: int) -> Jwk:
    """Return an RSA key that is rightly made, of any size."""
    numbers = rsa.generate_private_key(65537, bits).public_key().public_numbers()
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "n": encoded(numbers.n.to_bytes(bits // 8)), "e": "AQAB"}


def document(*keys: object) -> bytes:
    """Return a JSON Web Key Set."""
    return json.dumps({"keys": keys}).encode()


def public(*keys: TokenKey) -> tuple[PublicJwk, ...]:
    """Return what is read of a document with these keys."""
    return keys_published(document(*(dict(key.jwk) for key in keys)))


def kids_of(keys: Sequence[PublicJwk]) -> list[str]:
    return [key.kid for key in keys]


def a_section(home: Path, *, clock: Clock, cache: Cache | None = None, issuer: str = ISSUER) -> Section:
    """Return what a process is told that follows the keys; without a cache it has one of its own."""
    return Section(
        issuer=PublicUrl(issuer),
        cache=cache or MemoryCache(clock=clock, most_bytes=2**20),
        installation_key=INSTALLATION_KEY,
        clock=clock,
        auth_url=PublicUrl("http://127.0.0.1:1"),
        home=home,
    )
