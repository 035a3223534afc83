"""How much of the language model all processes together have used, counted in Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.redis.client import RedisClient, Script
from adapters.section import need
from adapters.wire.model.allowance import Allowance, Amount, calls_setting, day_of, hour_of, tokens_setting
from core.errors import BadAnswer
from ports.clock import Clock
from ports.usage_meter import Allowed, UsageMeter

KIND: Final = "llm"
MILLISECOND: Final = timedelta(milliseconds=1)
# Twice as long as they count, since processes' clocks differ a little.
KEPT: Final = (timedelta(hours=2) // MILLISECOND, timedelta(days=2) // MILLISECOND)


@frozen(kw_only=True)
class RedisUsageMeter(UsageMeter):
    """One number for the calls of each hour and one for the tokens of each day, which Redis forgets by itself."""

    allowance: Allowance
    clock: Clock
    _redis: RedisClient
    _script: Script

    @override
    async def ask(self) -> Allowed:
        calls, tokens = await self._run(spent=0)
        return self.allowance.verdict(calls=calls, tokens=tokens)

    @override
    async def spent(self, tokens: int) -> None:
        if tokens:
            await self._run(spent=tokens)

    async def _run(self, *, spent: int) -> tuple[int, int]:
        now = self.clock.now()
        keys = (self._redis.key(KIND, f"calls:{hour_of(now)}"), self._redis.key(KIND, f"tokens:{day_of(now)}"))
        words = (self.allowance.calls, self.allowance.tokens, spent, *KEPT)
        told = await self._redis.run(self._script, keys=keys, words=words)
        try:
            calls, tokens = (int(number) for number in told)
        except (TypeError, ValueError) as error:
            raise BadAnswer(what="redis") from error
        return calls, tokens


@frozen(kw_only=True)
class Section:
    """How much there is, by which clock, and which Redis counts."""

    redis: RedisClient = need("redis_client")
    clock: Clock = need("clock")
    calls: Amount = calls_setting()
    tokens: Amount = tokens_setting()


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[UsageMeter]:
    """Open the meter; Redis is asked when somebody asks it."""
    yield RedisUsageMeter(
        allowance=Allowance(calls=section.calls, tokens=section.tokens),
        clock=section.clock,
        redis=section.redis,
        script=Script(files("adapters.redis").joinpath("usage_meter.lua").read_text()),
    )
