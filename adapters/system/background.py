"""A thread for long calculations."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from attrs import frozen
from typing_extensions import override

from ports.background import Background

T = TypeVar("T")


@frozen
class ThreadBackground(Background):
    """One calculation at a time: two would only take the processor from each other and from the event loop."""

    _executor: ThreadPoolExecutor

    @override
    async def run(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, function)


@frozen(kw_only=True)
class Section:
    """A thread needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Background]:  # noqa: ARG001 - every adapter opens alike
    """Open the thread; what it has begun ends before it closes, what waits for it does not begin."""
    executor = ThreadPoolExecutor(1, thread_name_prefix="background")
    try:
        yield ThreadBackground(executor)
    finally:
        await asyncio.to_thread(partial(executor.shutdown, cancel_futures=True))
