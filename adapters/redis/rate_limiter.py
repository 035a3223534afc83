"""Rate limits that all processes share, counted in Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files

from attrs import frozen
from typing_extensions import override

from adapters.redis.client import RedisClient, Script
from adapters.section import need, setting
from ports.rate_limiter import Limit, RateLimiter, Verdict

KIND = "limit"
MICROSECOND = timedelta(microseconds=1)


@frozen(kw_only=True)
class RedisRateLimiter(RateLimiter):
    """One number for each key, read and written by one script, by the clock of Redis."""

    _redis: RedisClient
    _gcra: Script
    _timeout: timedelta

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        if not 1 <= cost <= limit.count:
            raise ValueError(f"a cost of {cost} can never be taken from {limit.count}")
        interval = -(-(limit.per // MICROSECOND) // limit.count)
        allowed, remaining, retry_after, reset_after = await self._redis.run(
            self._gcra, keys=(self._redis.key(KIND, key),), words=(limit.count, interval, cost), within=self._timeout
        )
        return Verdict(
            allowed=bool(allowed),
            remaining=remaining,
            retry_after=timedelta(microseconds=retry_after),
            reset_after=timedelta(microseconds=reset_after),
        )

    @override
    async def forget(self, key: str) -> None:
        await self._redis.ask("DEL", self._redis.key(KIND, key), within=self._timeout)


@frozen(kw_only=True)
class Section:
    """Which Redis counts, and how long a request may wait for it."""

    redis: RedisClient = need("redis_client")
    timeout: timedelta = setting(
        "ODDIYA_RATE_LIMIT_TIMEOUT", "seconds to wait for a verdict", default=timedelta(milliseconds=20)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[RateLimiter]:
    """Open the limiter."""
    text = files("adapters.redis").joinpath("gcra.lua").read_text()
    yield RedisRateLimiter(redis=section.redis, gcra=Script(text), timeout=section.timeout)
