"""The token key of one process, which ends with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.section import need
from ports.clock import Clock
from ports.key_ring import KeyRing


class MemoryKeyRing(JoseKeyRing):
    """Has one key."""

    def __init__(self, *, key: TokenKey, clock: Clock) -> None:
        super().__init__(clock=clock)
        self._keys = TokenKeys.first(key, now=clock.now())

    @override
    def keys(self) -> TokenKeys:
        return self._keys


@frozen(kw_only=True)
class Section:
    """Nothing but the time."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRing]:
    """Open a ring with a new key."""
    yield MemoryKeyRing(key=await asyncio.to_thread(TokenKey.made), clock=section.clock)
