"""What every clock promises."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from ports.clock import Clock
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(params=enrolled("clock"))
async def clock(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Clock:
    opened: Clock = await open_adapter(request.param)
    return opened


async def test_now_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


async def test_now_is_the_present_moment(clock: Clock) -> None:
    before = time.time_ns() // 1000
    microseconds = (clock.now() - EPOCH) // timedelta(microseconds=1)
    after = time.time_ns() // 1000
    assert before <= microseconds <= after
