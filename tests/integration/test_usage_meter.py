"""Counting what is used of the language model: hours and days that pass, and a Redis that many share."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from adapters.memory.usage_meter import MemoryUsageMeter
from adapters.redis.usage_meter import RedisUsageMeter
from adapters.wire.model.allowance import Allowance
from composition.opener import Opener
from composition.settings import SettingError, Settings
from core.errors import BadAnswer, Unavailable
from ports.clock import Clock
from ports.usage_meter import UsageMeter
from tests.clocks import ManualClock
from tests.integration.on_redis import is_unavailable, opened
from tests.servers.redis import RedisServer

TWO_CALLS = {"ODDIYA_LLM_CALLS_PER_HOUR": "2", "ODDIYA_LLM_TOKENS_PER_DAY": "100", "ODDIYA_REDIS_TIMEOUT": "10"}


@asynccontextmanager
async def on_redis(server: RedisServer, clock: Clock) -> AsyncIterator[UsageMeter]:
    """Open a meter whose clock is moved by hand."""
    told = {"ODDIYA_USAGE_METER": "redis", **server.environment, **TWO_CALLS}
    async with AsyncExitStack() as stack:
        yield await Opener(Settings.read(told), stack, given={"clock": clock}).open("usage_meter")


@pytest.fixture(params=["memory", "redis"])
async def meter(
    request: pytest.FixtureRequest, clock: ManualClock, redis_server: RedisServer
) -> AsyncIterator[UsageMeter]:
    if request.param == "memory":
        yield MemoryUsageMeter(allowance=Allowance(calls=2, tokens=100), clock=clock)
    else:
        async with on_redis(redis_server, clock) as meter:
            yield meter


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def granted(meter: UsageMeter, times: int) -> list[bool]:
    return [(await meter.ask()).granted for _ in range(times)]


async def test_the_next_hour_has_calls_again_by_the_clock(meter: UsageMeter, clock: ManualClock) -> None:
    assert await granted(meter, 3) == [True, True, False]
    clock.move(timedelta(minutes=29))  # from half past
    assert await granted(meter, 1) == [False]
    clock.move(timedelta(minutes=1))
    assert await granted(meter, 3) == [True, True, False]


async def test_the_next_day_has_tokens_again_by_the_clock(meter: UsageMeter, clock: ManualClock) -> None:
    await meter.spent(100)
    clock.move(timedelta(hours=14))
    assert await granted(meter, 1) == [False]
    clock.move(timedelta(minutes=30))
    assert await granted(meter, 1) == [True]


async def test_processes_share_what_there_is(redis_server: RedisServer, clock: ManualClock) -> None:
    async with on_redis(redis_server, clock) as one, on_redis(redis_server, clock) as other:
        assert await granted(one, 1) == [True]
        assert await granted(other, 2) == [True, False]
        assert await granted(one, 1) == [False]
        await other.spent(100)
        clock.move(timedelta(hours=1))
        assert await granted(one, 1) == [False]


async def test_what_is_over_is_forgotten(redis_server: RedisServer, clock: ManualClock) -> None:
    async with on_redis(redis_server, clock) as meter:
        await meter.ask()
        await meter.spent(7)
    calls = int(redis_server.ask("TTL", "oddiya:llm:calls:2026-12-04T09").strip(b":\r\n"))
    tokens = int(redis_server.ask("TTL", "oddiya:llm:tokens:2026-12-04").strip(b":\r\n"))
    assert 3600 < calls <= 2 * 3600
    assert 24 * 3600 < tokens <= 48 * 3600


async def test_large_numbers_are_counted_exactly(redis_server: RedisServer, clock: ManualClock) -> None:
    async with on_redis(redis_server, clock) as meter:
        await meter.spent(2**53)
        await meter.spent(1)
        assert redis_server.ask("GET", "oddiya:llm:tokens:2026-12-04").split(b"\r\n")[1] == b"9007199254740993"
        assert await granted(meter, 1) == [False]


async def test_a_number_that_somebody_spoilt_is_no_answer(redis_server: RedisServer, clock: ManualClock) -> None:
    redis_server.ask("SET", "oddiya:llm:calls:2026-12-04T09", "many")
    async with on_redis(redis_server, clock) as meter:
        with pytest.raises(Unavailable):
            await meter.ask()


async def test_without_redis_the_meter_is_unavailable(redis_server: RedisServer) -> None:
    async with opened("usage_meter", redis_server, ODDIYA_REDIS_TIMEOUT="0.2") as meter:
        await meter.ask()
        redis_server.hang()
        await is_unavailable(meter.ask, within=0.2)
        redis_server.resume()
        redis_server.kill()
        await is_unavailable(lambda: meter.spent(1), within=0.2)


async def test_an_answer_that_is_none_is_bad(redis_server: RedisServer, clock: ManualClock) -> None:
    redis_server.ask("SET", "oddiya:llm:tokens:2026-12-04", "1e3")
    async with on_redis(redis_server, clock) as meter:
        assert isinstance(meter, RedisUsageMeter)
        with pytest.raises(BadAnswer):
            await meter.ask()


@pytest.mark.parametrize("text", ["-1", "many", "1.5"])
async def test_an_allowance_is_a_whole_number(redis_server: RedisServer, text: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_LLM_CALLS_PER_HOUR"):
        async with opened("usage_meter", redis_server, ODDIYA_LLM_CALLS_PER_HOUR=text):
            pass
