"""How clients are told what is left to them, and what processes have that cannot count together."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.rate_limiter import MemoryRateLimiter
from entrypoints.gateway.passing.allowance import GUARDED, Allowance
from entrypoints.http.problems import headers_of
from ports.rate_limiter import Limit, Verdict
from tests.clocks import ManualClock
from tests.gateway.passing.limiting import an_allowance

FIELDS = re.compile(rb'RateLimit-Policy: "([a-z-]+)";q=(\d+);w=(\d+)\r\nRateLimit: "([a-z-]+)";r=(\d+);t=(\d+)\r\n')


def told(fields: bytes) -> dict[str, int | str]:
    """Return what the fields say; they are structured fields (RFC 9651), and there are no others."""
    found = FIELDS.fullmatch(fields)
    assert found is not None, fields
    assert found[1] == found[4]
    name, *numbers = found[1].decode(), int(found[2]), int(found[3]), int(found[5]), int(found[6])
    return {"name": name} | dict(zip(("q", "w", "r", "t"), numbers, strict=True))


async def taken(allowance: Allowance, times: int, clock: ManualClock) -> list[Verdict]:
    limiter = MemoryRateLimiter(clock=clock)
    return [(await limiter.take_in_turn([allowance.ask("mina")]))[0] for _ in range(times)]


async def test_what_is_left_is_told_and_in_how_many_seconds_all_of_it_is_there_again() -> None:
    allowance = an_allowance("login", 4)
    verdicts = await taken(allowance, 4, ManualClock())
    assert [told(allowance.fields(verdict)) for verdict in verdicts] == [
        {"name": "login", "q": 4, "w": 60, "r": 4 - used, "t": 15 * used} for used in (1, 2, 3, 4)
    ]


async def test_who_is_refused_has_nothing_left_and_t_agrees_with_retry_after() -> None:
    allowance = an_allowance("login", 7)
    verdict = (await taken(allowance, 8, ManualClock()))[-1]
    refusal = allowance.refusal(verdict)
    fields = told(refusal.fields)
    assert (fields["r"], str(fields["t"])) == (0, headers_of(refusal)["Retry-After"])
    assert refusal.retry_after == verdict.retry_after.total_seconds()


@given(count=st.integers(1, 50), seconds=st.integers(1, 3600), times=st.integers(1, 60), pause=st.floats(0, 5))
async def test_r_is_never_negative_nor_more_than_q_and_who_waits_for_t_is_let_in(
    count: int, seconds: int, times: int, pause: float
) -> None:
    allowance = Allowance(name="data", limit=Limit(count=count, per=timedelta(seconds=seconds)))
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock=clock)
    for _ in range(times):
        (verdict,) = await limiter.take_in_turn([allowance.ask("mina")])
        fields = told(allowance.fields(verdict))
        assert 0 <= int(fields["r"]) < count
        if not verdict.allowed:
            clock.move(timedelta(seconds=int(fields["t"])))
            assert (await limiter.take_in_turn([allowance.ask("mina")]))[0].allowed
        clock.move(timedelta(seconds=pause))


def test_each_name_and_each_client_has_a_count_of_its_own() -> None:
    keys = {an_allowance(name, 1).ask(whose).key for name in ("login", "user") for whose in ("a", "b")}
    assert keys == {"gateway:login:a", "gateway:login:b", "gateway:user:a", "gateway:user:b"}


@pytest.mark.parametrize(("count", "parts", "part"), [(100, 4, 25), (100, 3, 33), (2, 8, 1), (1, 1, 1)])
def test_a_part_is_of_the_same_kind_and_never_nothing(count: int, parts: int, part: int) -> None:
    whole = an_allowance("login", count)
    divided = whole.divided(parts)
    assert (divided.limit.count, divided.limit.per, divided.name) == (part, whole.limit.per, whole.name)
    assert divided.policy == b'RateLimit-Policy: "login";q=%d;w=60\r\n' % part


def test_where_somebody_may_be_guessing_is_guarded() -> None:
    assert {"sign-in", "login", "refresh", "register"} == GUARDED
    assert an_allowance("login", 1).is_guarded
    assert not an_allowance("address", 1).is_guarded
