"""Ways in which Redis is away from a gateway, and sessions that end meanwhile."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from attrs import evolve

from core.errors import Unavailable
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import PATIENCE
from tests.gateway.process.sessions import end_session
from tests.servers.redis import PATIENCE as REDIS_PATIENCE
from tests.servers.redis import RedisServer


def way_to(redis: RedisServer) -> Path:
    """Return the way by which a gateway gets to Redis, which can be cut off without anybody else's noticing."""
    return Path(redis.url.removeprefix("unix://")).with_name("way")


def let_in(redis: RedisServer) -> None:
    """Let the gateway get to Redis."""
    way_to(redis).symlink_to(redis.url.removeprefix("unix://"))


def cut_off(redis: RedisServer) -> None:
    """Let the gateway get to Redis no more."""
    way_to(redis).unlink()
    for kind in ("normal", "pubsub"):
        assert redis.ask("CLIENT", "KILL", "TYPE", kind).startswith(b":")


WAYS: Final[Mapping[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], None]]]] = {
    "hangs": (RedisServer.hang, RedisServer.resume),
    "is killed": (RedisServer.kill, RedisServer.start),
    "cannot be reached": (cut_off, let_in),
}


@contextmanager
def while_redis(way: str, redis: RedisServer) -> Iterator[None]:
    """Have Redis be away in one of the ways until the block ends."""
    begin, end = WAYS[way]
    begin(redis)
    try:
        yield
    finally:
        end(redis)


def end_patiently(gateway: Gateway, redis: RedisServer, session_id: str, user_id: str) -> float:
    """End a session of the gateway's as soon as Redis lets somebody do so who knows another way; return when it did."""
    told = {**gateway.told, "ODDIYA_REDIS_URL": redis.url, **REDIS_PATIENCE}
    deadline = monotonic() + PATIENCE
    while True:
        try:
            asyncio.run(end_session(evolve(gateway, told=told), session_id, user_id))
        except Unavailable:
            assert monotonic() < deadline
            sleep(0.01)
        else:
            return monotonic()
