"""A few threads for work that keeps a whole core busy, and a short queue before them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Final, TypeVar

from core.errors import TooMany

T = TypeVar("T")

WEIGHT_OF_THE_LAST: Final = 0.1  # in the running mean of how long one piece of work takes
LEAST_WAIT: Final = 1.0  # seconds that whoever is refused is told to wait at least


class HashingPool:
    """Does so many things at once, lets so many more wait, and refuses the rest at once.

    Who stops waiting frees the place. What has begun cannot be stopped: it has its place until it is done.
    """

    def __init__(self, *, threads: int, most_waiting: int, expected: timedelta) -> None:
        self._threads = threads
        self._places = threads + most_waiting
        self._taken = 0
        self._mean = expected.total_seconds()
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="hashing")

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, or raise `TooMany`."""
        if self._taken == self._places:
            raise TooMany(retry_after=max(LEAST_WAIT, self._mean * self._taken / self._threads))
        self._taken += 1
        loop = asyncio.get_running_loop()
        future = self._executor.submit(partial(self._timed, work))
        # Not a callback of what is awaited here: that ends at once when whoever awaits it is cancelled.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._leave))
        return await asyncio.wrap_future(future)

    def _timed(self, work: Callable[[], T]) -> T:
        started = perf_counter()
        try:
            return work()
        finally:
            self._mean += WEIGHT_OF_THE_LAST * (perf_counter() - started - self._mean)

    def _leave(self) -> None:
        self._taken -= 1

    async def close(self) -> None:
        """Wait for what has begun; nobody waits for the rest any more."""
        await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)


@asynccontextmanager
async def hashing_pool(*, threads: int, most_waiting: int, expected: timedelta) -> AsyncIterator[HashingPool]:
    """Lend a pool."""
    pool = HashingPool(threads=threads, most_waiting=most_waiting, expected=expected)
    try:
        yield pool
    finally:
        await pool.close()
