"""Facts that were fetched before, for as long as they are good; many who ask at once are one question."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import orjson
import structlog
from attrs import define, field, frozen

from core.errors import Unavailable
from core.planning.model.provenance import Provenance
from ports.cache import Cache
from ports.clock import Clock

LONGEST_NAME: Final = 200

log = structlog.get_logger()


@frozen(kw_only=True)
class Fact:
    """What a source said (of JSON's types only), and when it was asked."""

    value: Any
    found: Provenance


@define(kw_only=True)
class Facts:
    """Remembers one source's facts; a cache that does not work is as good as an empty one."""

    source: str
    cache: Cache
    clock: Clock
    _fetching: dict[str, "asyncio.Task[Fact]"] = field(factory=dict, init=False)

    async def get(self, name: str, fetch: Callable[[], Awaitable[Any]], *, keep: timedelta) -> Fact:
        """Return a fact by its name, fetched now if it is not remembered."""
        return await self.recall(name) or await self.fetched(name, fetch, keep=keep)

    async def fetched(self, name: str, fetch: Callable[[], Awaitable[Any]], *, keep: timedelta) -> Fact:
        """Fetch a fact now and remember it; who asks meanwhile gets the same."""
        task = self._fetching.get(name)
        if task is None:
            task = asyncio.create_task(self._fetch(name, fetch, keep))
            self._fetching[name] = task
            task.add_done_callback(lambda done: self._forget(name, done))
        # Whoever goes away does not take the answer from the others.
        return await asyncio.shield(task)

    async def recall(self, name: str) -> Fact | None:
        """Return a fact that is remembered."""
        try:
            return self._read(await self.cache.get(self._key(name)))
        except Unavailable:
            return None

    async def recall_surely(self, name: str) -> Fact | None:
        """Return a fact, or None where it is certain that none is remembered; else `Unavailable`."""
        return self._read(await self.cache.get(self._key(name)))

    async def remember(self, name: str, value: Any, *, keep: timedelta) -> Fact:
        """Remember what is said now."""
        fact = Fact(value=value, found=Provenance(source=self.source, fetched_at=self.clock.now()))
        await self.remember_again(name, fact, keep=keep)
        return fact

    async def remember_again(self, name: str, fact: Fact, *, keep: timedelta) -> None:
        """Remember a fact with the time at which it was asked for."""
        body = orjson.dumps([fact.found.fetched_at.isoformat(), fact.value])
        try:
            await self.cache.set(self._key(name), body, ttl=keep)
        except Unavailable as error:
            log.debug("a fact is not kept", source=self.source, error=type(error).__name__)

    async def _fetch(self, name: str, fetch: Callable[[], Awaitable[Any]], keep: timedelta) -> Fact:
        return await self.remember(name, await fetch(), keep=keep)

    def _forget(self, name: str, done: "asyncio.Task[Fact]") -> None:
        del self._fetching[name]
        if not done.cancelled():
            done.exception()  # everybody may have gone away

    def _read(self, body: bytes | None) -> Fact | None:
        if body is None:
            return None
        try:
            at, value = orjson.loads(body)
            return Fact(value=value, found=Provenance(source=self.source, fetched_at=datetime.fromisoformat(at)))
        except (ValueError, TypeError):
            return None

    def _key(self, name: str) -> str:
        if len(name) > LONGEST_NAME:
            name = sha256(name.encode(errors="surrogatepass")).hexdigest()
        return f"fact:{self.source}:{name}"
