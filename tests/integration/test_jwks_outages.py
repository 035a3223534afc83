"""What a process without a key ring does while the auth service cannot tell its keys, or is not there yet."""

import gzip
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs
from typing_extensions import override

from adapters.jose.public_jwk import LARGEST
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier_jwks import JwksTokenVerifier, check
from adapters.memory.cache import MemoryCache
from adapters.section import CannotOpen
from composition.catalogue import adapters_of
from core.errors import Unavailable
from tests.conftest import OpenAdapter
from tests.servers.jwks import JwksServer
from tests.servers.misbehaviour import BAD_ANSWERS, NO_ANSWERS, a_500, html
from tests.servers.oidc import Handler
from tests.tokens.fleet import Fleet, Member, a_fleet, a_token
from tests.tokens.published import document
from tests.waiting import until

KEY, NEXT = TokenKey.made(), TokenKey.made()
JWKS = adapters_of("token_verifier")["jwks"]
DAY = 24 * 3600
READY_SECONDS = 2


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with a_fleet(tmp_path) as running:
        running.publish(KEY)
        yield running


async def is_unavailable(member: Member, text: str) -> bool:
    """Tell whether a process says that it cannot judge a token."""
    try:
        await member.verifier.verify(text)
    except Unavailable:
        return True
    return False


@pytest.mark.parametrize("answer", [*NO_ANSWERS, *BAD_ANSWERS], ids=lambda answer: answer.__name__)
async def test_jk_5_the_last_good_keys_stay_whatever_is_answered_and_nobody_asks_more_often_for_it(
    fleet: Fleet, answer: Handler
) -> None:
    member = await fleet.start()
    fleet.server.answer = answer
    with capture_logs() as logged:
        await fleet.wait(50 + 30 + 30)
    assert await member.passes(a_token(KEY))
    assert fleet.server.asked == 4
    told = [line["why"] for line in logged if line["event"] == "the auth service does not tell its token keys"]
    assert told
    assert all(one != other for one, other in pairwise(told)), "the same is told once"
    assert not any("<" in why for why in told)
    fleet.server.answer = None
    fleet.publish(NEXT)
    await fleet.wait(30)
    assert await member.passes(a_token(NEXT))
    assert not await member.passes(a_token(KEY))


def answers_but() -> dict[str, dict[str, Any]]:
    """Return answers with a good key in them, which are refused for another reason."""
    body = document(dict(NEXT.jwk))
    return {
        **{str(status): {"status": status, "body": body} for status in (201, 203, 206, 404, 503)},
        "packed": {"body": gzip.compress(body), "headers": {"Content-Encoding": "gzip"}},
        "large": {"body": body + b" " * LARGEST},
    }


@pytest.mark.parametrize("answer", answers_but().values(), ids=answers_but())
async def test_jk_5_keys_are_read_from_a_plain_200_of_no_great_size(fleet: Fleet, answer: dict[str, Any]) -> None:
    member = await fleet.start()

    async def other(_: web.Request) -> web.StreamResponse:
        return web.Response(**answer)

    fleet.server.answer = other
    await fleet.wait(50)
    assert fleet.server.asked == 2
    assert await member.passes(a_token(KEY))
    assert not await member.passes(a_token(NEXT))


async def test_jk_5_the_last_good_keys_are_good_for_a_day_and_then_nobody_passes(fleet: Fleet) -> None:
    member = await fleet.start()
    assert await member.passes(a_token(KEY))
    fleet.server.answer = a_500
    fleet.clock.move(timedelta(seconds=DAY - 2))
    await fleet.wait(1)
    assert await member.passes(a_token(KEY))
    await fleet.wait(1)
    assert member.verifier.recall(a_token(KEY)) is None
    assert await is_unavailable(member, a_token(KEY))
    fleet.server.answer = None
    await fleet.wait(1)
    assert await member.passes(a_token(KEY))


async def test_jk_6_a_process_that_starts_before_the_auth_service_is_ready_soon_after_it(
    open_adapter: OpenAdapter,
) -> None:
    server = JwksServer(lambda: [KEY.jwk])
    server.choose_port()
    started = monotonic()
    verifier: JwksTokenVerifier = await open_adapter(JWKS, ODDIYA_AUTH_URL=server.url)
    assert monotonic() - started < READY_SECONDS
    for _ in range(3):
        with pytest.raises(Unavailable):
            await check(verifier)
        with pytest.raises(Unavailable):
            await verifier.verify(a_token(KEY))
    await server.start()
    try:
        await until(lambda: is_ready(verifier), within=READY_SECONDS)
        await check(verifier)
        assert server.asked == 1
    finally:
        await server.stop()


async def is_ready(verifier: JwksTokenVerifier) -> bool:
    return verifier.keys.is_ready


async def test_jk_6_until_then_the_fleet_asks_about_twice_a_second(fleet: Fleet) -> None:
    fleet.server.answer = html
    members = await fleet.started(3)
    asked = fleet.server.asked
    for _ in range(10):
        await fleet.wait(1)
    assert fleet.server.asked == asked + 10
    fleet.server.answer = None
    await fleet.wait(2)
    assert all(member.keys.is_ready for member in members)
    assert fleet.server.asked == asked + 11


async def test_jk_6_a_process_that_is_started_later_asks_nobody(fleet: Fleet) -> None:
    await fleet.start()
    await fleet.server.stop()
    later = await fleet.start()
    assert await later.passes(a_token(KEY))


async def test_a_process_goes_on_following_whatever_goes_wrong_for_a_moment(fleet: Fleet) -> None:
    cache = FaultyCache(clock=fleet.clock, most_bytes=2**20)
    member = await fleet.start_in_real_time(cache)
    with capture_logs() as logged:
        cache.is_faulty = True
        await until(partial(is_logged, logged, "token keys could not be followed for a moment"))
    cache.is_faulty = False
    fleet.cache = cache
    await fleet.announcer().announce([NEXT.jwk])
    await until(partial(member.passes, a_token(NEXT)))


class FaultyCache(MemoryCache):
    """A cache with a bug in it."""

    is_faulty = False

    @override
    async def get(self, key: str) -> bytes | None:
        if self.is_faulty:
            raise ZeroDivisionError
        return await super().get(key)


async def is_logged(logged: Sequence[Mapping[str, object]], event: str) -> bool:
    return event in [line["event"] for line in logged]


@pytest.mark.parametrize("url", ["auth:8080", "ftp://auth", "http://", "http://auth:0", "http://auth/?a=b"])
async def test_an_address_that_is_none_keeps_the_verifier_shut(open_adapter: OpenAdapter, url: str) -> None:
    with pytest.raises(CannotOpen, match=r"ODDIYA_AUTH_URL is .*: it expects the URL of the auth service"):
        await open_adapter(JWKS, ODDIYA_AUTH_URL=url)


async def test_the_address_of_the_auth_service_is_asked_for(open_adapter: OpenAdapter) -> None:
    with pytest.raises(CannotOpen, match="ODDIYA_AUTH_URL is missing"):
        await open_adapter(JWKS)
