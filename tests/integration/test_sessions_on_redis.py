"""Sessions on a Redis that dies, forgets, comes back from an older copy, and hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from time import monotonic

import pytest
from attrs import frozen

from adapters.memory import auth_works
from adapters.memory.works import Section
from adapters.redis.client import RedisClient
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from core.identity.model.errors import InvalidGrant
from core.identity.model.session import SessionId, TokenPair
from core.identity.model.user import UserId
from ports.sessions import REVOKED_FOR, RevokedSessions
from tests.builders import an_id
from tests.identity.sessions import Refreshing, refreshing
from tests.servers.redis import RedisServer
from tests.waiting import until

SLACK = 0.5


@frozen(kw_only=True)
class OnRedis:
    """An auth service on a Redis of its own."""

    server: RedisServer
    redis: RedisClient
    auth: Refreshing
    opener: Opener

    async def revoked(self) -> RevokedSessions:
        """Open what knows of revoked sessions."""
        opened: RevokedSessions = await self.opener.open("revoked_sessions")
        return opened

    async def is_ready(self) -> bool:
        """Tell whether it is ready to know of them."""
        try:
            await self.opener.checks()["revoked_sessions"]()
        except Unavailable:
            return False
        return True

    async def dump(self, pair: TokenPair) -> bytes:
        """Return a copy of what is kept of a family."""
        copy: bytes = await self.redis.ask("DUMP", self.key_of(pair))
        return copy

    async def restore(self, pair: TokenPair, copy: bytes) -> None:
        """Put a copy in the place of what is kept of a family."""
        await self.redis.ask("RESTORE", self.key_of(pair), 0, copy, "REPLACE")

    def key_of(self, pair: TokenPair) -> bytes:
        """Return where a family is kept."""
        return b"oddiya:refresh_token:" + session_of(pair).encode()

    async def keys(self) -> dict[bytes, int]:
        """Return every key, and for how many milliseconds it will be there."""
        return {key: await self.redis.ask("PTTL", key) for key in await self.redis.ask("KEYS", "*")}


@pytest.fixture
async def on_redis(redis_server: RedisServer) -> AsyncIterator[OnRedis]:
    clock = SystemClock()
    told = {"ODDIYA_SESSIONS": "redis", "ODDIYA_REVOKED_SESSIONS": "redis", **redis_server.environment}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        section = Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())
        works = await stack.enter_async_context(auth_works.open_adapter(section))
        yield OnRedis(
            server=redis_server,
            redis=await opener.open("redis_client"),
            auth=refreshing(clock=clock, sessions=await opener.open("sessions"), works=works),
            opener=opener,
        )


def session_of(pair: TokenPair) -> SessionId:
    return SessionId(pair.access_token.split()[1])


async def test_keys_can_be_told_by_their_names_and_none_stays_for_ever(on_redis: OnRedis) -> None:
    auth, mina = on_redis.auth, UserId(an_id())
    kept, ended = await auth.sign_in(mina), await auth.sign_in(mina)
    await auth.refresh(kept.refresh_token)
    await auth.end_session_of_token(refresh_token=ended.refresh_token)
    stolen = await auth.sign_in(mina)
    await auth.refresh(stolen.refresh_token)
    assert await auth.refused(stolen.refresh_token, late=True)
    days = 24 * 60 * 60 * 1000
    of_the_living = {on_redis.key_of(kept): 14 * days, f"oddiya:refresh_token:user:{mina}".encode(): 90 * days}
    of_the_ended = dict.fromkeys(
        [b"oddiya:refresh_token:revoked", b"oddiya:refresh_token:reused:" + session_of(stolen).encode()],
        REVOKED_FOR // timedelta(milliseconds=1),
    )
    named = of_the_living | of_the_ended
    keys = await on_redis.keys()
    assert keys.keys() == named.keys()
    assert all(abs(named[key] - left) < 60_000 for key, left in keys.items())
    await auth.end_sessions(user_id=mina)
    assert (await on_redis.keys()).keys() == of_the_ended.keys()


async def test_rt_9_a_redis_that_forgot_everything_costs_one_sign_in(on_redis: OnRedis) -> None:
    pair = await on_redis.auth.sign_in()
    await on_redis.redis.ask("FLUSHALL")
    await on_redis.redis.ask("SCRIPT", "FLUSH")
    with pytest.raises(InvalidGrant):
        await on_redis.auth.refresh(pair.refresh_token)
    assert not await on_redis.auth.refused((await on_redis.auth.sign_in()).refresh_token)


async def test_rt_9_while_redis_restarts_nothing_but_try_again_or_sign_in_again_is_said(on_redis: OnRedis) -> None:
    pairs = [await on_redis.auth.sign_in() for _ in range(8)]
    stop = asyncio.Event()

    async def keep_refreshing(token: str) -> None:
        while not stop.is_set():
            try:
                token = (await on_redis.auth.refresh(token)).refresh_token
            except Unavailable:
                await asyncio.sleep(0.01)
            except InvalidGrant:
                token = await sign_in_again()

    async def sign_in_again() -> str:
        try:
            return (await on_redis.auth.sign_in()).refresh_token
        except Unavailable:
            return ""

    clients = [asyncio.create_task(keep_refreshing(pair.refresh_token)) for pair in pairs]
    for _ in range(3):
        await asyncio.sleep(0.05)
        await asyncio.to_thread(on_redis.server.kill)
        await asyncio.sleep(0.02)
        await asyncio.to_thread(on_redis.server.start)
    stop.set()
    await asyncio.gather(*clients)
    assert not await on_redis.auth.events()


async def test_rt_9_an_honest_client_outlives_the_loss_of_the_last_rotations(on_redis: OnRedis) -> None:
    auth = on_redis.auth
    pair = await auth.sign_in()
    copy = await on_redis.dump(pair)
    for _ in range(3):
        pair = await auth.refresh(pair.refresh_token)
    await on_redis.restore(pair, copy)
    for _ in range(2):
        pair = await auth.refresh(pair.refresh_token)
    assert not await auth.events()


async def test_rt_9_an_answer_lost_together_with_its_rotation_is_repeated_with_the_same_successor(
    on_redis: OnRedis,
) -> None:
    auth = on_redis.auth
    pair = await auth.sign_in()
    copy = await on_redis.dump(pair)
    lost = await auth.refresh(pair.refresh_token)
    await on_redis.restore(pair, copy)
    again = await auth.refresh(pair.refresh_token, late=True)
    assert again.refresh_token == lost.refresh_token


async def test_rt_9_no_copy_brings_a_revoked_family_back(on_redis: OnRedis) -> None:
    auth, mina = on_redis.auth, UserId(an_id())
    pair = await auth.sign_in(mina)
    copy = await on_redis.dump(pair)
    newest = await auth.refresh(pair.refresh_token)
    assert await auth.refused(pair.refresh_token, late=True)
    await on_redis.restore(pair, copy)
    assert await auth.refused(pair.refresh_token)
    assert await auth.refused(newest.refresh_token)
    assert not await auth.list_sessions(user_id=mina)
    assert await auth.events() == ["refresh-token-reused"]


async def test_while_redis_is_away_refreshing_is_unavailable_in_time_and_then_goes_on(on_redis: OnRedis) -> None:
    pair = await on_redis.auth.sign_in()
    on_redis.server.hang()
    for call in (on_redis.auth.refresh(pair.refresh_token), on_redis.auth.sign_in()):
        started = monotonic()
        with pytest.raises(Unavailable):
            await call
        assert monotonic() - started < 1.0 + SLACK
    on_redis.server.resume()

    async def refreshed() -> bool:
        try:
            return not await on_redis.auth.refused(pair.refresh_token)
        except Unavailable:
            return False

    await until(refreshed)


async def test_while_redis_is_away_garbage_is_refused_as_ever(on_redis: OnRedis) -> None:
    on_redis.server.kill()
    assert await on_redis.auth.refused("garbage")
    await on_redis.auth.end_session_of_token(refresh_token="garbage")


async def test_a_process_that_starts_without_redis_is_not_ready_until_it_knows_who_was_revoked(
    on_redis: OnRedis,
) -> None:
    on_redis.server.kill()
    revoked = await on_redis.revoked()
    assert not await on_redis.is_ready()
    on_redis.server.start()
    await until(on_redis.is_ready)
    assert not revoked.has(SessionId(an_id()))


async def test_what_is_known_to_be_revoked_stays_known_while_redis_is_away(on_redis: OnRedis) -> None:
    auth, revoked = on_redis.auth, await on_redis.revoked()
    before, after = await auth.sign_in(), await auth.sign_in()

    async def end(pair: TokenPair) -> bool:
        try:
            await auth.end_session_of_token(refresh_token=pair.refresh_token)
        except Unavailable:
            return False
        return True

    async def knows_before() -> bool:
        return revoked.has(session_of(before))

    async def knows_after() -> bool:
        return revoked.has(session_of(after))

    assert await end(before)
    await until(knows_before, within=2)
    on_redis.server.hang()
    assert not await end(after)
    assert revoked.has(session_of(before))
    on_redis.server.resume()
    await until(lambda: end(after))
    await until(knows_after, within=2)
    assert await on_redis.is_ready()
