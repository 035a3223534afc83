"""A model's answers, kept for all processes, of which one asks while the others wait."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from attrs import frozen

from core.errors import Unavailable
from ports.cache import Cache


@frozen(kw_only=True)
class Answer:
    """What a model answered, or in one sentence why it did not."""

    document: bytes | None = None
    why: str = ""


@frozen(kw_only=True)
class KeptAnswers:
    """Keeps answers for a while in a cache; one that does not answer is no hindrance.

    A lock is forgotten after `locked_for`, should its holder never come back.
    """

    cache: Cache
    kept_for: timedelta = timedelta(hours=1)
    locked_for: timedelta
    asked_every: timedelta = timedelta(milliseconds=50)

    async def get_or_make(
        self, key: str, *, is_good: Callable[[bytes], Awaitable[bool]], make: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Return the answer that is kept, if it is good; else make it, or wait for the process that does."""
        lock = f"{key}:lock"
        while (kept := await self._kept(key, is_good)) is None:
            if await self._is_locked(lock):
                try:
                    return await self._kept(key, is_good) or await self._made(key, make)
                finally:
                    with suppress(Unavailable):
                        await self.cache.delete(lock)
            await asyncio.sleep(self.asked_every.total_seconds())
        return kept

    async def _kept(self, key: str, is_good: Callable[[bytes], Awaitable[bool]]) -> Answer | None:
        document = None
        with suppress(Unavailable):
            document = await self.cache.get(key)
        return Answer(document=document) if document is not None and await is_good(document) else None

    async def _made(self, key: str, make: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await make()
        if answer.document is not None:
            with suppress(Unavailable):
                await self.cache.set(key, answer.document, ttl=self.kept_for)
        return answer

    async def _is_locked(self, lock: str) -> bool:
        """Lock for this process; without a cache every process asks for itself."""
        try:
            return await self.cache.add(lock, b"asking", ttl=self.locked_for)
        except Unavailable:
            return True
