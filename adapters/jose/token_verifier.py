"""Access tokens, read with suspicion: form, key, signature, claims, each by itself and in this order.

python-jose is asked about the signature only. Its own reader accepts several spellings of a token, tokens without
`aud`, and header fields that it does not understand; and there are texts that make it raise what it does not announce.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from attrs import Factory, field, frozen
from jose.exceptions import JOSEError
from typing_extensions import override

from adapters.jose.access_claims import ClaimRules, TokenSection
from adapters.jose.compact_token import LONGEST, CompactToken
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.public_keys import PublicKeys
from adapters.jose.strict_json import object_in
from adapters.jose.verified_tokens import VerifiedToken, VerifiedTokens, digest_of
from adapters.section import need
from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import AccessClaims
from ports.clock import Clock
from ports.token_signer import TokenVerifier


@frozen(kw_only=True)
class JoseTokenVerifier(TokenVerifier):
    """Reads tokens that were signed with any of the public keys, each of them once if it comes again and again."""

    keys: PublicKeys
    rules: ClaimRules
    clock: Clock
    verified: VerifiedTokens = field(default=Factory(VerifiedTokens), repr=False)

    @override
    def recall(self, token: str) -> AccessClaims | None:
        if len(token) > LONGEST:
            return None
        known = self.verified.get(digest_of(token))
        if known is None or self.keys.public(known.kid) is not known.key:
            return None
        return known.claims if known.since <= self.clock.now() < known.until else None

    @override
    async def verify(self, token: str) -> AccessClaims:
        known = self.recall(token)
        if known is not None:
            return known
        found = await self._read(token)
        self.verified.add(digest_of(token), found)
        return found.claims

    async def _read(self, token: str) -> VerifiedToken:
        compact = _taken_apart(token)
        key = self.keys.public(compact.kid)
        if key is None:
            key = await self.keys.sought(compact.kid)
        if key is None:
            raise InvalidAccessToken
        return self._verified(compact, key)

    def _verified(self, compact: CompactToken, key: Any) -> VerifiedToken:
        try:
            if not key.verify(compact.signed, compact.signature):
                raise InvalidAccessToken
            said = self.rules.read(object_in(compact.payload))
        except (ValueError, OverflowError, OSError, JOSEError) as error:
            raise InvalidAccessToken from error
        if not said.since <= self.clock.now() < said.until:
            raise InvalidAccessToken
        return VerifiedToken(claims=said.claims, since=said.since, until=said.until, kid=compact.kid, key=key)


def _taken_apart(token: str) -> CompactToken:
    try:
        return CompactToken.read(token)
    except ValueError as error:
        raise InvalidAccessToken from error


@frozen(kw_only=True)
class Section(TokenSection):
    """What tokens are read with."""

    clock: Clock = need("clock")
    ring: JoseKeyRing = need("key_ring")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[TokenVerifier]:
    """Open the verifier on the keys of this installation's own ring."""
    yield JoseTokenVerifier(keys=section.ring, rules=section.rules, clock=section.clock)
