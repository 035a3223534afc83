"""What the adapters on Redis do while it hangs, dies, forgets and comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.redis.client import RedisClient
from adapters.section import CannotOpen
from composition.catalogue import CATALOGUE, Entry
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from ports.cache import Cache
from ports.rate_limiter import Limit
from tests.integration.on_redis import SLACK, is_unavailable, listening, opened, works
from tests.servers.redis import RedisServer
from tests.waiting import until

HOUR = timedelta(hours=1)
TEN_AN_HOUR = Limit(count=10, per=HOUR)
ON_REDIS = {"ODDIYA_CACHE": "redis"}
COMMAND_SECONDS = 1.0
VERDICT_SECONDS = 0.02


async def be_redis(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the password, and answer pings."""
    while line := await reader.readline():
        if line in {b"secret\r\n", b"PING\r\n"}:
            writer.write(b"+PONG\r\n" if line == b"PING\r\n" else b"+OK\r\n")


def cache_calls(cache: Cache) -> list[Callable[[], Awaitable[object]]]:
    return [
        lambda: cache.get("key"),
        lambda: cache.set("key", b"value", ttl=HOUR),
        lambda: cache.add("key", b"value", ttl=HOUR),
        lambda: cache.pop("key"),
        lambda: cache.delete("key"),
    ]


async def test_opening_needs_no_server_and_using_needs_one(redis_server: RedisServer) -> None:
    redis_server.kill()
    async with opened("cache", redis_server) as cache, opened("rate_limiter", redis_server) as limiter:
        for call in cache_calls(cache):
            await is_unavailable(call, within=COMMAND_SECONDS)
        await is_unavailable(lambda: limiter.take("key", TEN_AN_HOUR), within=VERDICT_SECONDS)
        redis_server.start()
        await until(lambda: works(lambda: cache.get("key")))
        await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))


@pytest.mark.parametrize("warm", [True, False], ids=["with connections", "without"])
async def test_while_the_server_hangs_every_call_ends_in_time(redis_server: RedisServer, *, warm: bool) -> None:
    async with opened("cache", redis_server) as cache, opened("rate_limiter", redis_server) as limiter:
        if warm:
            await until(lambda: works(lambda: cache.set("key", b"value", ttl=HOUR)))
            await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))
        redis_server.hang()
        for call in cache_calls(cache):
            await is_unavailable(call, within=COMMAND_SECONDS)
        await is_unavailable(lambda: limiter.take("key", TEN_AN_HOUR), within=VERDICT_SECONDS)
        await is_unavailable(lambda: limiter.forget("key"), within=VERDICT_SECONDS)
        redis_server.resume()
        await until(lambda: works(lambda: cache.set("key", b"again", ttl=HOUR)))
        await until(lambda: works(lambda: limiter.take("key", TEN_AN_HOUR)))
        assert await cache.get("key") == b"again"


async def test_after_a_restart_the_first_call_works(redis_server: RedisServer) -> None:
    async with opened("cache", redis_server, ODDIYA_REDIS_TIMEOUT="10") as cache:
        await asyncio.gather(*(cache.set(f"key {number}", b"value", ttl=HOUR) for number in range(16)))
        await asyncio.to_thread(redis_server.kill)
        await asyncio.to_thread(redis_server.start)
        for number in range(16):
            assert await cache.get(f"key {number}") is None


async def test_a_killed_server_is_unavailable_to_a_call_in_flight(redis_server: RedisServer) -> None:
    async with opened("cache", redis_server, ODDIYA_REDIS_TIMEOUT="10") as cache:
        await cache.set("key", b"value", ttl=HOUR)
        redis_server.hang()
        calls = [asyncio.create_task(works(lambda: cache.get("key"))) for _ in range(20)]
        await asyncio.sleep(0)
        redis_server.kill()
        assert await asyncio.wait_for(asyncio.gather(*calls), 10 + SLACK) == [False] * 20


