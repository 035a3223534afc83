"""Staying signed in over real stores: many at once, killed processes, clocks that differ, what a dump tells."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from secrets import SystemRandom
from signal import SIGKILL
from typing import Any

import psycopg2
import pytest
from attrs import evolve

from adapters.memory import auth_works
from adapters.memory.works import Section
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from composition.catalogue import Entry, adapters_of
from core.identity.model.derived_key import derived_key
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.user import UserId
from ports.sessions import RevokedSessions
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter, environment_of
from tests.contract.enrolled import enrolled
from tests.identity.builders import KEY
from tests.identity.sessions import Refreshing, refreshing
from tests.processes import python
from tests.waiting import until

SHARED = [pytest.param(entry, id=name) for name, entry in adapters_of("sessions").items() if name != "memory"]
PROGRAM = """
import asyncio, sys, time
from contextlib import AsyncExitStack
from adapters.system.clock import SystemClock
from composition.opener import Opener
from composition.settings import Settings
from tests.identity.plain_signer import PlainSigner
from tests.identity.sessions import refreshing

class Stuck(PlainSigner):
    def sign(self, claims):
        print("rotated", flush=True)
        time.sleep(600)

async def main():
    async with AsyncExitStack() as stack:
        sessions = await Opener(Settings.read(), stack).open("sessions")
        auth = refreshing(clock=SystemClock(), sessions=sessions, works=None, signer=Stuck())
        await sessions.of_user("00000000-0000-7000-8000-000000000000")
        print("ready", flush=True)
        await auth.refresh(sys.argv[1])

