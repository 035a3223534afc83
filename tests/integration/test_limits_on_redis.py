"""Limits on a Redis that they share and that forgets, and what they ask of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from adapters.redis.client import RedisClient
from composition.opener import Opener
from composition.settings import Settings
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict
from tests.integration.on_redis import opened
from tests.servers.redis import RedisServer
from tests.waiting import until

HOUR = timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
TEN_AN_HOUR = Limit(count=10, per=HOUR)
PATIENT = {"ODDIYA_RATE_LIMIT_TIMEOUT": "10"}
HOSTILE = (
    *("", " ", "*", "x\r\nFLUSHALL\r\n", "x\r\n$8\r\nFLUSHALL\r\n", "a\x00b", "{a}", "서울", "\ud800", "k" * 8192),
    *("../..", "'; return 1 --", "%s", "ip:2001:db8::/64", "oddiya:limit:a"),
)


@pytest.fixture
async def limiter(redis_server: RedisServer) -> AsyncIterator[RateLimiter]:
    async with opened("rate_limiter", redis_server, **PATIENT) as limiter:
        yield limiter


def commands(server: RedisServer) -> int:
    """Return how many scripts the server has run."""
    stats = server.ask("INFO", "commandstats").decode()
    return sum(
        int(line.split("calls=")[1].split(",")[0]) for line in stats.splitlines() if line.startswith("cmdstat_eval")
    )


async def test_rl_6_two_limiters_on_one_redis_share_a_limit(redis_server: RedisServer) -> None:
    async with (
        opened("rate_limiter", redis_server, **PATIENT) as one,
        opened("rate_limiter", redis_server, **PATIENT) as other,
    ):
        asks = [Ask(key="address", limit=TEN_AN_HOUR), Ask(key="user", limit=TEN_AN_HOUR)]
        chains: list[Sequence[Verdict]] = await asyncio.gather(
            *(limiter.take_in_turn(asks) for limiter in (one, other) for _ in range(50))
        )
        assert sum(len(chain) == 2 and chain[1].allowed for chain in chains) == 10
        assert not (await one.take("user", TEN_AN_HOUR)).allowed
        assert not (await other.take("address", TEN_AN_HOUR)).allowed


@pytest.mark.parametrize("forgetting", ["FLUSHALL", "SCRIPT FLUSH"])
async def test_rl_7_a_redis_that_forgot_is_told_again_and_limits_start_anew(
    redis_server: RedisServer, limiter: RateLimiter, forgetting: str
) -> None:
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 9
    redis_server.ask("SCRIPT FLUSH")
    assert redis_server.ask(forgetting).startswith(b"+OK")
    verdicts = await asyncio.gather(*(limiter.take("key", TEN_AN_HOUR) for _ in range(3)))
    first = 9 if forgetting == "FLUSHALL" else 8
    assert [verdict.remaining for verdict in verdicts] == [first, first - 1, first - 2]


async def test_rl_7_what_is_on_its_way_when_the_script_is_forgotten_is_answered(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    redis_server.hang()
    takes = []
    for _ in range(5):
        takes.append(asyncio.create_task(limiter.take("key", TEN_AN_HOUR)))
        await asyncio.sleep(0.001)
    forgotten = asyncio.create_task(asyncio.to_thread(redis_server.ask, "SCRIPT FLUSH"))
    redis_server.resume()
    assert (await forgotten).startswith(b"+OK")
    takes += [asyncio.create_task(limiter.take("key", TEN_AN_HOUR)) for _ in range(5)]
    assert sorted(verdict.remaining for verdict in await asyncio.gather(*takes)) == [*range(10)]


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=2), timedelta(days=3650)], ids=str)
async def test_rl_9_a_clock_that_went_back_bars_nobody_for_longer_than_the_period(
    redis_server: RedisServer, limiter: RateLimiter, later: timedelta
) -> None:
    seconds = int(redis_server.ask("TIME").split(b"\r\n")[2])
    whole_at, left = timedelta(seconds=seconds) + HOUR + later, (HOUR + later) // MILLISECOND
    redis_server.ask("SET", "oddiya:limit:key", str(whole_at // MICROSECOND), "PX", str(left))
    refused = await limiter.take("key", TEN_AN_HOUR)
    assert not refused.allowed
    assert refused.reset_after <= HOUR
    assert refused.retry_after <= HOUR / 10
    again = await limiter.take("key", TEN_AN_HOUR)
    assert again.reset_after <= refused.reset_after
    left = int(redis_server.ask("PTTL", "oddiya:limit:key").strip(b":\r\n"))
    assert 0 < left <= HOUR // MILLISECOND


async def test_rl_9_a_clock_that_went_forward_gives_back_what_its_time_refills(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    assert (await limiter.take("key", TEN_AN_HOUR, cost=10)).remaining == 0
    redis_server.ask("DECRBY", "oddiya:limit:key", str(HOUR // MICROSECOND // 2))
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 4
    redis_server.ask("DECRBY", "oddiya:limit:key", str(24 * HOUR // MICROSECOND))
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 9


async def test_rl_10_hostile_names_are_names_and_nothing_else(redis_server: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        told = {"ODDIYA_RATE_LIMITER": "redis", **redis_server.environment, **PATIENT}
        opener = Opener(Settings.read(told), stack)
        limiter: RateLimiter = await opener.open("rate_limiter")
        client: RedisClient = await opener.open("redis_client")
        chain = [Ask(key=name, limit=TEN_AN_HOUR) for name in HOSTILE]
        together = await asyncio.gather(*(limiter.take(name, TEN_AN_HOUR) for name in HOSTILE))
        in_turn = await limiter.take_in_turn(chain)
        assert [verdict.remaining for verdict in (*together, *in_turn)] == [9] * len(HOSTILE) + [8] * len(HOSTILE)
        names = {b"oddiya:limit:" + name.encode(errors="surrogatepass") for name in HOSTILE}
        assert set(await client.ask("KEYS", "*")) == names


@pytest.mark.parametrize(
    "spoilt", ["SET oddiya:limit:key nonsense", "RPUSH oddiya:limit:key 1", "SET oddiya:limit:key -1"]
)
async def test_a_key_that_somebody_spoilt_counts_for_nothing_and_fails_nobody(
    redis_server: RedisServer, limiter: RateLimiter, spoilt: str
) -> None:
    redis_server.ask(*spoilt.split())
    verdicts = await asyncio.gather(*(limiter.take(key, TEN_AN_HOUR) for key in ("other", "key", "another", "key")))
    assert [verdict.remaining for verdict in verdicts] == [9, 9, 9, 8]


async def test_rl_12_no_key_stays_for_longer_than_until_its_allowance_is_whole(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    brief = Limit(count=10, per=timedelta(milliseconds=200))
    await asyncio.gather(*(limiter.take(f"key {number}", brief, cost=10) for number in range(1000)))

    async def forgotten() -> bool:
        return redis_server.ask("DBSIZE") == b":0\r\n"

    await until(forgotten)


async def test_what_is_asked_in_one_turn_of_the_event_loop_is_one_command(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    asks = [Ask(key="address", limit=TEN_AN_HOUR), Ask(key="user", limit=TEN_AN_HOUR)]

    async def take_in_turn() -> None:
        await limiter.take_in_turn(asks)

    before = commands(redis_server)
    await asyncio.gather(*(take_in_turn() for _ in range(100)), limiter.take("key", TEN_AN_HOUR))
    assert commands(redis_server) == before + 1
    await limiter.take("key", TEN_AN_HOUR)
    assert commands(redis_server) == before + 2


async def test_one_command_asks_a_bounded_number_of_things(redis_server: RedisServer, limiter: RateLimiter) -> None:
    before = commands(redis_server)
    verdicts = await asyncio.gather(*(limiter.take(f"key {number}", TEN_AN_HOUR) for number in range(2000)))
    assert all(verdict.remaining == 9 for verdict in verdicts)
    assert commands(redis_server) == before + 4


async def test_whoever_is_cancelled_disturbs_nobody_who_asked_at_the_same_time(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    for after in range(40):
        takes = [
            asyncio.create_task(limiter.take(f"key {after} {count}", Limit(count=count, per=HOUR)))
            for count in range(1, 31)
        ]
        for _ in range(after % 8):
            await asyncio.sleep(0)
        for take in takes[after % 3 :: 3]:
            take.cancel()
        verdicts = await asyncio.gather(*takes, return_exceptions=True)
        for count, verdict in enumerate(verdicts, start=1):
            match verdict:
                case Verdict():
                    assert verdict.remaining == count - 1
                case _:
                    assert isinstance(verdict, asyncio.CancelledError)
    redis_server.hang()
    takes = [asyncio.create_task(limiter.take("last", TEN_AN_HOUR)) for _ in range(10)]
    await asyncio.sleep(0.01)
    for take in takes[:9]:
        take.cancel()
    redis_server.resume()
    assert (await takes[9]).remaining == 0
