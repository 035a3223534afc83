"""How often something may be tried, with and without the shared limiter."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import define
from typing_extensions import override

from adapters.memory.rate_limiter import MemoryRateLimiter
from core.errors import Unavailable
from core.identity.model.errors import TooManyAttempts
from core.identity.use_cases.steps.throttle import Throttle
from ports.rate_limiter import Ask, Limit, RateLimiter, Verdict
from tests.clocks import ManualClock

MINUTE = timedelta(minutes=1)
ACCOUNT = Ask(key="account", limit=Limit(count=2, per=MINUTE))
NETWORK = Ask(key="network", limit=Limit(count=3, per=MINUTE))


@define
class LimiterOutOfReach(RateLimiter):
    """Never answers."""

    asked: int = 0

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        self.asked += 1
        raise Unavailable(what="redis")

    @override
    async def take_in_turn(self, asks: Sequence[Ask]) -> Sequence[Verdict]:
        self.asked += 1
        raise Unavailable(what="redis")

    @override
    async def forget(self, key: str) -> None:
        self.asked += 1
        raise Unavailable(what="redis")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["shared", "local"])
def throttle(request: pytest.FixtureRequest, clock: ManualClock) -> Throttle:
    shared = MemoryRateLimiter(clock=clock) if request.param == "shared" else LimiterOutOfReach()
    return Throttle(limiter=shared, local=MemoryRateLimiter(clock=clock))


async def test_an_attempt_beyond_a_limit_is_refused_and_told_when_to_come_back(throttle: Throttle) -> None:
    for _ in range(2):
        await throttle.admit(ACCOUNT, NETWORK)
    with pytest.raises(TooManyAttempts) as refused:
        await throttle.admit(ACCOUNT, NETWORK)
    assert refused.value.retry_after == 30


async def test_every_limit_counts(throttle: Throttle) -> None:
    for name in ("a", "b", "c"):
        await throttle.admit(Ask(key=name, limit=ACCOUNT.limit), NETWORK)
    with pytest.raises(TooManyAttempts):
        await throttle.admit(Ask(key="d", limit=ACCOUNT.limit), NETWORK)


async def test_what_is_forgiven_is_allowed_again(throttle: Throttle) -> None:
    for _ in range(2):
        await throttle.admit(ACCOUNT)
    await throttle.forgive(ACCOUNT)
    await throttle.admit(ACCOUNT)


async def test_the_limits_before_the_one_without_room_count_the_attempt_and_those_after_it_do_not(
    throttle: Throttle,
) -> None:
    once, after = Ask(key="once", limit=Limit(count=1, per=MINUTE)), Ask(key="after", limit=Limit(count=1, per=MINUTE))
    await throttle.admit(once)
    for _ in range(3):
        with pytest.raises(TooManyAttempts) as refused:
            await throttle.admit(NETWORK, once, after)
        assert refused.value.retry_after == 60
    with pytest.raises(TooManyAttempts) as refused:
        await throttle.admit(NETWORK)
    assert refused.value.retry_after == 20
    await throttle.admit(after)


async def test_a_call_asks_a_shared_limiter_that_does_not_answer_once(clock: ManualClock) -> None:
    shared = LimiterOutOfReach()
    throttle = Throttle(limiter=shared, local=MemoryRateLimiter(clock=clock))
    await throttle.admit(ACCOUNT, NETWORK)
    assert shared.asked == 1
    await throttle.admit(ACCOUNT, NETWORK)
    assert shared.asked == 2
    await throttle.forgive(NETWORK, ACCOUNT)
    assert shared.asked == 3


async def test_everything_is_forgiven_that_this_process_counted_by_itself(throttle: Throttle) -> None:
    for _ in range(2):
        await throttle.admit(ACCOUNT, NETWORK)
    await throttle.forgive(NETWORK, ACCOUNT)
    for _ in range(2):
        await throttle.admit(ACCOUNT, NETWORK)


async def test_pw_9_without_the_shared_limiter_each_process_still_limits(throttle: Throttle) -> None:
    for _ in range(3):
        await throttle.admit(NETWORK)
    with pytest.raises(TooManyAttempts):
        await throttle.admit(NETWORK)
