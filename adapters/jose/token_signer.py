"""Access tokens, signed by python-jose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from jose import jws
from typing_extensions import override

from adapters.jose.access_claims import ClaimRules, TokenSection
from adapters.jose.compact_token import TYPE
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import ALGORITHM
from adapters.section import need
from core.identity.model.session import AccessClaims
from ports.token_signer import TokenSigner


@frozen(kw_only=True)
class JoseTokenSigner(TokenSigner):
    """Signs with the key whose time it is."""

    ring: JoseKeyRing
    rules: ClaimRules

    @override
    def sign(self, claims: AccessClaims) -> str:
        key = self.ring.signing()
        header = {"typ": TYPE, "kid": key.kid}
        token: str = jws.sign(self.rules.written(claims), key.private, headers=header, algorithm=ALGORITHM)
        return token


@frozen(kw_only=True)
class Section(TokenSection):
    """What tokens are signed with."""

    ring: JoseKeyRing = need("key_ring")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[TokenSigner]:
    """Open the signer."""
    yield JoseTokenSigner(ring=section.ring, rules=section.rules)
