"""What a client is given to show, as it travels."""

from typing import Annotated, Literal

from attrs import frozen
from typing_extensions import Doc

from core.identity.model.session import TokenPair


@frozen(kw_only=True)
class TokenPairOut:
    """Two tokens (RFC 6749 section 5.1): one to show to every service, one that is exchanged for the next two."""

    access_token: Annotated[str, Doc("goes into the header `Authorization: Bearer`")]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - what kind of token it is
    expires_in: Annotated[int, Doc("seconds that the access token is valid for")]
    refresh_token: Annotated[str, Doc("is exchanged at `/oauth2/token`, once")]
    refresh_expires_in: Annotated[int, Doc("seconds after which somebody has to sign in again")]


def token_pair_out(pair: TokenPair) -> TokenPairOut:
    """Present a pair of tokens."""
    return TokenPairOut(
        access_token=pair.access_token,
        expires_in=int(pair.expires_in.total_seconds()),
        refresh_token=pair.refresh_token,
        refresh_expires_in=int(pair.refresh_expires_in.total_seconds()),
    )
