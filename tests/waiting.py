"""Waiting for something to become so, and no longer than that."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


async def until(condition: Callable[[], Awaitable[bool]], *, within: float = 10.0, every: float = 0.005) -> None:
    """Return once the condition holds; fail when it does not in time."""
    deadline = monotonic() + within
    while not await condition():
        assert monotonic() < deadline, f"not so within {within} s"
        await asyncio.sleep(every)
