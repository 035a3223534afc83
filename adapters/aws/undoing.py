"""Calls that must not be cut off halfway, because the service may have acted already."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from adapters.wire.carried_through import carried_through

T = TypeVar("T")


async def done_or_undone(call: Coroutine[Any, Any, T], *, undo: Callable[[T], Awaitable[None]], patience: float) -> T:
    """Return what the call brings; when cancelled before, let it end first, within `patience` seconds, and undo it."""
    calling = asyncio.create_task(call)
    try:
        return await asyncio.shield(calling)
    except asyncio.CancelledError:
        await carried_through(_undo(calling, undo, patience))
        raise


async def _undo(calling: asyncio.Task[T], undo: Callable[[T], Awaitable[None]], patience: float) -> None:
    await asyncio.wait({calling}, timeout=patience)
    calling.cancel()
    await asyncio.wait({calling})
    if not calling.cancelled() and calling.exception() is None:
        await undo(calling.result())
