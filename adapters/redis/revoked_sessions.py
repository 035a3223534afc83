"""Which sessions have ended, as Redis tells when it is asked, every second."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files

from attrs import frozen

from adapters.redis.client import RedisClient, Script
from adapters.redis.sessions import KIND, MICROSECOND, REVOKED
from adapters.section import need
from adapters.wire.revocations import Revocations, check_ready, following

check = check_ready


@frozen(kw_only=True)
class Section:
    """Which Redis tells of endings."""

    redis: RedisClient = need("redis_client")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Revocations]:
    """Read what is known, and ask for more."""
    redis, script = section.redis, Script(files("adapters.redis").joinpath("revoked_sessions.lua").read_text())

    async def read(at_most: timedelta) -> Iterable[str]:
        found = await redis.run(script, keys=(redis.key(KIND, REVOKED),), words=(at_most // MICROSECOND,))
        return [session_id.decode() for session_id in found]

    async with following(read) as revocations:
        yield revocations
