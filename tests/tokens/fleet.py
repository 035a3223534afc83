"""Processes without a key ring, which follow the keys of one auth service in a time that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

from attrs import Factory, define, field
from typing_extensions import override

from adapters.jose.followed_keys import FollowedKeys
from adapters.jose.jwks_endpoint import endpoint_at
from adapters.jose.key_announcer import CacheKeyAnnouncer
from adapters.jose.key_renewal import PACE, Pace
from adapters.jose.shared_copy import SharedCopy
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.jose.token_verifier_jwks import followed
from adapters.memory.cache import MemoryCache
from adapters.wire.beside import beside
from core.errors import Unavailable
from core.identity.model.errors import InvalidAccessToken
from ports.cache import Cache
from tests.clocks import ManualClock
from tests.servers.jwks import JwksServer, jwks_server
from tests.tokens.forging import NOW, USER, header, payload, rs256, token
from tests.tokens.published import a_section
from tests.tokens.reading import RULES

PATIENCE = 0.5
DAYS = timedelta(days=3)
STRANGER = TokenKey.made()


@define
class Member:
    """One process: what it knows, and how it reads tokens."""

    keys: FollowedKeys
    verifier: JoseTokenVerifier

    async def step(self) -> None:
        """Do what is done every second."""
        await self.keys._renewal.look()
        await self.keys.renew()

    async def passes(self, text: str) -> bool:
        """Tell whether a token is good here."""
        try:
            return (await self.verifier.verify(text)).user_id == USER
        except InvalidAccessToken:
            return False


@define(kw_only=True)
class Fleet:
    """The processes, the auth service, and what they share."""

    server: JwksServer
    home: Path
    clock: ManualClock
    cache: Cache
    pace: Pace = PACE
    members: list[Member] = Factory(list)
    _stack: AsyncExitStack = field(factory=AsyncExitStack)

    async def start(self, home: str = "") -> Member:
        """Start one more process, with a disk of its own unless a home is named."""
        keys = await self._followed(home, self.cache, self.seconds)
        await keys.begin()
        await self._stack.enter_async_context(beside(keys._search.run()))
        return self._joined(keys)

    async def start_in_real_time(self, cache: Cache | None = None) -> Member:
        """Start a process that does by itself what is done every second."""
        keys = await self._followed("", cache or self.cache, monotonic)
        await self._stack.enter_async_context(keys.following())
        return self._joined(keys)

    async def _followed(self, home: str, cache: Cache, seconds: Callable[[], float]) -> FollowedKeys:
        endpoint = await self._stack.enter_async_context(endpoint_at(self.server.url, patience=PATIENCE))
        section = a_section(self.home / (home or str(len(self.members))), clock=self.clock, cache=cache)
        return followed(endpoint.read, section, pace=self.pace, seconds=seconds)

    def _joined(self, keys: FollowedKeys) -> Member:
        member = Member(keys, JoseTokenVerifier(keys=keys, rules=RULES, clock=self.clock))
        self.members.append(member)
        return member

    async def started(self, number: int) -> Sequence[Member]:
        """Start some processes."""
        return [await self.start() for _ in range(number)]

    def announcer(self) -> CacheKeyAnnouncer:
        """Return what the auth service announces changes with."""
        return CacheKeyAnnouncer(self.shared(), clock=self.clock, seconds=self.seconds)

    def shared(self) -> SharedCopy:
        """Return the copy that all share, as one more process sees it."""
        return SharedCopy(self.cache, a_section(self.home, clock=self.clock).form)

    def publish(self, *keys: TokenKey) -> None:
        """Let the auth service have these keys from now on."""
        self.server.published = lambda: [key.jwk for key in keys]

    def seconds(self) -> float:
        return self.clock.now().timestamp()

    async def wait(self, seconds: float) -> None:
        """Let the time pass, while everybody does what is done every second."""
        for _ in range(int(seconds)):
            self.clock.move(timedelta(seconds=1))
            for member in self.members:
                await member.step()

    async def flood(self, number: int, name: str = "stranger") -> None:
        """Show every process tokens with kids of nobody's, all at once."""
        strangers = [a_token(STRANGER, kid=f"{name}-{self.seconds():.0f}-{one}") for one in range(number)]
        passed = await asyncio.gather(*(member.passes(text) for member in self.members for text in strangers))
        assert not any(passed)

    async def pass_everywhere(self, text: str) -> bool:
        """Tell whether a token is good in every process."""
        return all([await member.passes(text) for member in self.members])


class NoCache(Cache):
    """A cache that is down."""

    @override
    async def get(self, key: str) -> bytes | None:
        raise Unavailable(what="the cache")

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        raise Unavailable(what="the cache")

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        raise Unavailable(what="the cache")

    @override
    async def pop(self, key: str) -> bytes | None:
        raise Unavailable(what="the cache")

    @override
    async def delete(self, key: str) -> None:
        raise Unavailable(what="the cache")


def a_token(signer: TokenKey, *, kid: str | None = None, number: int = 0) -> str:
    """Return a token that is good for some days; those with other numbers are others."""
    jti = f"019ae8a8-0000-7000-8000-{number:012}"
    body = payload(exp=int((NOW + DAYS).timestamp()), jti=jti)
    return token(header(signer, kid=kid or signer.kid), body, rs256(signer))


@asynccontextmanager
async def a_fleet(home: Path, cache: Cache | None = None, pace: Pace = PACE) -> AsyncIterator[Fleet]:
    """Run an auth service, and end the processes that the test starts; they share a cache."""
    clock = ManualClock(NOW)
    async with jwks_server() as server, AsyncExitStack() as stack:
        cache = cache or MemoryCache(clock=clock, most_bytes=2**20)
        yield Fleet(server=server, home=home, clock=clock, cache=cache, pace=pace, stack=stack)
