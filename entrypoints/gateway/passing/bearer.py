"""The access token of a request (RFC 6750): from the header Authorization, and from nowhere else."""

from collections.abc import Mapping
from typing import Final

from core.errors import Unauthenticated
from core.identity.model.errors import InvalidAccessToken
from entrypoints.http.refusals import BadHeader

BEARER: Final = b"bearer"


def bearer_token(values: Mapping[bytes, bytes]) -> str:
    """Return the token; `Unauthenticated` when there is none."""
    token = token_in(values)
    if not token:
        raise _refusal(values.get(b"authorization", b""))
    return token


def token_in(values: Mapping[bytes, bytes]) -> str:
    """Return the token; nothing when there is none."""
    scheme, _, rest = values.get(b"authorization", b"").partition(b" ")
    token = rest.lstrip(b" ")
    if scheme.lower() != BEARER or b" " in token or b"," in token:
        return ""
    return token.decode("latin-1")


def _refusal(credentials: bytes) -> Exception:
    if b"," in credentials:
        return BadHeader(name="Authorization", why="has more than one value")
    scheme, _, token = credentials.partition(b" ")
    # RFC 6750 section 3.1: another scheme is as good as no token, but a token that is none is an invalid one.
    return InvalidAccessToken() if scheme.lower() == BEARER and token else Unauthenticated()
