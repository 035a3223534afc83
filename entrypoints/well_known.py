"""What anybody may know of this issuer of access tokens: its public keys, and where its endpoints are."""

import hashlib
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.http.caller import PUBLIC
from entrypoints.http.reply import Reply
from entrypoints.http.route import get
from ports.key_ring import KeyRing

KEPT_SECONDS: Final = 3600  # a new key is published for at least so long before it signs
FOR_EVERYBODY: Final[Mapping[str, str]] = {
    "Cache-Control": f"public, max-age={KEPT_SECONDS}",
    "Access-Control-Allow-Origin": "*",
}


@frozen(kw_only=True)
class JwkOut:
    """A public key (RFC 7517)."""

    kty: str
    use: str
    alg: str
    kid: str
    n: str
    e: str


@frozen(kw_only=True)
class JwksOut:
    """The public keys; the one that signs comes first."""

    keys: tuple[JwkOut, ...]


@frozen(kw_only=True)
class IssuerOut:
    """The issuer's metadata (RFC 8414, OpenID Connect Discovery)."""

    issuer: str
    jwks_uri: str
    token_endpoint: str
    revocation_endpoint: str
    grant_types_supported: tuple[str, ...] = ("refresh_token",)
    response_types_supported: tuple[str, ...] = ()
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("none",)
    revocation_endpoint_auth_methods_supported: tuple[str, ...] = ("none",)
    subject_types_supported: tuple[str, ...] = ("public",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)


@frozen(kw_only=True)
class WellKnownRoutes:
    """What those who verify access tokens read; `issuer` is the public URL."""

    key_ring: KeyRing
    issuer: str

    @get("/.well-known/jwks.json", security=PUBLIC, tags=("tokens",))
    async def get_jwks(self) -> Reply[JwksOut]:
        """Show the public keys that access tokens are signed with.

        A key is shown at least an hour before it signs, and until the last token that it signed is over.
        """
        keys = tuple(JwkOut(**key) for key in self.key_ring.published())
        version = hashlib.sha256(" ".join(key.kid for key in keys).encode()).hexdigest()[:32]
        return Reply(value=JwksOut(keys=keys), version=version, headers=FOR_EVERYBODY)

    @get("/.well-known/openid-configuration", security=PUBLIC, tags=("tokens",))
    async def get_issuer(self) -> Reply[IssuerOut]:
        """Show who gives access tokens out, and where."""
        issuer = IssuerOut(
            issuer=self.issuer,
            jwks_uri=f"{self.issuer}/.well-known/jwks.json",
            token_endpoint=f"{self.issuer}/oauth2/token",
            revocation_endpoint=f"{self.issuer}/oauth2/revoke",
        )
        return Reply(value=issuer, headers=FOR_EVERYBODY)
