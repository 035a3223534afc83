"""Tokens that an issuer signed (RFC 7515): strictly three parts, one of two algorithms, a key of the issuer's own."""

from collections.abc import Sequence
from typing import Any

import orjson
from attrs import field, frozen
from joserfc import jws
from joserfc.errors import JoseError

from adapters.oidc.discovery import Issuer
from adapters.oidc.keys import TYPES, Key, fitting
from core.identity.model.errors import ProofRefused

LONGEST = 32 * 1024
REGISTRY = jws.JWSRegistry(algorithms=tuple(TYPES), strict_check_header=False)


@frozen(kw_only=True)
class Signed:
    """What a token says, once its signature has been seen to be the issuer's."""

    algorithm: str
    claims: dict[str, Any] = field(repr=False)


async def signed_by(issuer: Issuer, token: str) -> Signed:
    """Return what a token says that this issuer signed, perhaps with a key that it published a moment ago."""
    header = _header(token)
    payload = _payload(token, _key(header, await issuer.keys()))
    if payload is None:
        payload = _payload(token, _key(header, await issuer.newer_keys()))
    if payload is None:
        raise ProofRefused(why="the token's signature is not its issuer's")
    return Signed(algorithm=header["alg"], claims=_claims(payload))


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST:
        raise ProofRefused(why="the token is too long")
    try:
        header = jws.extract_compact(token.encode(), registry=REGISTRY).headers()
        REGISTRY.check_header(header)
        REGISTRY.get_alg(header["alg"])
    except (JoseError, ValueError, TypeError):
        raise ProofRefused(why="it is not a token, or signed in a way that is not taken") from None
    # Nothing here needs an extension; a token that says it is for something else is (RFC 8725 section 3.11).
    if "crit" in header or "b64" in header or str(header.get("typ", "JWT")).upper() != "JWT":
        raise ProofRefused(why="the token is of another kind")
    return header


def _key(header: dict[str, Any], keys: Sequence[Key]) -> Key | None:
    return fitting(keys, algorithm=header["alg"], kid=header.get("kid"))


def _payload(token: str, key: Key | None) -> bytes | None:
    if key is None:
        return None
    try:
        return jws.deserialize_compact(token.encode(), key, registry=REGISTRY).payload
    except (JoseError, ValueError):
        return None


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        claims = orjson.loads(payload)
    except orjson.JSONDecodeError:
        claims = None
    if not isinstance(claims, dict):
        raise ProofRefused(why="the token says nothing")
    return claims
