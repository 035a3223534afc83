"""Short-lived values in this process's memory."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import frozen
from typing_extensions import override

from adapters.memory.deadlines import Deadlines
from adapters.section import need, setting
from ports.cache import Cache
from ports.clock import Clock

SWEPT_AT_ONCE = 4
ENTRY_BYTES = 600  # what an entry takes beside its key and value, roughly


class MemoryCache(Cache):
    """Keeps values up to a size in all; first what has expired goes, then what was used longest ago."""

    def __init__(self, *, clock: Clock, most_bytes: int) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._bytes = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._expiry: Deadlines[str] = Deadlines()

    @override
    async def get(self, key: str) -> bytes | None:
        value = self._fresh(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        self._forget(key)
        now = self._clock.now()
        for expired in self._expiry.forget_due(now, at_most=SWEPT_AT_ONCE):
            self._forget(expired)
        if _size(key, value) <= self._most_bytes:
            self._make_room(_size(key, value), now)
            self._values[key] = value
            self._bytes += _size(key, value)
            self._expiry.set(key, now + ttl)

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        if self._fresh(key) is not None:
            return False
        await self.set(key, value, ttl=ttl)
        return True

    @override
    async def pop(self, key: str) -> bytes | None:
        value = self._fresh(key)
        self._forget(key)
        return value

    @override
    async def delete(self, key: str) -> None:
        self._forget(key)

    def _fresh(self, key: str) -> bytes | None:
        expires_at = self._expiry.of(key)
        return self._values[key] if expires_at is not None and expires_at > self._clock.now() else None

    def _make_room(self, size: int, now: datetime) -> None:
        while self._bytes + size > self._most_bytes:
            for gone in self._expiry.forget_due(now, at_most=1) or [next(iter(self._values))]:
                self._forget(gone)

    def _forget(self, key: str) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self._bytes -= _size(key, value)
            self._expiry.forget(key)


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value) + ENTRY_BYTES


@frozen(kw_only=True)
class Section:
    """How much the cache may hold."""

    clock: Clock = need("clock")
    most_bytes: int = setting("ODDIYA_CACHE_BYTES", "a number of bytes", default=64 * 1024 * 1024)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Cache]:
    """Open an empty cache."""
    yield MemoryCache(clock=section.clock, most_bytes=section.most_bytes)
