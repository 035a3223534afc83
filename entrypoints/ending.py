"""Ends tasks, also those that do not hear the first word."""

import asyncio
from typing import Any

REPEAT_AFTER = 0.5


async def ended(*tasks: "asyncio.Future[Any]") -> None:
    """Cancel tasks until they have ended, however that may be.

    Before Python 3.12 `asyncio.wait_for` loses a cancellation that comes together with the result it waits for, and
    database drivers wait that way; a task that goes round in circles would then never end.
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=REPEAT_AFTER)
    await asyncio.gather(*tasks, return_exceptions=True)
