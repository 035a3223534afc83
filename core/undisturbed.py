"""Lets something come to its end, whoever stops waiting for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def undisturbed(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what the coroutine returns; cancelling, as often as it may be, is heard only afterwards."""
    task = asyncio.ensure_future(coroutine)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        task.exception()  # or it would be said that nobody asked
        raise asyncio.CancelledError
    return task.result()
