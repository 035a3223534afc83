"""ID tokens of our own dev issuer, as they are made."""

from collections.abc import Mapping
from typing import Protocol


class IdTokenSigner(Protocol):
    """Makes tokens with a key that signs nothing else, so that no ID token can pass for an access token.

    - `sign` returns the claims as a JWT, signed RS256; its kid is the thumbprint (RFC 7638) of the key.
    - `published` returns the public key as a JWK (RFC 7517) with `kty`, `use`, `alg`, `kid`, `n` and `e`.
    """

    def sign(self, claims: Mapping[str, str | int | bool]) -> str:
        """Return the token."""
        ...

    def published(self) -> Mapping[str, str]:
        """Return the public key."""
        ...
