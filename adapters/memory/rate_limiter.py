"""Rate limits of this process alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import frozen
from typing_extensions import override

from adapters.memory.deadlines import Deadlines
from adapters.section import need
from ports.clock import Clock
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict

MOST_KEYS = 100_000
SWEPT_AT_ONCE = 4
NOTHING = timedelta()


class MemoryRateLimiter(RateLimiter):
    """Keeps, for each key, when its whole allowance will be there again.

    With too many keys it forgets the one that would soonest have been whole.
    """

    def __init__(self, *, clock: Clock, most_keys: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most_keys = most_keys
        self._full_at: Deadlines[str] = Deadlines()

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        return self._take(key, limit, cost)

    @override
    async def take_in_turn(self, asks: Sequence[Ask]) -> Sequence[Verdict]:
        verdicts: list[Verdict] = []
        for ask in asks:
            verdicts.append(verdict := self._take(ask.key, ask.limit, 1))
            if not verdict.allowed:
                break
        return verdicts

    @override
    async def forget(self, key: str) -> None:
        self._full_at.forget(key)

    def _take(self, key: str, limit: Limit, cost: int) -> Verdict:
        if not 1 <= cost <= limit.count:
            raise ValueError(f"a cost of {cost} can never be taken from {limit.count}")
        now = self._clock.now()
        interval = -(-limit.per // limit.count)
        latest = now + limit.count * interval
        # A moment beyond the latest comes from a clock that went back or from another limit.
        full_at = min(max(self._full_at.of(key) or now, now), latest)
        asked = full_at + cost * interval
        allowed = asked <= latest
        if allowed:
            full_at = asked
        self._keep(key, full_at, now)
        return Verdict(
            allowed=allowed,
            remaining=(latest - full_at) // interval,
            retry_after=NOTHING if allowed else asked - latest,
            reset_after=full_at - now,
        )

    def _keep(self, key: str, full_at: datetime, now: datetime) -> None:
        if full_at != self._full_at.of(key):
            self._full_at.set(key, full_at)
        self._full_at.forget_due(now, at_most=SWEPT_AT_ONCE)
        if len(self._full_at) > self._most_keys:
            self._full_at.forget_soonest()


@frozen(kw_only=True)
class Section:
    """What the limiter takes its time from."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[RateLimiter]:
    """Open a limiter that nobody has taken from."""
    yield MemoryRateLimiter(clock=section.clock)
