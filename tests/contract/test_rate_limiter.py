"""What every rate limiter promises."""

import asyncio
from datetime import timedelta
from time import monotonic

import pytest

from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

HOUR = timedelta(hours=1)
NOTHING = timedelta()
TEN_AN_HOUR = Limit(count=10, per=HOUR)
THREE_AN_HOUR = Limit(count=3, per=HOUR)
SIX_MINUTES = HOUR / 10
QUICK = Limit(count=5, per=timedelta(milliseconds=250))
QUICK_INTERVAL = 0.05
# Two clocks, a limiter's and the test's, drift apart by less than this.
TOLERANCE = 0.01
STRANGE_KEYS = (
    *("", " ", "x\r\nFLUSHALL\r\n", "*", "{a}", "ip:2001:db8::/64", "ip:2001:db8:/64", "a\x00b", "ab", "서울", "AB"),
    *("\ud800", "k" * 512, "k" * 511, "../..", "'; return 1 --", "%s"),
)


@pytest.fixture(params=enrolled("rate_limiter"))
async def limiter(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> RateLimiter:
    opened: RateLimiter = await open_adapter(request.param)
    return opened


async def exhaust(limiter: RateLimiter, key: str, limit: Limit) -> Verdict:
    """Take until refused; return the refusal."""
    while (verdict := await limiter.take(key, limit)).allowed:
        continue
    return verdict


async def test_rl_1_all_of_the_limit_may_come_at_once_and_no_more(limiter: RateLimiter) -> None:
    verdicts = [await limiter.take("key", TEN_AN_HOUR) for _ in range(12)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 10 + [False] * 2


async def test_rl_2_of_many_takes_in_parallel_exactly_the_limit_is_allowed(limiter: RateLimiter) -> None:
    verdicts = await asyncio.gather(*(limiter.take("key", TEN_AN_HOUR) for _ in range(100)))
    assert sum(verdict.allowed for verdict in verdicts) == 10


async def test_remaining_counts_down_and_is_never_negative(limiter: RateLimiter) -> None:
    verdicts = [await limiter.take("key", TEN_AN_HOUR) for _ in range(12)]
    assert [verdict.remaining for verdict in verdicts] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]


async def test_reset_after_is_when_all_of_the_limit_is_there_again(limiter: RateLimiter) -> None:
    for taken in range(1, 11):
        verdict = await limiter.take("key", TEN_AN_HOUR)
        assert taken * SIX_MINUTES - timedelta(seconds=30) < verdict.reset_after <= taken * SIX_MINUTES
    refused = await limiter.take("key", TEN_AN_HOUR)
    assert HOUR - timedelta(seconds=30) < refused.reset_after <= HOUR


async def test_retry_after_is_zero_when_allowed_else_until_the_same_take_is(limiter: RateLimiter) -> None:
    allowed = await limiter.take("key", TEN_AN_HOUR, cost=8)
    assert allowed.retry_after == NOTHING
    one_too_many = await limiter.take("key", TEN_AN_HOUR, cost=3)
    assert SIX_MINUTES - timedelta(seconds=30) < one_too_many.retry_after <= SIX_MINUTES
    all_of_it = await limiter.take("key", TEN_AN_HOUR, cost=10)
    assert 8 * SIX_MINUTES - timedelta(seconds=30) < all_of_it.retry_after <= 8 * SIX_MINUTES


async def test_rl_1_the_same_take_is_allowed_after_retry_after_and_not_before(limiter: RateLimiter) -> None:
    before = monotonic()
    refused = await exhaust(limiter, "key", QUICK)
    soonest = before + refused.retry_after.total_seconds() - TOLERANCE
    latest = monotonic() + refused.retry_after.total_seconds() + TOLERANCE
    assert not refused.allowed
    assert NOTHING < refused.retry_after <= timedelta(seconds=QUICK_INTERVAL)
    while True:
        asked = monotonic()
        verdict = await limiter.take("key", QUICK)
        if verdict.allowed:
            break
        assert asked < latest
        await asyncio.sleep(0.001)
    assert monotonic() > soonest


async def test_a_refused_take_never_puts_off_the_next_that_is_allowed(limiter: RateLimiter) -> None:
    refused = await exhaust(limiter, "key", TEN_AN_HOUR)
    for cost in (1, 5, 10, 10):
        await limiter.take("key", TEN_AN_HOUR, cost=cost)
    again = await limiter.take("key", TEN_AN_HOUR)
    assert again.retry_after <= refused.retry_after
    assert again.reset_after <= refused.reset_after


async def test_rl_3_the_time_refills_evenly_and_no_border_lets_more_through(limiter: RateLimiter) -> None:
    await exhaust(limiter, "key", QUICK)
    started, allowed = monotonic(), 0
    while monotonic() < started + 10 * QUICK_INTERVAL:
        allowed += sum(v.allowed for v in await asyncio.gather(*(limiter.take("key", QUICK) for _ in range(8))))
        await asyncio.sleep(0.001)
    passed = monotonic() - started
    assert allowed <= passed / QUICK_INTERVAL + 1
    assert allowed >= 8


async def test_a_take_may_cost_more_than_one(limiter: RateLimiter) -> None:
    assert (await limiter.take("key", TEN_AN_HOUR, cost=7)).remaining == 3
    assert not (await limiter.take("key", TEN_AN_HOUR, cost=4)).allowed
    assert (await limiter.take("key", TEN_AN_HOUR, cost=3)).allowed
    assert (await limiter.take("whole", TEN_AN_HOUR, cost=10)).allowed


async def test_a_cost_that_is_never_there_is_a_value_error(limiter: RateLimiter) -> None:
    for cost in (11, 0, -1):
        with pytest.raises(ValueError, match="cost"):
            await limiter.take("key", TEN_AN_HOUR, cost=cost)
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 9


async def test_in_turn_takes_go_on_until_one_is_refused(limiter: RateLimiter) -> None:
    asks = [Ask(key="wide", limit=TEN_AN_HOUR), Ask(key="narrow", limit=THREE_AN_HOUR), Ask(key="w", limit=TEN_AN_HOUR)]
    told = [[(verdict.allowed, verdict.remaining) for verdict in await limiter.take_in_turn(asks)] for _ in range(5)]
    assert told == [
        [(True, 9), (True, 2), (True, 9)],
        [(True, 8), (True, 1), (True, 8)],
        [(True, 7), (True, 0), (True, 7)],
        [(True, 6), (False, 0)],
        [(True, 5), (False, 0)],
    ]


async def test_in_turn_what_comes_after_a_refusal_is_not_taken(limiter: RateLimiter) -> None:
    refused = await exhaust(limiter, "first", TEN_AN_HOUR)
    asks = [Ask(key="first", limit=TEN_AN_HOUR), Ask(key="second", limit=TEN_AN_HOUR)]
    (verdict,) = await limiter.take_in_turn(asks)
    assert not verdict.allowed
    assert NOTHING < verdict.retry_after <= refused.retry_after
    assert (await limiter.take("second", TEN_AN_HOUR)).remaining == 9


async def test_in_turn_takes_are_takes_like_all_others(limiter: RateLimiter) -> None:
    await limiter.take("key", TEN_AN_HOUR, cost=4)
    twice = [Ask(key="key", limit=TEN_AN_HOUR)] * 2
    assert [verdict.remaining for verdict in await limiter.take_in_turn(twice)] == [5, 4]
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 3


async def test_in_turn_of_nothing_is_nothing(limiter: RateLimiter) -> None:
    assert list(await limiter.take_in_turn([])) == []


async def test_rl_2_of_many_in_turn_at_once_no_more_come_through_than_the_narrowest_allows(
    limiter: RateLimiter,
) -> None:
    asks = [Ask(key="wide", limit=Limit(count=50, per=HOUR)), Ask(key="narrow", limit=TEN_AN_HOUR)]
    chains = await asyncio.gather(*(limiter.take_in_turn(asks) for _ in range(100)))
    assert sum(chain[0].allowed for chain in chains) == 50
    assert sum(len(chain) == 2 for chain in chains) == 50
    assert sum(chain[-1].allowed for chain in chains) == 10


async def test_everybody_who_asks_at_once_is_told_of_their_own_limit(limiter: RateLimiter) -> None:
    limits = [Limit(count=count, per=HOUR) for count in range(1, 8)]
    chains = [
        [Ask(key=f"{number} {limit.count}", limit=limit) for limit in limits[number % 7 :]] for number in range(600)
    ]
    told = await asyncio.gather(*(limiter.take_in_turn(chain) for chain in chains))
    assert [[verdict.remaining for verdict in verdicts] for verdicts in told] == [
        [ask.limit.count - 1 for ask in chain] for chain in chains
    ]


async def test_rl_10_keys_do_not_disturb_each_other_whatever_their_text(limiter: RateLimiter) -> None:
    once = Limit(count=1, per=HOUR)
    for key in STRANGE_KEYS:
        assert (await limiter.take(key, once)).allowed
    for key in STRANGE_KEYS:
        assert not (await limiter.take(key, once)).allowed


async def test_pw_9_after_forget_all_of_the_limit_is_there_again(limiter: RateLimiter) -> None:
    await exhaust(limiter, "key", TEN_AN_HOUR)
    await limiter.forget("key")
    assert (await limiter.take("key", TEN_AN_HOUR)).remaining == 9


async def test_forgetting_disturbs_no_other_key(limiter: RateLimiter) -> None:
    for key in STRANGE_KEYS:
        await exhaust(limiter, key, Limit(count=1, per=HOUR))
    for key in STRANGE_KEYS:
        await limiter.forget(key)
        assert (await limiter.take(key, Limit(count=1, per=HOUR))).allowed
    for key in STRANGE_KEYS:
        assert not (await limiter.take(key, Limit(count=1, per=HOUR))).allowed


async def test_forgetting_an_unused_key_is_quiet(limiter: RateLimiter) -> None:
    await limiter.forget("never used")
    assert (await limiter.take("never used", TEN_AN_HOUR)).remaining == 9


@pytest.mark.parametrize("limit", [Limit(count=3, per=timedelta(days=365)), Limit(count=7, per=HOUR)], ids=str)
async def test_a_period_that_does_not_divide_evenly_is_no_trouble(limiter: RateLimiter, limit: Limit) -> None:
    refused = await exhaust(limiter, "key", limit)
    assert refused.remaining == 0
    assert NOTHING < limit.per / limit.count - refused.retry_after + timedelta(seconds=1) < timedelta(seconds=30)


async def test_a_very_large_limit_is_no_trouble(limiter: RateLimiter) -> None:
    verdict = await limiter.take("key", Limit(count=1_000_000, per=timedelta(days=365)), cost=999_999)
    assert verdict.remaining == 1


async def test_the_smallest_period_is_one(limiter: RateLimiter) -> None:
    verdicts = [await limiter.take("key", Limit(count=1, per=timedelta(microseconds=1))) for _ in range(5)]
    assert all(verdict.retry_after <= timedelta(microseconds=1) for verdict in verdicts)
    assert verdicts[0].allowed
