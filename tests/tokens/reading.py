"""Verifiers that a test shows tokens to, and what it asserts of them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from attrs import frozen

from adapters.jose.access_claims import ClaimRules
from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.public_jwk import PublicJwk, keys_published
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.jose.token_verifier_jwks import followed
from core.identity.model.errors import InvalidAccessToken
from ports.token_signer import TokenVerifier
from tests.clocks import ManualClock
from tests.tokens.forging import AUDIENCE, ISSUER, NOW, USER, header, payload, rs256, token
from tests.tokens.published import a_section, document, useless_keys

RULES = ClaimRules(issuer=ISSUER, audience=AUDIENCE)


@frozen
class Reading:
    """A verifier, and the key of which it reads tokens."""

    verifier: TokenVerifier
    key: TokenKey

    async def accepted(self, text: str) -> None:
        """Assert that a token is good."""
        assert (await self.verifier.verify(text)).user_id == USER

    async def refused(self, text: str) -> None:
        """Assert that a token is invalid, and that finding so takes less than 5 ms."""
        times = []
        for _ in range(3):
            started = perf_counter()
            with pytest.raises(InvalidAccessToken):
                await self.verifier.verify(text)
            times.append(perf_counter() - started)
            assert self.verifier.recall(text) is None
        assert min(times) < 0.005

    async def refused_header(self, head: object) -> None:
        """Assert that a token with this header, otherwise good and rightly signed, is invalid."""
        await self.refused(token(head, payload(), rs256(self.key)))

    async def refused_payload(self, **changed: Any) -> None:
        """Assert that a token that says this, otherwise good and rightly signed, is invalid."""
        await self.refused(token(header(self.key), payload(**changed), rs256(self.key)))

    async def refused_raw_payload(self, changed: str, to: str) -> None:
        """Assert that a token whose payload has this text instead of that is invalid."""
        written = json.dumps(payload())
        assert changed in written
        await self.refused(token(header(self.key), written.replace(changed, to).encode(), rs256(self.key)))


def with_own_keys(key: TokenKey) -> Reading:
    """Read with the key ring of the process itself."""
    clock = ManualClock(NOW)
    return Reading(JoseTokenVerifier(keys=MemoryKeyRing(key=key, clock=clock), rules=RULES, clock=clock), key)


@asynccontextmanager
async def with_published_keys(key: TokenKey, home: Path) -> AsyncIterator[Reading]:
    """Read with what an auth service publishes among keys of all kinds, and see that it is hardly ever asked."""
    asked = 0

    async def fetch() -> tuple[PublicJwk, ...]:
        nonlocal asked
        asked += 1
        return keys_published(document(*useless_keys().values(), dict(key.jwk)))

    clock = ManualClock(NOW)
    keys = followed(fetch, a_section(home, clock=clock))
    async with keys.following():
        yield Reading(JoseTokenVerifier(keys=keys, rules=RULES, clock=clock), key)
    assert asked <= 2, "asked at first, and once for kids that are not known"
