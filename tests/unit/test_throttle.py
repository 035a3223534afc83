"""How often something may be tried, with and without the shared limiter."""

from datetime import timedelta

import pytest
from typing_extensions import override

from adapters.memory.rate_limiter import MemoryRateLimiter
from core.errors import Unavailable
from core.identity.model.errors import TooManyAttempts
from core.identity.use_cases.steps.throttle import Throttle, Try
from ports.rate_limiter import Limit, RateLimiter, Verdict
from tests.clocks import ManualClock

MINUTE = timedelta(minutes=1)
ACCOUNT = Try("account", Limit(count=2, per=MINUTE))
NETWORK = Try("network", Limit(count=3, per=MINUTE))


class LimiterOutOfReach(RateLimiter):
    """Never answers."""

    @override
    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        raise Unavailable(what="redis")

    @override
    async def forget(self, key: str) -> None:
        raise Unavailable(what="redis")


@pytest.fixture(params=["shared", "local"])
def throttle(request: pytest.FixtureRequest) -> Throttle:
    clock = ManualClock()
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
        await throttle.admit(Try(name, ACCOUNT.limit), NETWORK)
    with pytest.raises(TooManyAttempts):
        await throttle.admit(Try("d", ACCOUNT.limit), NETWORK)


async def test_what_is_forgiven_is_allowed_again(throttle: Throttle) -> None:
    for _ in range(2):
        await throttle.admit(ACCOUNT)
    await throttle.forgive(ACCOUNT)
    await throttle.admit(ACCOUNT)


async def test_pw_9_without_the_shared_limiter_each_process_still_limits(throttle: Throttle) -> None:
    for _ in range(3):
        await throttle.admit(NETWORK)
    with pytest.raises(TooManyAttempts):
        await throttle.admit(NETWORK)
