"""What every background promises."""

import asyncio
import threading

import pytest

from ports.background import Background
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled


@pytest.fixture(params=enrolled("background"))
async def background(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Background:
    opened: Background = await open_adapter(request.param)
    return opened


async def test_it_returns_what_the_function_returns(background: Background) -> None:
    assert await background.run(lambda: 6 * 7) == 42


async def test_it_raises_what_the_function_raises(background: Background) -> None:
    def fails() -> None:
        raise LookupError("nothing here")

    with pytest.raises(LookupError, match="nothing here"):
        await background.run(fails)


async def test_the_loop_goes_on_meanwhile(background: Background) -> None:
    go_on = threading.Event()
    running = asyncio.ensure_future(background.run(lambda: go_on.wait(10)))
    await asyncio.sleep(0)
    go_on.set()

    assert await running


async def test_who_stops_waiting_is_not_held_up(background: Background) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def works() -> None:
        begun.set()
        go_on.wait(10)

    running = asyncio.ensure_future(background.run(works))
    while not begun.is_set():
        await asyncio.sleep(0.001)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not go_on.is_set()
    go_on.set()

    assert await background.run(lambda: "next") == "next"
