"""What memory adapters keep is bounded, and goes when its time has come."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.cache import ENTRY_BYTES, MemoryCache
from adapters.memory.deadlines import Deadlines
from adapters.memory.idempotency_ledger import MemoryIdempotencyLedger
from adapters.memory.rate_limiter import MemoryRateLimiter
from ports.idempotency_ledger import Answer, StillRunning
from ports.rate_limiter import Limit
from tests.clocks import ManualClock

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ANSWER = Answer(status=200, headers={}, body=b"")


def a_cache(clock: ManualClock, *, entries: int) -> MemoryCache:
    """Return a cache with room for some entries of one-letter keys and ten bytes."""
    return MemoryCache(clock=clock, most_bytes=entries * (ENTRY_BYTES + 11))


async def kept_in(cache: MemoryCache, keys: str) -> str:
    return "".join([key for key in keys if await cache.get(key) is not None])


async def test_a_full_cache_forgets_what_was_used_longest_ago() -> None:
    cache = a_cache(ManualClock(), entries=3)
    for key in "abc":
        await cache.set(key, b"0123456789", ttl=HOUR)
    await cache.get("a")
    await cache.set("d", b"0123456789", ttl=HOUR)
    assert await kept_in(cache, "abcd") == "acd"


async def test_a_full_cache_forgets_what_has_expired_first() -> None:
    clock = ManualClock()
    cache = a_cache(clock, entries=3)
    await cache.set("a", b"0123456789", ttl=HOUR)
    await cache.set("b", b"0123456789", ttl=SECOND)
    await cache.set("c", b"0123456789", ttl=HOUR)
    clock.move(SECOND)
    await cache.set("d", b"0123456789", ttl=HOUR)
    assert await kept_in(cache, "abcd") == "acd"


async def test_a_value_larger_than_the_cache_is_not_kept_and_drives_nothing_out() -> None:
    cache = a_cache(ManualClock(), entries=3)
    await cache.set("a", b"0123456789", ttl=HOUR)
    await cache.set("b", b"0" * 5000, ttl=HOUR)
    assert await kept_in(cache, "ab") == "a"
    await cache.set("a", b"0" * 5000, ttl=HOUR)
    assert await kept_in(cache, "ab") == ""


@given(steps=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3000), st.integers(0, 5)), max_size=60))
async def test_a_cache_never_holds_more_than_it_may(steps: list[tuple[str, int, int]]) -> None:
    clock = ManualClock()
    cache = MemoryCache(clock=clock, most_bytes=5000)
    for key, size, seconds in steps:
        await cache.set(key, bytes(size), ttl=seconds * SECOND)
        clock.move(SECOND)
        await cache.pop("a")
        held = {kept: len(value) + len(kept) + ENTRY_BYTES for kept, value in cache._values.items()}
        assert sum(held.values()) == cache._bytes <= 5000
        assert len(cache._expiry) == len(held)


async def test_a_value_that_has_expired_is_absent_at_that_very_moment() -> None:
    clock = ManualClock()
    cache = a_cache(clock, entries=3)
    await cache.set("a", b"", ttl=SECOND)
    clock.move(SECOND - timedelta(microseconds=1))
    assert await cache.get("a") == b""
    clock.move(timedelta(microseconds=1))
    assert await cache.get("a") is None


async def test_a_limiter_forgets_keys_whose_allowance_is_whole() -> None:
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock=clock)
    for number in range(10_000):
        await limiter.take(f"key {number}", Limit(count=10, per=MINUTE))
        clock.move(SECOND)
    assert len(limiter._full_at) <= 7


async def test_a_limiter_with_too_many_keys_forgets_the_one_that_is_whole_soonest() -> None:
    limiter = MemoryRateLimiter(clock=ManualClock(), most_keys=100)
    twice = Limit(count=2, per=HOUR)
    await limiter.take("heavy", twice, cost=2)
    for number in range(1000):
        await limiter.take(f"key {number}", twice)
    assert len(limiter._full_at) == 100
    assert not (await limiter.take("heavy", twice)).allowed


@pytest.mark.parametrize("back", [SECOND, timedelta(days=365)], ids=str)
async def test_a_clock_that_goes_back_bars_nobody_for_longer_than_the_period(back: timedelta) -> None:
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock=clock)
    once = Limit(count=1, per=MINUTE)
    await limiter.take("key", once)
    clock.move(-back)
    refused = await limiter.take("key", once)
    assert refused.retry_after == MINUTE
    clock.move(MINUTE)
    assert (await limiter.take("key", once)).allowed


async def test_a_smaller_limit_takes_effect_at_once() -> None:
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock=clock)
    await limiter.take("key", Limit(count=100, per=HOUR), cost=100)
    refused = await limiter.take("key", Limit(count=10, per=MINUTE))
    assert refused.reset_after == MINUTE


async def test_a_ledger_keeps_an_answer_for_a_day_and_then_forgets_it() -> None:
    clock = ManualClock()
    ledger = MemoryIdempotencyLedger(clock=clock)
    await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE)
    clock.move(SECOND)
    await ledger.settle(owner="mina", key="key", answer=ANSWER)
    clock.move(timedelta(hours=24) - SECOND)
    assert await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE) == ANSWER
    clock.move(SECOND)
    assert await ledger.claim(owner="mina", key="key", fingerprint="another", lease=MINUTE) is None


async def test_a_ledger_holds_no_more_than_a_day() -> None:
    clock = ManualClock()
    ledger = MemoryIdempotencyLedger(clock=clock)
    for number in range(2000):
        await ledger.claim(owner="mina", key=f"key {number}", fingerprint="f", lease=MINUTE)
        if number % 2:
            await ledger.settle(owner="mina", key=f"key {number}", answer=ANSWER)
        clock.move(HOUR)
    assert len(ledger._claims) == len(ledger._deadlines) <= 26


async def test_a_late_answer_counts_while_nobody_else_has_the_claim() -> None:
    clock = ManualClock()
    ledger = MemoryIdempotencyLedger(clock=clock)
    await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE)
    clock.move(HOUR)
    await ledger.settle(owner="mina", key="key", answer=ANSWER)
    assert await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE) == ANSWER


async def test_a_lease_ends_at_its_very_moment() -> None:
    clock = ManualClock()
    ledger = MemoryIdempotencyLedger(clock=clock)
    await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE)
    clock.move(MINUTE - timedelta(microseconds=1))
    with pytest.raises(StillRunning):
        await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE)
    clock.move(timedelta(microseconds=1))
    assert await ledger.claim(owner="mina", key="key", fingerprint="f", lease=MINUTE) is None


KEYS = st.sampled_from("abcd")
STEPS = st.lists(st.one_of(st.tuples(KEYS, st.integers(0, 20)), KEYS, st.integers(1, 5)), max_size=80)


@given(steps=STEPS)
def test_deadlines_are_a_dictionary_that_knows_what_is_due(steps: list[tuple[str, int] | str | int]) -> None:
    start = ManualClock().now()
    deadlines: Deadlines[str] = Deadlines()
    model: dict[str, int] = {}
    now = 0
    for step in steps:
        match step:
            case (key, seconds):
                deadlines.set(key, start + seconds * SECOND)
                model[key] = seconds
            case str():
                deadlines.forget(step)
                model.pop(step, None)
            case int():
                now += step
                due = sorted((at, key) for key, at in model.items() if at <= now)[:2]
                assert deadlines.forget_due(start + now * SECOND, at_most=2) == [key for _, key in due]
                for _, key in due:
                    del model[key]
        assert {key: deadlines.of(key) for key in "abcd"} == {
            key: start + model[key] * SECOND if key in model else None for key in "abcd"
        }
    soonest = min(((at, key) for key, at in model.items()), default=(0, None))[1]
    assert deadlines.forget_soonest() == soonest
    assert len(deadlines) == max(0, len(model) - 1)


def test_deadlines_that_are_moved_again_and_again_take_no_more_room() -> None:
    start = ManualClock().now()
    deadlines: Deadlines[str] = Deadlines()
    for number in range(10_000):
        deadlines.set("key", start + number * SECOND)
    assert len(deadlines._heap) < 200
