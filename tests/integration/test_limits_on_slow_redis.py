"""Limits on a Redis that hangs, dies, restarts and answers nonsense."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from socket import socketpair
from time import monotonic, sleep

import pytest
import uvloop

from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from ports.rate_limiter import Ask, Limit, RateLimiter
from tests.integration.on_redis import SLACK, command, is_unavailable, listening, opened, works
from tests.servers.redis import RedisServer
from tests.waiting import until

HOUR = timedelta(hours=1)
TEN_AN_HOUR = Limit(count=10, per=HOUR)
PATIENT = {"ODDIYA_RATE_LIMIT_TIMEOUT": "10"}
VERDICT_SECONDS = 0.02


@pytest.fixture
async def limiter(redis_server: RedisServer) -> AsyncIterator[RateLimiter]:
    async with opened("rate_limiter", redis_server, **PATIENT) as limiter:
        yield limiter


@pytest.fixture
async def brisk(redis_server: RedisServer) -> AsyncIterator[RateLimiter]:
    """A limiter with as little patience as it has in earnest, that is known to work."""
    async with opened("rate_limiter", redis_server) as limiter:
        await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))
        yield limiter


def waits(call: Callable[[], Awaitable[object]]) -> bool:
    """Tell whether a call waits for anything; fail unless it is `Unavailable` when it does not."""
    try:
        steps = call().__await__()
        next(steps)
    except Unavailable:
        return False
    steps.close()
    return True


async def test_rl_8_while_redis_hangs_everybody_is_told_in_time(redis_server: RedisServer, brisk: RateLimiter) -> None:
    redis_server.hang()
    calls = [
        asyncio.create_task(is_unavailable(lambda: brisk.take("key", TEN_AN_HOUR), within=VERDICT_SECONDS))
        for _ in range(200)
    ]
    abandoned = [asyncio.create_task(brisk.take("key", TEN_AN_HOUR)) for _ in range(20)]
    await asyncio.sleep(0)
    for call in abandoned:
        call.cancel()
    await asyncio.wait_for(asyncio.gather(*calls), VERDICT_SECONDS + SLACK)
    assert all(
        isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*abandoned, return_exceptions=True)
    )


async def test_rl_8_once_redis_was_too_slow_nobody_waits_for_it_until_it_answers(
    redis_server: RedisServer, brisk: RateLimiter
) -> None:
    redis_server.hang()
    await is_unavailable(lambda: brisk.take("key", TEN_AN_HOUR), within=VERDICT_SECONDS)
    for _ in range(150):
        assert not waits(lambda: brisk.take("key", TEN_AN_HOUR))
        assert not waits(lambda: brisk.take_in_turn([Ask(key="key", limit=TEN_AN_HOUR)]))
        await asyncio.sleep(0.005)
    redis_server.resume()
    await until(lambda: works(lambda: brisk.take("key", TEN_AN_HOUR)))


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_rl_8_a_process_that_was_held_up_itself_reads_the_answer_before_it_gives_up(
    redis_server: RedisServer, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    bell, rope = socketpair()

    def hold_up() -> None:
        key, until_then = bell.recv(100).decode(), monotonic() + 0.5
        while monotonic() < until_then or redis_server.ask("EXISTS", key) != b":1\r\n":
            sleep(0.01)
        # What it answered in the same turn as the question above has been sent once it answers another one.
        redis_server.ask("PING")

    async def be_held_up() -> None:
        async with opened("rate_limiter", redis_server, ODDIYA_RATE_LIMIT_TIMEOUT="0.25") as limiter:
            asyncio.get_running_loop().add_reader(bell, hold_up)
            for number in range(2):
                take = asyncio.create_task(limiter.take(f"{number}", TEN_AN_HOUR))
                for _ in range(10):
                    await asyncio.sleep(0)
                rope.send(f"oddiya:limit:{number}".encode())
                assert (await take).remaining == 9
            asyncio.get_running_loop().remove_reader(bell)

    with bell, rope, asyncio.Runner(loop_factory=loop) as runner:
        runner.run(be_held_up())


async def test_rl_8_a_limiter_that_is_opened_while_redis_hangs_opens_and_works_later(redis_server: RedisServer) -> None:
    redis_server.hang()
    async with asyncio.timeout(10), opened("rate_limiter", redis_server) as limiter:
        assert not waits(lambda: limiter.take("key", TEN_AN_HOUR))
        redis_server.resume()
        await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))


async def test_rl_8_what_was_not_answered_in_time_is_not_answered_to_somebody_else(
    redis_server: RedisServer, brisk: RateLimiter
) -> None:
    redis_server.hang()
    await is_unavailable(lambda: brisk.take("mine", Limit(count=3, per=HOUR)), within=VERDICT_SECONDS)
    redis_server.resume()
    yours = Limit(count=100, per=HOUR)
    await until(lambda: works(lambda: brisk.take("warm", yours)))
    for number in range(20):
        assert (await brisk.take(f"yours {number}", yours)).remaining == 99


async def test_rl_8_a_redis_that_dies_fails_who_waits_and_is_found_again(
    redis_server: RedisServer, limiter: RateLimiter
) -> None:
    redis_server.hang()
    calls = [asyncio.create_task(works(lambda: limiter.take("key", TEN_AN_HOUR))) for _ in range(20)]
    await asyncio.sleep(0)
    redis_server.kill()
    assert await asyncio.wait_for(asyncio.gather(*calls), 10) == [False] * 20
    assert not waits(lambda: limiter.take("key", TEN_AN_HOUR))
    redis_server.start()
    await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))


async def test_closing_tells_who_still_waits(redis_server: RedisServer) -> None:
    async with opened("rate_limiter", redis_server, **PATIENT) as limiter:
        redis_server.hang()
        waiting = asyncio.create_task(works(lambda: limiter.take("key", TEN_AN_HOUR)))
        await asyncio.sleep(0)
    assert await asyncio.wait_for(waiting, 10) is False
    assert not waits(lambda: limiter.take("key", TEN_AN_HOUR))


@pytest.mark.parametrize(
    "answer",
    [
        *(b"nonsense\r\n", b"-LOADING Redis is loading\r\n", b"-OOM\r\n", b"-NOSCRIPT\r\n", b"*1\r\n$1\r\n1\r\n", b""),
        *(b"*0\r\n", b"*2\r\n:1\r\n:1\r\n", b"*x\r\n", b"*1\r\n:x\r\n", b"*1\r\n:1", b":1\r\n", b"*1\r\n:1\r\n:2\r\n"),
    ],
)
async def test_a_server_that_answers_something_else_is_unavailable(tmp_path: Path, answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await command(reader):
            writer.write(b"$2\r\nOK\r\n" if words[0] == b"SCRIPT" else answer)
            if not answer:
                break

    async with listening(tmp_path / "odd.sock", serve) as told, AsyncExitStack() as stack:
        settings = Settings.read({**told, "ODDIYA_RATE_LIMITER": "redis"})
        limiter = await Opener(settings, stack).open("rate_limiter")

        async def turned_away() -> bool:
            return not waits(lambda: limiter.take("key", TEN_AN_HOUR))

        await works(lambda: limiter.take("key", TEN_AN_HOUR))
        await until(turned_away, within=VERDICT_SECONDS + SLACK, every=0.001)
