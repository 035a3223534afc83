"""Which sessions have ended, as Redis publishes; read again now and then, since a word can be missed."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files

from attrs import frozen

from adapters.redis.client import RedisClient, Script
from adapters.redis.listener import Listener, listening_to
from adapters.redis.sessions import KIND, MICROSECOND, REVOKED
from adapters.section import need
from adapters.wire.revocations import READ_EVERY, Revocations, check_ready, following

check = check_ready


@frozen(kw_only=True)
class Section:
    """Which Redis tells of endings."""

    redis: RedisClient = need("redis_client")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Revocations]:
    """Read what is known, and listen for more."""
    async with revocations_of(section.redis) as revocations:
        yield revocations


@asynccontextmanager
async def revocations_of(redis: RedisClient, *, read_every: float = READ_EVERY) -> AsyncIterator[Revocations]:
    """Follow what a Redis says of endings for as long as the block lasts."""
    script = Script(files("adapters.redis").joinpath("revoked_sessions.lua").read_text())
    key = redis.key(KIND, REVOKED)  # the channel is called the same

    async def read(at_most: timedelta) -> Iterable[str]:
        found = await redis.run(script, keys=(key,), words=(at_most // MICROSECOND,))
        return [session_id.decode() for session_id in found]

    async with following(read, every=read_every) as revocations:
        listener = Listener(redis=redis, channel=key, tell=revocations.learn, catch_up=revocations.try_to_catch_up)
        async with listening_to(listener):
            yield revocations
