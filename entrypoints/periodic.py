"""Does something again and again, whatever happens to it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from attrs import frozen

from core.errors import OddiyaError

log = structlog.get_logger()


@frozen(kw_only=True)
class Periodic:
    """Does a job at once and then every so often; what fails is logged, and done again when its time comes."""

    name: str
    job: Callable[[], Awaitable[None]]
    every: timedelta

    async def run(self) -> None:
        """Go on for ever."""
        while True:
            try:
                await self.job()
            except OddiyaError as failure:
                log.warning("a periodic job failed", job=self.name, reason=str(failure))
            except Exception:
                log.exception("a periodic job failed unexpectedly", job=self.name)
            await asyncio.sleep(self.every.total_seconds())
