"""What every usage meter promises."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ports.usage_meter import UsageMeter
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

OpenMeter = Callable[[int, int], Awaitable[UsageMeter]]


@pytest.fixture(params=enrolled("usage_meter"))
def open_meter(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> OpenMeter:
    async def open_it(calls: int, tokens: int) -> UsageMeter:
        told = {"ODDIYA_LLM_CALLS_PER_HOUR": str(calls), "ODDIYA_LLM_TOKENS_PER_DAY": str(tokens)}
        meter: UsageMeter = await open_adapter(request.param, **told)
        return meter

    return open_it


async def granted(meter: UsageMeter, times: int) -> list[bool]:
    return [(await meter.ask()).granted for _ in range(times)]


async def test_calls_are_granted_until_they_are_used_up(open_meter: OpenMeter) -> None:
    assert await granted(await open_meter(2, 1000), 4) == [True, True, False, False]


async def test_a_refusal_says_why(open_meter: OpenMeter) -> None:
    no_calls, no_tokens = await open_meter(0, 1000), await open_meter(10, 0)
    assert (await no_calls.ask()).why == "this hour's calls of the language model are used up"
    assert (await no_tokens.ask()).why == "this day's tokens of the language model are used up"


async def test_what_is_granted_needs_no_reason(open_meter: OpenMeter) -> None:
    assert (await (await open_meter(1, 1)).ask()).why == ""


async def test_of_many_at_once_no_more_are_granted_than_are_left(open_meter: OpenMeter) -> None:
    meter = await open_meter(7, 1000)
    answers = await asyncio.gather(*(meter.ask() for _ in range(50)))
    assert sum(answer.granted for answer in answers) == 7


async def test_tokens_are_counted_also_beyond_what_is_left(open_meter: OpenMeter) -> None:
    meter = await open_meter(100, 1000)
    await meter.spent(999)
    assert await granted(meter, 1) == [True]
    await meter.spent(10**12)
    assert await granted(meter, 2) == [False, False]


async def test_tokens_spent_at_once_are_all_counted(open_meter: OpenMeter) -> None:
    meter = await open_meter(100, 50)
    await asyncio.gather(*(meter.spent(1) for _ in range(49)))
    assert await granted(meter, 1) == [True]
    await meter.spent(1)
    assert await granted(meter, 1) == [False]


async def test_spending_nothing_changes_nothing(open_meter: OpenMeter) -> None:
    meter = await open_meter(1, 1)
    await meter.spent(0)
    assert await granted(meter, 2) == [True, False]
