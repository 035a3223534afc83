"""Access tokens of many users, as an installation signs them."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

from attrs import frozen

from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from tests.bench.ports import opened
from tests.builders import an_id


@frozen(kw_only=True)
class Tokens:
    """The tokens, each of another user, and the key to verify them with, also as it is published."""

    texts: Sequence[str]
    public_key_pem: str
    jwks: str


async def tokens_of(environment: Mapping[str, str], *, users: int) -> Tokens:
    """Sign tokens with the key ring that these settings lead to."""
    async with AsyncExitStack() as stack:
        lender = Opener(Settings.read(environment), stack)
        signer, ring, clock = await opened(lender, "token_signer", "key_ring", "clock")
        now = clock.now() - timedelta(seconds=1)
        texts = [
            signer.sign(
                AccessClaims(
                    user_id=UserId(an_id()),
                    session_id=SessionId(an_id()),
                    token_id=an_id(),
                    issued_at=now,
                    expires_at=now + ACCESS_LIFE,
                )
            )
            for _ in range(users)
        ]
        jwks = json.dumps({"keys": [dict(key) for key in ring.published()]})
        return Tokens(texts=texts, public_key_pem=ring.signing().public.to_pem().decode(), jwks=jwks)