asyncio.run(main())
"""


async def wired(open_adapter: OpenAdapter, entry: Entry) -> Refreshing:
    clock = SystemClock()
    async with auth_works.open_adapter(Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())) as works:
        return refreshing(clock=clock, sessions=await open_adapter(entry), works=works)


@pytest.fixture(params=enrolled("sessions"))
async def auth(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Refreshing:
    return await wired(open_adapter, request.param)


async def test_rt_2_of_fifty_at_once_all_get_one_successor_which_works(auth: Refreshing) -> None:
    token = (await auth.sign_in()).refresh_token
    for _ in range(3):
        pairs = await asyncio.gather(*(auth.refresh(token) for _ in range(50)))
        (token,) = {pair.refresh_token for pair in pairs}
    assert not await auth.refused(token)


async def test_rt_5_of_fifty_at_once_that_were_used_up_one_is_the_theft(auth: Refreshing) -> None:
    mina = an_id()
    first = await auth.sign_in(mina)
    await auth.refresh(first.refresh_token)
    assert all(await asyncio.gather(*(auth.refused(first.refresh_token, late=True) for _ in range(50))))
    assert [event.kind for event in await auth.history(mina)] == ["refresh-token-reused"]


@pytest.mark.parametrize("entry", SHARED)
async def test_rt_6_after_a_theft_access_tokens_are_known_to_be_dead_everywhere_within_five_seconds(
    entry: Entry, open_adapter: OpenAdapter
) -> None:
    auth = await wired(open_adapter, entry)
    gateway: RevokedSessions = await open_adapter(adapters_of("revoked_sessions")[entry.name])
    mina = an_id()
    first = await auth.sign_in(mina)
    (session,) = await auth.list_sessions(user_id=UserId(mina))
    await auth.refresh(first.refresh_token)
    assert await auth.refused(first.refresh_token, late=True)

    async def known() -> bool:
        return gateway.has(session.session_id)

    await until(known, within=5)


@pytest.mark.parametrize("entry", SHARED)
async def test_rt_8_a_process_killed_between_rotation_and_answer_costs_nothing(
    entry: Entry, open_adapter: OpenAdapter, request: pytest.FixtureRequest
) -> None:
    auth = await wired(open_adapter, entry)
    mina = an_id()
    token = (await auth.sign_in(mina)).refresh_token
    for _ in range(2):
        with python(PROGRAM, token, environment=chosen(entry, request)) as victim:
            assert victim.line() == "ready"
            assert victim.line() == "rotated"
            victim.kill(SIGKILL)
        token = (await auth.refresh(token)).refresh_token
    assert len(await auth.list_sessions(user_id=UserId(mina))) == 1
    assert not await auth.refused(token)
    assert not await auth.history(mina)


@pytest.mark.parametrize("entry", SHARED)
async def test_rt_8_a_process_killed_at_any_moment_costs_nothing(
    entry: Entry, open_adapter: OpenAdapter, request: pytest.FixtureRequest
) -> None:
    auth = await wired(open_adapter, entry)
    token = (await auth.sign_in()).refresh_token
    for _ in range(5):
        with python(PROGRAM, token, environment=chosen(entry, request)) as victim:
            assert victim.line() == "ready"
            await asyncio.sleep(SystemRandom().uniform(0, 0.003))
            victim.kill(SIGKILL)
        token = (await auth.refresh(token)).refresh_token


def chosen(entry: Entry, request: pytest.FixtureRequest) -> dict[str, str]:
    return {**environment_of(entry, request), "ODDIYA_SESSIONS": entry.name}


@pytest.mark.parametrize("entry", SHARED)
@pytest.mark.parametrize("minutes", [-5, 5])
async def test_rt_16_the_window_goes_by_the_stores_clock_whatever_the_nodes_show(
    entry: Entry, open_adapter: OpenAdapter, minutes: int
) -> None:
    auth = await wired(open_adapter, entry)
    clock = ManualClock(SystemClock().now() + timedelta(minutes=minutes))
    wrong = refreshing(clock=clock, sessions=auth.sessions, works=auth.works)
    token = (await auth.sign_in()).refresh_token
    rotated, repeated = await auth.refresh(token), await wrong.refresh(token)
    assert repeated.refresh_token == rotated.refresh_token
    assert repeated.refresh_expires_in <= rotated.refresh_expires_in
    brief = evolve(wrong, refresh_session=evolve(wrong.refresh_session, window=timedelta(milliseconds=50)))

    async def over() -> bool:
        return await brief.refused(token)

    await until(over, every=0.06)


async def stored_in_redis(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> list[bytes]:
    environment: dict[str, str] = request.getfixturevalue("redis_environment")
    redis = await open_adapter(adapters_of("redis_client")["redis"], **environment)
    keys: list[bytes] = await redis.ask("KEYS", f"{environment['ODDIYA_REDIS_PREFIX']}*")
    found = list(keys)
    for key in keys:
        if await redis.ask("TYPE", key) == b"hash":
            found += await redis.ask("HGETALL", key)
        else:
            found += await redis.ask("ZRANGE", key, 0, -1, "WITHSCORES")
    return found


async def stored_in_postgres(request: pytest.FixtureRequest, _: OpenAdapter) -> list[bytes]:
    connection = psycopg2.connect(request.getfixturevalue("database_url"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM auth_service.sessions")
            values: Iterable[Any] = [value for row in cursor.fetchall() for value in row]
    finally:
        connection.close()
    return [bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in values]


STORED: dict[str, Callable[[pytest.FixtureRequest, OpenAdapter], Awaitable[list[bytes]]]] = {
    "redis": stored_in_redis,
    "postgres": stored_in_postgres,
}


@pytest.mark.parametrize("entry", SHARED)
async def test_rt_13_what_is_stored_signs_nobody_in(
    entry: Entry, open_adapter: OpenAdapter, request: pytest.FixtureRequest
) -> None:
    auth = await wired(open_adapter, entry)
    pairs = [await auth.sign_in() for _ in range(3)]
    pairs += [await auth.refresh(pair.refresh_token) for pair in pairs]
    tokens = [token_of(auth, pair.refresh_token) for pair in pairs]
    stored = await STORED[entry.name](request, open_adapter)
    digests = [value for value in stored if len(value) == len(tokens[0].digest)]
    assert {token.digest for token in tokens} <= set(digests)
    everything = b"\n".join(stored)
    for pair, token in zip(pairs, tokens, strict=True):
        for secret in (pair.refresh_token.encode(), token.secret, token.secret.hex().encode()):
            assert secret not in everything
        assert urlsafe_b64encode(token.secret).rstrip(b"=")[:-1] not in everything
    assert not any(auth.mint.read(value.decode(errors="replace")) for value in stored)
    # Not even somebody who has the key as well can make a token of what is stored.
    for token in tokens:
        for digest in digests:
            assert await auth.refused(evolve(token, secret=digest).text(derived_key(KEY, "refresh tokens")))


def token_of(auth: Refreshing, text: str) -> RefreshToken:
    token = auth.mint.read(text)
    assert token is not None
    return token
