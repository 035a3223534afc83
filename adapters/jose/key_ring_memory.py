"""Token keys of one process, which end with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.section import CannotOpen, need
from ports.clock import Clock
from ports.key_ring import KeyRing


class MemoryKeyRing(JoseKeyRing):
    """Makes its first key when it is opened."""

    def __init__(self, *, first: TokenKey, clock: Clock) -> None:
        super().__init__(clock=clock)
        self._keys = TokenKeys.first(first, now=clock.now())

    @override
    def keys(self) -> TokenKeys:
        return self._keys

    @override
    async def rotate(self, *, lead: timedelta) -> str:
        key = await asyncio.to_thread(TokenKey.made)
        self._keys = self._keys.rotated(key, now=self._clock.now(), lead=lead)
        return key.kid


@frozen(kw_only=True)
class Section:
    """Nothing but the time."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRing]:
    """Open a ring with one key."""
    yield MemoryKeyRing(first=await asyncio.to_thread(TokenKey.made), clock=section.clock)


async def rotate_by_hand(_: Section, *, lead: timedelta) -> str:  # noqa: ARG001 - the others' operator has a choice
    """Refuse what would change nothing."""
    raise CannotOpen("token keys in memory are their process's own: it makes a new one when it is started again")
