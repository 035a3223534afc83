"""What every announcer of token keys promises to those who follow them."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from attrs import frozen

from adapters.jose.access_claims import ClaimRules
from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_signer import JoseTokenSigner
from adapters.system.clock import SystemClock
from composition.catalogue import Entry, adapters_of
from core.errors import Unavailable
from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from ports.key_announcer import KeyAnnouncer
from ports.token_signer import TokenVerifier
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.servers.jwks import jwks_server
from tests.servers.redis import RedisServer
from tests.waiting import until

OLD, NEW = TokenKey.made(), TokenKey.made()
ISSUER = "https://api.oddiya.example"
FOLLOWER = adapters_of("token_verifier")["jwks"]
SOON = 2.0  # seconds, as the port says


@frozen(kw_only=True)
class Announced:
    """An announcer, and two processes that it can reach."""

    announcer: KeyAnnouncer
    followers: Sequence[TokenVerifier]

    async def announce(self, *keys: TokenKey) -> None:
        await self.announcer.announce([key.jwk for key in keys])

    async def are_good(self, *keys: TokenKey) -> None:
        """Wait until tokens signed with these keys, and with no others, are good for all; fail when it takes long."""

        async def are_good() -> bool:
            good = [[await is_good(signed(key), one) for key in (OLD, NEW)] for one in self.followers]
            return good == [[key in keys for key in (OLD, NEW)]] * len(self.followers)

        await until(are_good, within=SOON)


@pytest.fixture(params=enrolled("key_announcer"))
async def announced(
    request: pytest.FixtureRequest, open_adapter: OpenAdapter, redis_environment: dict[str, str]
) -> AsyncIterator[Announced]:
    told = {**redis_environment, "ODDIYA_CACHE": "redis", "ODDIYA_PUBLIC_URL": ISSUER}
    async with jwks_server(lambda: [OLD.jwk]) as server:
        yield Announced(
            announcer=await open_adapter(request.param, **told),
            followers=[await open_adapter(FOLLOWER, ODDIYA_AUTH_URL=server.url, **told) for _ in range(2)],
        )


def signed(key: TokenKey) -> str:
    """Return a good token."""
    now = SystemClock().now() - timedelta(seconds=1)
    rules = ClaimRules(issuer=ISSUER, audience="oddiya")
    claims = AccessClaims(
        user_id=UserId(an_id()),
        session_id=SessionId(an_id()),
        token_id=an_id(),
        issued_at=now,
        expires_at=now + ACCESS_LIFE,
    )
    return JoseTokenSigner(ring=MemoryKeyRing(key=key, clock=SystemClock()), rules=rules).sign(claims)


async def is_good(token: str, verifier: TokenVerifier) -> bool:
    try:
        await verifier.verify(token)
    except InvalidAccessToken:
        return False
    return True


async def test_a_new_key_is_good_for_all_who_can_be_reached(announced: Announced) -> None:
    await announced.announce(OLD, NEW)
    await announced.are_good(OLD, NEW)


async def test_a_key_that_is_gone_is_good_for_nobody(announced: Announced) -> None:
    await announced.are_good(OLD)
    await announced.announce(OLD, NEW)
    await announced.announce(NEW)
    await announced.are_good(NEW)


async def test_saying_the_same_again_changes_nothing(announced: Announced) -> None:
    for _ in range(5):
        await announced.announce(OLD, NEW)
    await announced.are_good(OLD, NEW)


@pytest.mark.parametrize("entry", enrolled("key_announcer"))
async def test_when_nobody_can_be_told_that_is_said(
    entry: Entry, open_adapter: OpenAdapter, redis_server: RedisServer
) -> None:
    announcer: KeyAnnouncer = await open_adapter(entry, ODDIYA_CACHE="redis", **redis_server.environment)
    redis_server.kill()
    with pytest.raises(Unavailable):
        await announcer.announce([OLD.jwk])