async def test_a_connection_cut_in_the_middle_of_an_answer_is_unavailable(tmp_path: Path) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"$100\r\nonly some")
        await writer.drain()
        writer.transport.abort()

    async with listening(tmp_path / "cut.sock", cut) as told, AsyncExitStack() as stack:
        cache = await Opener(Settings.read({**told, **ON_REDIS}), stack).open("cache")
        for call in cache_calls(cache):
            await is_unavailable(call, within=COMMAND_SECONDS)


@pytest.mark.parametrize(
    "answer", [b"nonsense\r\n", b"-LOADING Redis is loading\r\n", b"-READONLY a replica\r\n", b"-OOM\r\n", b""]
)
async def test_a_server_that_answers_something_else_is_unavailable(tmp_path: Path, answer: bytes) -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(1)
        writer.write(answer)

    async with listening(tmp_path / "odd.sock", serve) as told, AsyncExitStack() as stack:
        cache = await Opener(Settings.read({**told, **ON_REDIS}), stack).open("cache")
        calls = cache_calls(cache)
        for call in calls:
            await is_unavailable(call, within=COMMAND_SECONDS)
    assert connections == len(calls)


async def test_a_cancelled_command_leaves_no_answer_for_the_next(redis_server: RedisServer) -> None:
    async with opened("cache", redis_server, ODDIYA_REDIS_TIMEOUT="10", ODDIYA_REDIS_CONNECTIONS="1") as cache:
        await cache.set("mine", b"mine", ttl=HOUR)
        await cache.set("yours", b"yours", ttl=HOUR)
        redis_server.hang()
        for steps in range(12):
            getting = asyncio.create_task(cache.get("mine"))
            for _ in range(steps):
                await asyncio.sleep(0)
            getting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await getting
        redis_server.resume()
        assert [await cache.get("yours") for _ in range(20)] == [b"yours"] * 20


async def test_cancelling_at_any_moment_mixes_no_answers_and_loses_no_connection(redis_server: RedisServer) -> None:
    settings = {"ODDIYA_REDIS_TIMEOUT": "10", "ODDIYA_REDIS_CONNECTIONS": "4"}
    async with opened("cache", redis_server, **settings) as cache:
        keys = [f"key {number}" for number in range(16)]
        for key in keys:
            await cache.set(key, key.encode(), ttl=HOUR)
        for after in range(60):
            getting = {key: asyncio.create_task(cache.get(key)) for key in keys}
            for _ in range(after % 20):
                await asyncio.sleep(0)
            for key in keys[after % 3 :: 3]:
                getting[key].cancel()
            answers = await asyncio.gather(*getting.values(), return_exceptions=True)
            for key, answer in zip(keys, answers, strict=True):
                assert isinstance(answer, asyncio.CancelledError) or answer == key.encode()
        together = asyncio.gather(*(cache.get(key) for key in keys))
        assert await asyncio.wait_for(together, 10) == [key.encode() for key in keys]


async def test_a_caller_with_little_time_leaves_a_connection_for_the_next(tmp_path: Path) -> None:
    connections = 0
    greet = asyncio.Event()

    async def slow_to_greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await greet.wait()
        await be_redis(reader, writer)

    async with listening(tmp_path / "slow.sock", slow_to_greet, password="secret") as told, AsyncExitStack() as stack:
        told |= {"ODDIYA_REDIS_TIMEOUT": "0.05", "ODDIYA_REDIS_CONNECTIONS": "1"}
        client: RedisClient = await Opener(Settings.read(told), stack).open("redis_client")
        await is_unavailable(lambda: client.ask("PING"), within=0.05)
        greet.set()
        await until(lambda: works(lambda: client.ask("PING")))
        assert connections == 1


async def test_a_connection_that_is_never_greeted_is_given_up_and_opened_anew(tmp_path: Path) -> None:
    connections = 0

    async def greet_all_but_the_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        if connections == 1:
            await reader.read()
        else:
            await be_redis(reader, writer)

    async with (
        listening(tmp_path / "mute.sock", greet_all_but_the_first, password="secret") as told,
        AsyncExitStack() as stack,
    ):
        client: RedisClient = await Opener(Settings.read({**told, "ODDIYA_REDIS_CONNECTIONS": "1"}), stack).open(
            "redis_client"
        )
        await is_unavailable(lambda: client.ask("PING"), within=COMMAND_SECONDS)
        await until(lambda: works(lambda: client.ask("PING")))
        assert connections == 2


