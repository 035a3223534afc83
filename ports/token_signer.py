"""Access tokens, as they are made and read."""

from typing import Protocol

from core.identity.model.session import AccessClaims


class TokenSigner(Protocol):
    """Makes access tokens that others can verify with public keys alone.

    - A token is a JWT of type `at+jwt` (RFC 9068), signed RS256, with iss, sub, aud, exp, iat, jti, sid and client_id
      and nothing about the person; its kid is the thumbprint (RFC 7638) of the key that the key ring signs with now.
    """

    def sign(self, claims: AccessClaims) -> str:
        """Return the token."""
        ...


class TokenVerifier(Protocol):
    """Reads access tokens.

    - `verify` returns the claims of a token that a `TokenSigner` of the same issuer made with a key that is published
      now, and that has not expired by more than a few seconds' leeway.
    - Everything else is `InvalidAccessToken`: whatever the text is, however large.
    - `recall` costs next to nothing. It never knows more than `verify` would find, and may have forgotten any token.
    - A token that names a key known here is judged without a call to anybody, and so is one that is not of our form.
      For an unknown key the keys may be read again, but so seldom that a flood of such tokens reaches nobody.
    - `Unavailable` is raised as long as no key is known at all: then nothing can be said of any token.
    """

    def recall(self, token: str) -> AccessClaims | None:
        """Return what a token says that was verified here lately and would be now, else None."""
        ...

    async def verify(self, token: str) -> AccessClaims:
        """Return what the token says."""
        ...
