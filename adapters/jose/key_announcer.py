"""Announcing keys through the copy that all processes share."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from math import inf
from time import monotonic
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.jose.keys_copy import KeysCopy, version_after
from adapters.jose.public_jwk import PublicJwk
from adapters.jose.shared_copy import CopySection, SharedCopy
from adapters.section import need
from ports.clock import Clock
from ports.key_announcer import KeyAnnouncer

REPEATED_EVERY: Final = 120.0  # seconds
INSISTED_FOR: Final = 5.0


class CacheKeyAnnouncer(KeyAnnouncer):
    """Puts what is published into the shared copy: when it has changed, when the copy is gone, and now and then.

    For a few seconds after a change it puts right what differs, for somebody may have asked just before the change and
    share the answer just after. Later it does not: another process of the auth service may have heard of a change that
    this one has yet to hear of.
    """

    def __init__(self, shared: SharedCopy, *, clock: Clock, seconds: Callable[[], float] = monotonic) -> None:
        self._shared = shared
        self._clock = clock
        self._seconds = seconds
        self._keys: tuple[PublicJwk, ...] = ()
        self._published: list[Mapping[str, str]] = []
        self._version = 0
        self._changed_at = -inf
        self._said_at = -inf

    @override
    async def announce(self, keys: Sequence[Mapping[str, str]]) -> None:
        if list(keys) != self._published:
            self._keys = tuple(PublicJwk.read(key) for key in keys)
            self._published, self._changed_at, self._said_at = list(keys), self._seconds(), -inf
        there = await self._shared.read()
        self._version = max(self._version, there.version if there else 0)
        if self._is_to_be_said(there):
            await self._say()

    def _is_to_be_said(self, there: KeysCopy | None) -> bool:
        now = self._seconds()
        if there is None or now >= self._said_at + REPEATED_EVERY:
            return True
        return there.jwks != self._published and now < self._changed_at + INSISTED_FOR

    async def _say(self) -> None:
        now = self._clock.now()
        copy = KeysCopy(version=version_after(self._version, now), seen_at=now, keys=self._keys)
        await self._shared.write(copy)
        self._version, self._said_at = copy.version, self._seconds()


@frozen(kw_only=True)
class Section(CopySection):
    """Whose time it is said at."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyAnnouncer]:
    """Open the announcer."""
    yield CacheKeyAnnouncer(SharedCopy(section.cache, section.form), clock=section.clock)
