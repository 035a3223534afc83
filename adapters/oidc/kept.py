"""What is fetched from a provider now and then: when it is wanted, by one for all who wait, and kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from attrs import define, evolve, field

from adapters.oidc.web import RETRY
from core.errors import Unavailable
from ports.clock import Clock

T = TypeVar("T")

FRESH = timedelta(hours=1)
USABLE = timedelta(days=1)  # while a newer one cannot be had
COOLDOWN = timedelta(seconds=30)


@define(kw_only=True)
class Kept(Generic[T]):
    """A value with the moments at which it was fetched and tried.

    After a failure, nobody is asked for a while: those who wait get the same failure, not each one of their own.
    """

    fetch: Callable[[], Awaitable[T]]
    clock: Clock
    _lock: asyncio.Lock = field(factory=asyncio.Lock, init=False)
    _values: list[T] = field(factory=list, init=False)
    _fetched_at: datetime | None = field(default=None, init=False)
    _failed_at: datetime | None = field(default=None, init=False)
    _renewed_at: datetime | None = field(default=None, init=False)
    _failure: Unavailable | None = field(default=None, init=False)

    async def get(self) -> T:
        """Return the value; an old one for want of a newer."""
        async with self._lock:
            if self._since(self._fetched_at) >= FRESH and self._since(self._failed_at) >= RETRY:
                await self._try()
            return self._usable()

    async def renewed(self) -> T:
        """Return the value as it is now, but whoever asks too often gets the one that is kept."""
        async with self._lock:
            if self._since(self._renewed_at) >= COOLDOWN:
                await self._try()
                self._renewed_at = self.clock.now()
            return self._usable()

    async def _try(self) -> None:
        try:
            self._values = [await self.fetch()]
            self._fetched_at = self.clock.now()
        except Unavailable as failure:
            self._failure = failure
            self._failed_at = self.clock.now()

    def _usable(self) -> T:
        if self._failure is not None and self._since(self._fetched_at) >= USABLE:
            raise evolve(self._failure)
        return self._values[0]

    def _since(self, moment: datetime | None) -> timedelta:
        # A clock that was set back must not keep anything for longer.
        return timedelta.max if moment is None else abs(self.clock.now() - moment)
