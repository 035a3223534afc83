"""Gives a service up that cannot be reached, and notices when it can be again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from entrypoints.ending import ended

MOST_FAILURES: Final = 5
PROBE_EVERY: Final = 0.1


class Breaker:
    """Opens once a service could not be reached, or did not answer in time, so often in a row.

    While it is open `probe` is tried again and again; the first time that it holds, the breaker closes. A service that
    is reached without answering opens it again the next time.
    """

    def __init__(
        self, probe: Callable[[], Awaitable[bool]], *, most: int = MOST_FAILURES, every: float = PROBE_EVERY
    ) -> None:
        self._probe = probe
        self._most = most
        self._every = every
        self._refused = 0
        self._slow = 0
        self._trying: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the service is not to be asked."""
        return self._trying is not None

    def reached(self) -> None:
        """Note that a connection came about."""
        self._refused = 0

    def answered(self) -> None:
        """Note that an answer came."""
        self._refused = self._slow = 0
        if self._trying is not None:
            self._trying.cancel()
            self._trying = None

    def refused(self) -> None:
        """Note that no connection came about."""
        self._refused += 1
        self._open_after(self._refused)

    def was_slow(self) -> None:
        """Note that an answer did not come in time."""
        self._slow += 1
        self._open_after(self._slow)

    async def close(self) -> None:
        """End the probing."""
        trying, self._trying = self._trying, None
        if trying is not None:
            await ended(trying)

    def _open_after(self, failures: int) -> None:
        if failures >= self._most and self._trying is None:
            self._trying = asyncio.create_task(self._try())

    async def _try(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._every)
                if await self._probe():
                    break
            self._refused, self._slow = 0, self._most - 1
        finally:
            # Whatever went wrong, a service is not given up for ever.
            if self._trying is asyncio.current_task():
                self._trying = None
