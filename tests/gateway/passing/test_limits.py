"""Counting together, and each process for itself while that is not possible."""

import pytest
from structlog.testing import capture_logs

from adapters.prometheus.meter import PrometheusMeter
from entrypoints.gateway.passing.allowance import Allowance, LimitReached
from entrypoints.gateway.passing.limits import STRICTER, Limits
from tests.clocks import ManualClock
from tests.gateway.passing.limiting import MINUTE, WatchedLimiter, an_allowance

ADDRESS, USER, LOGIN = an_allowance("address", 80), an_allowance("user", 40), an_allowance("login", 80)
PROCESSES = 2


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def shared(clock: ManualClock) -> WatchedLimiter:
    return WatchedLimiter(clock)


@pytest.fixture
def meter() -> PrometheusMeter:
    return PrometheusMeter()


@pytest.fixture
def limits(shared: WatchedLimiter, clock: ManualClock, meter: PrometheusMeter) -> Limits:
    return Limits(shared=shared, local=WatchedLimiter(clock), meter=meter, processes=PROCESSES)


async def allowed(limits: Limits, allowance: Allowance, *, tries: int = 100) -> int:
    """Return how many of so many requests may pass."""
    passed = 0
    for _ in range(tries):
        try:
            await limits.take((allowance, "mina"))
        except LimitReached:
            continue
        passed += 1
    return passed


def degraded(meter: PrometheusMeter) -> list[str]:
    name = "oddiya_gateway_limits_degraded "
    return [line.removeprefix(name) for line in meter.exposition().decode().splitlines() if line.startswith(name)]


async def test_all_that_one_request_takes_is_asked_for_in_one_go_and_the_last_is_told(
    limits: Limits, shared: WatchedLimiter
) -> None:
    left = await limits.take((ADDRESS, "192.0.2.1"), (USER, "mina"))
    assert shared.asked == [("gateway:address:192.0.2.1", "gateway:user:mina")]
    assert left.startswith(b'RateLimit-Policy: "user";q=40;w=60\r\nRateLimit: "user";r=39;')


async def test_the_first_without_room_refuses_and_is_told_and_what_comes_after_it_is_not_taken(limits: Limits) -> None:
    narrow = an_allowance("login", 1)
    await limits.take((narrow, "mina"))
    with pytest.raises(LimitReached) as refused:
        await limits.take((ADDRESS, "mina"), (narrow, "mina"), (USER, "mina"))
    assert b'RateLimit: "login";r=0;' in refused.value.fields
    assert b"r=39;" in await limits.take((USER, "mina"))
    assert b"r=78;" in await limits.take((ADDRESS, "mina"))


async def test_processes_that_count_together_allow_all_of_it_together(
    limits: Limits, shared: WatchedLimiter, clock: ManualClock
) -> None:
    other = Limits(shared=shared, local=WatchedLimiter(clock), meter=PrometheusMeter(), processes=PROCESSES)
    assert await allowed(limits, USER, tries=30) + await allowed(other, USER, tries=30) == 40


@pytest.mark.parametrize(("allowance", "parts"), [(ADDRESS, PROCESSES), (LOGIN, PROCESSES * STRICTER)])
async def test_rl_8_without_the_shared_limiter_a_process_allows_its_part_and_less_where_somebody_may_be_guessing(
    limits: Limits, shared: WatchedLimiter, allowance: Allowance, parts: int
) -> None:
    shared.is_reachable = False
    assert await allowed(limits, allowance) == allowance.limit.count // parts


async def test_rl_8_what_is_left_meanwhile_is_told_of_the_part(limits: Limits, shared: WatchedLimiter) -> None:
    shared.is_reachable = False
    assert await limits.take((USER, "mina")) == (
        b'RateLimit-Policy: "user";q=20;w=60\r\nRateLimit: "user";r=19;t=3\r\n'
    )


async def test_rl_8_a_request_asks_a_limiter_that_does_not_answer_once(limits: Limits, shared: WatchedLimiter) -> None:
    shared.is_reachable = False
    await limits.take((ADDRESS, "192.0.2.1"), (USER, "mina"))
    assert len(shared.asked) == 1


async def test_rl_8_an_outage_and_its_end_are_logged_once_each_and_shown_by_a_metric(
    limits: Limits, shared: WatchedLimiter, meter: PrometheusMeter
) -> None:
    with capture_logs() as lines:
        await allowed(limits, USER, tries=3)
        assert (lines, degraded(meter)) == ([], [])
        shared.is_reachable = False
        await allowed(limits, USER, tries=3)
        assert degraded(meter) == ["1.0"]
        shared.is_reachable = True
        await allowed(limits, USER, tries=3)
        assert degraded(meter) == ["0.0"]
    assert [(line["log_level"], line["event"]) for line in lines] == [
        ("warning", "limits are counted by each process for itself"),
        ("info", "limits are counted together again"),
    ]


async def test_rl_8_after_an_outage_what_was_counted_together_before_still_counts(
    limits: Limits, shared: WatchedLimiter, clock: ManualClock
) -> None:
    assert await allowed(limits, USER) == 40
    shared.is_reachable = False
    assert await allowed(limits, USER) == 20
    shared.is_reachable = True
    assert await allowed(limits, USER) == 0
    clock.move(MINUTE)
    assert await allowed(limits, USER) == 40
