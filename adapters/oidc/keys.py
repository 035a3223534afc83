"""The keys that an issuer publishes: those that can be used, whatever else is among them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

MOST = 64
LEAST_MODULUS = 342  # characters of base64url for 2048 bits
LARGEST_MODULUS = 1366  # and for 8192
TYPES = {"RS256": "RSA", "ES256": "EC"}  # the algorithms that a token may be signed with, and nothing else

Key = RSAKey | ECKey


def keys_in(document: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the public keys of a JSON Web Key Set; what is damaged, weak, secret or of another kind is left out."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        return ()
    return tuple(key for jwk in listed[:MOST] if isinstance(jwk, dict) for key in _key(jwk))


def fitting(keys: Sequence[Key], *, algorithm: str, kid: str | None) -> Key | None:
    """Return the one key that a token is signed with; a token that does not say needs an issuer with one key."""
    kind = [key for key in keys if key.key_type == TYPES[algorithm] and key.alg in (None, algorithm)]
    found = [key for key in kind if kid in (None, key.kid)]
    return found[0] if len(found) == 1 else None


def _key(jwk: Mapping[str, Any]) -> Iterator[Key]:
    about = {name: jwk[name] for name in ("kid", "alg") if name in jwk}
    try:
        if jwk.get("use", "sig") != "sig":
            return
        if jwk.get("kty") == "RSA" and re.fullmatch(rf"[\w-]{{{LEAST_MODULUS},{LARGEST_MODULUS}}}", jwk["n"]):
            yield RSAKey.import_key({**about, "kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
        if jwk.get("kty") == "EC" and jwk["crv"] == "P-256":
            yield ECKey.import_key({**about, "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]})
    except (JoseError, KeyError, TypeError, ValueError):
        return
