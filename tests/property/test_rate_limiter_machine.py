"""Rate limiters beside a naive one: water in leaky buckets, in exact fractions."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from fractions import Fraction
from typing import Any

from attrs import define
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from typing_extensions import override

from adapters.memory.rate_limiter import MemoryRateLimiter
from composition.opener import Opener
from composition.settings import Settings
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict
from tests.clocks import ManualClock

HALF_HOUR = timedelta(minutes=30)
NOTHING = timedelta()
KEYS = st.sampled_from(["a", "b", "a:b"])
COUNTS = st.integers(1, 10)


@define
class Bucket:
    """As many takes as fit; one leaks out every hour."""

    size: int
    level: Fraction = Fraction(0)

    @property
    def limit(self) -> Limit:
        return Limit(count=self.size, per=self.size * timedelta(hours=1))

    @property
    def room(self) -> int:
        return int(self.size - self.level)

    def leak(self, time: timedelta) -> None:
        self.level = max(Fraction(0), self.level - Fraction(time // HALF_HOUR, 2))

    def take(self, cost: int) -> bool:
        fits = self.level + cost <= self.size
        self.level += cost if fits else 0
        return fits

    def hours_until(self, cost: int) -> Fraction:
        return max(Fraction(0), self.level + cost - self.size)


class RateLimiterMachine(RuleBasedStateMachine):
    """Takes, forgets and lets time pass; every verdict is what the bucket says."""

    # How much later than the model a real clock may be.
    lag = NOTHING

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.limiter = self.open_limiter()
        self.buckets: dict[str, Bucket] = {}

    def open_limiter(self) -> RateLimiter:
        raise NotImplementedError

    def pass_time(self, time: timedelta) -> None:
        raise NotImplementedError

    @initialize(counts=st.tuples(COUNTS, COUNTS, COUNTS))
    def choose_limits(self, counts: tuple[int, int, int]) -> None:
        self.buckets = {key: Bucket(size=count) for key, count in zip(("a", "b", "a:b"), counts, strict=True)}

    @rule(key=KEYS, cost=st.integers(1, 10))
    def take(self, key: str, cost: int) -> None:
        bucket = self.buckets[key]
        cost = min(cost, bucket.size)
        wait = bucket.hours_until(cost)
        allowed = bucket.take(cost)
        verdict = self.runner.run(self._take(key, bucket.limit, cost))
        assert verdict.allowed == allowed
        assert verdict.remaining == bucket.room
        self._is_about(verdict.retry_after, wait)
        self._is_about(verdict.reset_after, bucket.level)

    @rule(keys=st.lists(KEYS, max_size=5))
    def take_in_turn(self, keys: list[str]) -> None:
        expected = list(self._allowed_in_turn(keys))
        verdicts = self.runner.run(self._take_in_turn([Ask(key=key, limit=self.buckets[key].limit) for key in keys]))
        assert [(verdict.allowed, verdict.remaining) for verdict in verdicts] == expected

    @rule(key=KEYS)
    def forget(self, key: str) -> None:
        self.runner.run(self._forget(key))
        self.buckets[key].level = Fraction(0)

    @rule(halves=st.integers(1, 12))
    def let_time_pass(self, halves: int) -> None:
        self.pass_time(halves * HALF_HOUR)
        for bucket in self.buckets.values():
            bucket.leak(halves * HALF_HOUR)

    @invariant()
    def no_bucket_overflows(self) -> None:
        assert all(0 <= bucket.level <= bucket.size for bucket in self.buckets.values())

    @override
    def teardown(self) -> None:
        self.runner.close()

    async def _take(self, key: str, limit: Limit, cost: int) -> Verdict:
        return await self.limiter.take(key, limit, cost=cost)

    async def _take_in_turn(self, asks: Sequence[Ask]) -> Sequence[Verdict]:
        return await self.limiter.take_in_turn(asks)

    def _allowed_in_turn(self, keys: Iterable[str]) -> Iterator[tuple[bool, int]]:
        for key in keys:
            bucket = self.buckets[key]
            allowed = bucket.take(1)
            yield allowed, bucket.room
            if not allowed:
                return

    async def _forget(self, key: str) -> None:
        await self.limiter.forget(key)

    def _is_about(self, told: timedelta, hours: Fraction) -> None:
        exact = timedelta(minutes=int(hours * 60))
        assert max(NOTHING, exact - self.lag) <= told <= exact


class MemoryMachine(RateLimiterMachine):
    """The limiter in memory, with a clock that is moved by hand."""

    @override
    def open_limiter(self) -> RateLimiter:
        self.clock = ManualClock()
        return MemoryRateLimiter(clock=self.clock)

    @override
    def pass_time(self, time: timedelta) -> None:
        self.clock.move(time)


def redis_machine(environment: dict[str, str]) -> type[RateLimiterMachine]:
    """Return a machine over Redis, whose clock cannot be moved: its numbers are, the other way."""

    class RedisMachine(RateLimiterMachine):
        lag = timedelta(minutes=10)
        machines = 0

        @override
        def open_limiter(self) -> RateLimiter:
            RedisMachine.machines += 1
            prefix = f"{environment['ODDIYA_REDIS_PREFIX']}{RedisMachine.machines}:"
            told = {"ODDIYA_RATE_LIMITER": "redis", **environment, "ODDIYA_REDIS_PREFIX": prefix}
            self.stack = AsyncExitStack()
            opener = Opener(Settings.read(told), self.stack)
            self.client: Any = self.runner.run(opener.open("redis_client"))
            limiter: RateLimiter = self.runner.run(opener.open("rate_limiter"))
            return limiter

        @override
        def pass_time(self, time: timedelta) -> None:
            self.runner.run(self._shift(time // timedelta(microseconds=1)))

        async def _shift(self, microseconds: int) -> None:
            for key in (self.client.key("limit", name) for name in self.buckets):
                if await self.client.ask("EXISTS", key):
                    await self.client.ask("DECRBY", key, microseconds)

        @override
        def teardown(self) -> None:
            self.runner.run(self.stack.aclose())
            super().teardown()

    return RedisMachine


def test_the_limiter_in_memory_is_a_leaky_bucket() -> None:
    run_state_machine_as_test(MemoryMachine, settings=settings(max_examples=150, stateful_step_count=40))


def test_the_limiter_in_redis_is_a_leaky_bucket(redis_environment: dict[str, str]) -> None:
    machine = redis_machine(redis_environment)
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))


@given(
    count=st.integers(1, 1000),
    per=st.timedeltas(timedelta(microseconds=1), timedelta(days=400)),
    pauses=st.lists(st.timedeltas(NOTHING, timedelta(days=30)), max_size=30),
)
def test_a_period_that_does_not_divide_evenly_costs_a_microsecond_a_take_at_most(
    count: int, per: timedelta, pauses: list[timedelta]
) -> None:
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock=clock)
    limit = Limit(count=count, per=per)
    exact = Fraction(per // timedelta(microseconds=1), count)

    async def take_all() -> None:
        for pause in pauses:
            clock.move(pause)
            verdict = await limiter.take("key", limit)
            clock.move(verdict.retry_after)
            assert verdict.allowed or (await limiter.take("key", limit)).allowed
            taken = count - verdict.remaining
            told = verdict.reset_after // timedelta(microseconds=1)
            assert (taken - 1) * exact < told <= taken * (exact + 1)

    asyncio.run(take_all())
