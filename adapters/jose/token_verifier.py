"""Access tokens, read with suspicion: form, key, signature, claims, each by itself and in this order.

python-jose is asked about the signature only. Its own reader accepts several spellings of a token, tokens without
`aud`, and header fields that it does not understand; and there are texts that make it raise what it does not announce.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from attrs import frozen
from jose.exceptions import JOSEError
from typing_extensions import override

from adapters.jose.access_claims import ClaimRules, TokenSection
from adapters.jose.compact_token import CompactToken
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.strict_json import object_in
from adapters.section import need
from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import AccessClaims
from ports.clock import Clock
from ports.token_signer import TokenVerifier

PublicKeys = Callable[[str], Any]
"""Returns python-jose's key by its kid, or None for one that is not published."""


@frozen(kw_only=True)
class JoseTokenVerifier(TokenVerifier):
    """Reads tokens that were signed with any of the public keys."""

    keys: PublicKeys
    rules: ClaimRules
    clock: Clock

    @override
    def verify(self, token: str) -> AccessClaims:
        try:
            compact = CompactToken.read(token)
            key = self.keys(compact.kid)
            if key is None or not key.verify(compact.signed, compact.signature):
                raise InvalidAccessToken
            return self.rules.read(object_in(compact.payload), now=self.clock.now())
        except (ValueError, OverflowError, OSError, JOSEError) as error:
            raise InvalidAccessToken from error


@frozen(kw_only=True)
class Section(TokenSection):
    """What tokens are read with."""

    clock: Clock = need("clock")
    ring: JoseKeyRing = need("key_ring")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[TokenVerifier]:
    """Open the verifier on the keys of this installation's own ring."""
    yield JoseTokenVerifier(keys=section.ring.public, rules=section.rules, clock=section.clock)
