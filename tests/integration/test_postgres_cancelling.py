"""Whoever is told to stop stops, also while PostgreSQL is answering."""

import asyncio
import gc
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

from composition.catalogue import adapters_of
from core.video.model.job import JobId
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter

TRIES = 300
WITHIN = 5.0


async def test_a_task_that_asks_for_ever_ends_when_it_is_cancelled_whatever_it_waits_for(
    open_adapter: OpenAdapter,
) -> None:
    works: Works[VideoWork] = await open_adapter(adapters_of("video_works")["postgres"])

    async def ask_for_ever() -> None:
        while True:
            async with works.begin() as work:
                await work.jobs.hold(JobId(an_id()))

    with warnings.catch_warnings():
        # aiopg leaves a connection unclosed, in its own eyes, when it is cancelled while it connects.
        warnings.simplefilter("ignore", ResourceWarning)
        deaf = await _deaf_of(ask_for_ever)
        gc.collect()
    assert deaf == 0


async def _deaf_of(ask_for_ever: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Return how many of many tasks go on though they are cancelled, each at another moment."""
    for number in range(TRIES):
        asking = asyncio.create_task(ask_for_ever())
        for _ in range(number % 23):
            await asyncio.sleep(0)
        await asyncio.sleep(0.0001 * (number % 17))
        asking.cancel()
        _, pending = await asyncio.wait((asking,), timeout=WITHIN)
        if pending:
            return len(pending)
    return 0
