"""Waiting for somebody else, and no longer than a delivery is leased."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, TypeVar

from core.errors import NoAnswer

T = TypeVar("T")

PATIENCE: Final = timedelta(seconds=20)


async def in_time(answer: Awaitable[T], *, what: str, patience: timedelta) -> T:
    """Return the answer, or raise `NoAnswer`."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await answer
    except TimeoutError as late:
        raise NoAnswer(what=what) from late
