"""Short-lived values in Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.redis.client import RedisClient
from adapters.section import need
from ports.cache import Cache

KIND = "cache"
MILLISECOND = timedelta(milliseconds=1)


@frozen
class RedisCache(Cache):
    """One Redis string for each value; Redis forgets it by itself."""

    _redis: RedisClient

    @override
    async def get(self, key: str) -> bytes | None:
        return _value(await self._redis.ask("GET", self._redis.key(KIND, key)))

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        await self._redis.ask("SET", self._redis.key(KIND, key), value, "PX", _milliseconds(ttl))

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        added = await self._redis.ask("SET", self._redis.key(KIND, key), value, "PX", _milliseconds(ttl), "NX")
        return added is not None

    @override
    async def pop(self, key: str) -> bytes | None:
        return _value(await self._redis.ask("GETDEL", self._redis.key(KIND, key)))

    @override
    async def delete(self, key: str) -> None:
        await self._redis.ask("DEL", self._redis.key(KIND, key))


def _milliseconds(ttl: timedelta) -> int:
    return max(1, ttl // MILLISECOND)


def _value(answer: object) -> bytes | None:
    return answer if isinstance(answer, bytes) else None


@frozen(kw_only=True)
class Section:
    """Which Redis keeps the values."""

    redis: RedisClient = need("redis_client")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Cache]:
    """Open the cache."""
    yield RedisCache(section.redis)
