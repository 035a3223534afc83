"""Who holds something keeps others waiting."""

import asyncio
from collections.abc import Awaitable, Callable

from ports.notice_works import NoticeWork
from ports.works import Works

A_MOMENT = 0.2  # in which nothing happens to who must wait


async def has_to_wait(works: Works[NoticeWork], hold: Callable[[NoticeWork], Awaitable[object]]) -> bool:
    """Tell whether a second work that holds the same waits until the first one ends."""
    done = asyncio.Event()

    async def hold_too() -> None:
        async with works.begin() as work:
            await hold(work)
            done.set()

    async with works.begin() as work:
        await hold(work)
        holding = asyncio.create_task(hold_too())
        await asyncio.wait((holding,), timeout=A_MOMENT)
        waited = not done.is_set()
    await holding
    return waited
