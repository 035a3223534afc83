"""Something that goes on for as long as a block lasts."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

REPEAT_AFTER = 0.5


@asynccontextmanager
async def beside(coroutine: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a coroutine beside the block, and end it with the block."""
    task = asyncio.create_task(coroutine)
    try:
        yield
    finally:
        # aiopg waits with wait_for, which before Python 3.12 can lose a cancellation.
        while not task.done():
            task.cancel()
            await asyncio.wait((task,), timeout=REPEAT_AFTER)
