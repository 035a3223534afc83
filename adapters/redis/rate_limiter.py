"""Rate limits that all processes share, counted in Redis."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final

from attrs import field, frozen
from typing_extensions import override

from adapters.redis.client import RedisClient, Script
from adapters.redis.line import Line, line_to
from adapters.redis.pace import Pace, pace_of
from adapters.redis.packing import packed
from adapters.redis.term import Term
from adapters.section import need, setting
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict

KIND: Final = "limit"
MOST_TERMS: Final = 4096


@frozen(kw_only=True)
class RedisRateLimiter(RateLimiter):
    """One number for each key, read and written by one script, by the clock of Redis."""

    _redis: RedisClient
    _line: Line = field(repr=False)
    _timeout: timedelta
    _term: Callable[[Ask], Term] = field(init=False, repr=False)

    @_term.default
    def _remember_terms(self) -> Callable[[Ask], Term]:
        return lru_cache(MOST_TERMS)(lambda ask: self._term_of(ask.key, pace_of(ask.limit)))

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        if not 1 <= cost <= limit.count:
            raise ValueError(f"a cost of {cost} can never be taken from {limit.count}")
        (verdict,) = await self._line.ask([self._term_of(key, pace_of(limit), cost=cost)])
        return verdict

    @override
    def take_in_turn(self, asks: Sequence[Ask]) -> Awaitable[Sequence[Verdict]]:
        # No coroutine, which would be one more to wake up for each request.
        return self._line.ask([self._term(ask) for ask in asks]) if asks else _none()

    @override
    async def forget(self, key: str) -> None:
        await self._redis.ask("DEL", self._redis.key(KIND, key), within=self._timeout)

    def _term_of(self, key: str, pace: Pace, *, cost: int = 1) -> Term:
        return Term(packed(self._redis.key(KIND, key)), pace, cost)


async def _none() -> Sequence[Verdict]:
    return ()


@frozen(kw_only=True)
class Section:
    """Which Redis counts, and how long a request may wait for it."""

    redis: RedisClient = need("redis_client")
    timeout: timedelta = setting(
        "ODDIYA_RATE_LIMIT_TIMEOUT", "seconds to wait for a verdict", default=timedelta(milliseconds=20)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[RateLimiter]:
    """Open the limiter; until Redis can be reached, there is no verdict."""
    script = Script(files("adapters.redis").joinpath("gcra.lua").read_text())
    async with line_to(section.redis, script, seconds=section.timeout.total_seconds()) as line:
        yield RedisRateLimiter(redis=section.redis, line=line, timeout=section.timeout)
