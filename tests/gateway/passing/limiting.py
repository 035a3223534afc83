"""Limiters that tell what they were asked, and that can be out of reach."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import define, field
from typing_extensions import override

from adapters.memory.rate_limiter import MemoryRateLimiter
from core.errors import Unavailable
from entrypoints.gateway.passing.allowance import Allowance
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict
from tests.clocks import ManualClock

MINUTE: Final = timedelta(minutes=1)


@define
class WatchedLimiter(RateLimiter):
    """Counts in memory while it can be reached; `asked` is which keys were taken from, call by call."""

    clock: ManualClock
    is_reachable: bool = True
    asked: list[tuple[str, ...]] = field(factory=list)
    _counts: MemoryRateLimiter = field(init=False)

    @_counts.default
    def _in_memory(self) -> MemoryRateLimiter:
        return MemoryRateLimiter(clock=self.clock)

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        self._note(key)
        return await self._counts.take(key, limit, cost=cost)

    @override
    async def take_in_turn(self, asks: Sequence[Ask]) -> Sequence[Verdict]:
        self._note(*(ask.key for ask in asks))
        return await self._counts.take_in_turn(asks)

    @override
    async def forget(self, key: str) -> None:
        self._note(key)
        await self._counts.forget(key)

    def _note(self, *keys: str) -> None:
        self.asked.append(keys)
        if not self.is_reachable:
            raise Unavailable(what="redis")


def an_allowance(name: str, count: int) -> Allowance:
    """Return so many a minute."""
    return Allowance(name=name, limit=Limit(count=count, per=MINUTE))
