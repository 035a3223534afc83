"""The auth service's keys, as a process without a key ring follows them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from typing_extensions import override

from adapters.jose.kept_copy import KeptCopy
from adapters.jose.key_renewal import KeyRenewal
from adapters.jose.key_search import KeySearch
from adapters.jose.newest_keys import NewestKeys
from adapters.jose.public_keys import PublicKeys
from adapters.wire.beside import beside

EVERY: Final = 1.0  # seconds
FIRST_EVERY: Final = 0.1  # as long as no key is known
FIRST_TRIES: Final = 10
log = structlog.get_logger()


class FollowedKeys(PublicKeys):
    """Knows the newest keys that this process could come by."""

    def __init__(self, newest: NewestKeys, *, renewal: KeyRenewal, search: KeySearch, kept: KeptCopy) -> None:
        self._newest = newest
        self._renewal = renewal
        self._search = search
        self._kept = kept

    @property
    def is_ready(self) -> bool:
        """Tell whether any key is known."""
        return self._newest.copy is not None

    @override
    def public(self, kid: str) -> Any:
        return self._newest.by_kid.get(kid)

    @override
    async def sought(self, kid: str) -> Any:
        return await self._search.sought(kid)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Keep up with the auth service for as long as the block lasts."""
        await self.begin()
        async with (
            beside(self._again_and_again(self._renewal.look)),
            beside(self._again_and_again(self.renew)),
            beside(self._search.run()),
        ):
            yield

    async def begin(self) -> None:
        """Learn what can be learnt at once; what is on disk counts if nobody answers."""
        for _ in range(FIRST_TRIES):
            await self._renewal.look()
            if self.is_ready or await self._renewal.renew():
                break
            await asyncio.sleep(FIRST_EVERY)  # somebody else is asking just now, and will share the answer
        if not self.is_ready:
            self._newest.take(await asyncio.to_thread(self._kept.read))

    async def renew(self) -> None:
        """Renew what is known if it is time to, and have it on disk."""
        await self._renewal.renew()
        copy = self._newest.copy
        if copy is not None and self._kept.wants(copy):
            await asyncio.to_thread(self._kept.write, copy)

    async def _again_and_again(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except Exception:
                log.exception("token keys could not be followed for a moment")
            await asyncio.sleep(EVERY if self.is_ready else FIRST_EVERY)