async def test_closing_ends_what_is_waiting_for_a_connection(tmp_path: Path) -> None:
    async def never_greet(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        opened_one.set()
        await reader.read()

    opened_one = asyncio.Event()
    async with listening(tmp_path / "mute.sock", never_greet, password="secret") as told:
        async with AsyncExitStack() as stack:
            cache = await Opener(Settings.read({**told, **ON_REDIS, "ODDIYA_REDIS_TIMEOUT": "10"}), stack).open("cache")
            asking = asyncio.create_task(works(lambda: cache.get("key")))
            await opened_one.wait()
            abandoned = asyncio.create_task(cache.get("key"))
            await asyncio.sleep(0)
            abandoned.cancel()
        assert await asyncio.wait_for(asking, 1) is False
        await is_unavailable(lambda: cache.get("key"), within=0)
        with pytest.raises(asyncio.CancelledError):
            await abandoned


async def test_a_refused_password_is_unavailable_and_names_it_in_the_cause(redis_server: RedisServer) -> None:
    redis_server.ask("CONFIG", "SET", "requirepass", "right")
    wrong = {"ODDIYA_REDIS_URL": redis_server.url.replace("unix://", "unix://:wrong@")}
    async with opened("cache", redis_server, **wrong) as cache:
        with pytest.raises(Unavailable) as caught:
            await cache.get("key")
    assert "WRONGPASS" in str(caught.value.__cause__) or "invalid username-password" in str(caught.value.__cause__)
    right = {"ODDIYA_REDIS_URL": redis_server.url.replace("unix://", "unix://:right@") + "?db=3"}
    async with opened("cache", redis_server, ODDIYA_REDIS_TIMEOUT="10", **right) as cache:
        assert await cache.get("key") is None


async def test_a_process_whose_sessions_are_in_redis_is_ready_when_it_answers(redis_server: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({"ODDIYA_SESSIONS": "redis", **redis_server.environment}), stack)
        await opener.open("sessions")
        check = opener.checks()["sessions"]
        await until(lambda: works(check))
        redis_server.kill()
        await is_unavailable(check, within=COMMAND_SECONDS)


async def test_a_process_that_can_do_without_redis_stays_ready_when_it_is_gone(redis_server: RedisServer) -> None:
    told = {"ODDIYA_CACHE": "redis", "ODDIYA_RATE_LIMITER": "redis", "ODDIYA_REVOKED_SESSIONS": "redis"}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({**told, **redis_server.environment}), stack)
        for port in ("cache", "rate_limiter", "revoked_sessions"):
            await opener.open(port)
        assert opener.checks().keys() == {"revoked_sessions"}
        await until(lambda: works(opener.checks()["revoked_sessions"]))
        redis_server.kill()
        client: RedisClient = await opener.open("redis_client")
        await is_unavailable(lambda: client.ask("PING"), within=COMMAND_SECONDS)
        await opener.checks()["revoked_sessions"]()


@pytest.mark.parametrize("url", ["localhost", "http://localhost", "redis://localhost:port", "redis://h?surprise=1"])
async def test_a_malformed_url_keeps_the_client_shut_and_is_not_shown(url: str) -> None:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({"ODDIYA_REDIS_URL": url}), stack)
        with pytest.raises(CannotOpen, match="ODDIYA_REDIS_URL is not usable: it expects a redis://") as caught:
            await opener.open("redis_client")
    assert url not in str(caught.value)


async def test_no_adapter_says_the_password_in_its_repr(redis_server: RedisServer) -> None:
    secret = {"ODDIYA_REDIS_URL": redis_server.url.replace("unix://", "unix://:hunter2@")}
    for entry in redis_entries():
        async with opened(entry.port, redis_server, **secret) as adapter:
            assert "hunter2" not in repr(adapter)


def redis_entries() -> list[Entry]:
    return [entry for entry in CATALOGUE if entry.module.startswith("adapters.redis.")]
