"""Two things at a time, of which neither outlives the failure of the other."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")


async def both(one: Coroutine[Any, Any, A], other: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Do both, and raise what the first that fails raises, after the other has ended."""
    try:
        async with asyncio.TaskGroup() as group:
            first, second = group.create_task(one), group.create_task(other)
    except ExceptionGroup as failures:
        failure = failures.exceptions[0]
        raise failure from failure.__cause__
    return first.result(), second.result()
