"""Access tokens, signed by python-jose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from jose import jws
from typing_extensions import override

from adapters.jose.access_claims import AUDIENCE_EXPECTS, ClaimRules
from adapters.jose.compact_token import TYPE
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import ALGORITHM
from adapters.section import need, setting
from adapters.wire.public_url import PublicUrl, public_url
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
class Section:
    """Who gives tokens out, and for whom."""

    ring: JoseKeyRing = need("key_ring")
    issuer: PublicUrl = public_url()
    audience: str = setting("ODDIYA_TOKEN_AUDIENCE", AUDIENCE_EXPECTS, default="oddiya")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[TokenSigner]:
    """Open the signer."""
    rules = ClaimRules(issuer=section.issuer, audience=section.audience)
    yield JoseTokenSigner(ring=section.ring, rules=rules)
