"""How a process without a key ring comes by newer keys: it looks at the shared copy, or asks the auth service.

A turn to ask lasts 30 s however the question ends, so that all processes together ask no more often than that.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from secrets import randbelow
from typing import Final

from attrs import frozen

from adapters.jose.jwks_endpoint import NoKeys
from adapters.jose.keys_copy import KeysCopy, version_after
from adapters.jose.newest_keys import NewestKeys
from adapters.jose.public_jwk import PublicJwk
from adapters.jose.shared_copy import SharedCopy
from adapters.jose.told_once import ToldOnce
from adapters.jose.turns import Turns
from core.errors import Unavailable
from ports.clock import Clock

JITTER: Final = 10  # seconds
Fetch = Callable[[], Awaitable[tuple[PublicJwk, ...]]]
"""Asks the auth service for its keys; raises `NoKeys`."""


@frozen(kw_only=True)
class Pace:
    """How often the auth service may be asked, and when it is."""

    turn: timedelta = timedelta(seconds=30)
    first_turn: timedelta = timedelta(seconds=0.5)  # for a process that knows no key at all
    old_after: float = 40.0  # seconds, to which some are added so that processes without a cache do not ask together


PACE: Final = Pace()


class KeyRenewal:
    """Brings the newest keys up to date."""

    def __init__(
        self, newest: NewestKeys, fetch: Fetch, *, shared: SharedCopy, turns: Turns, clock: Clock, pace: Pace = PACE
    ) -> None:
        self._newest = newest
        self._fetch = fetch
        self._shared = shared
        self._turns = turns
        self._clock = clock
        self._pace = pace
        self._old_after = pace.old_after
        self._refused = ToldOnce("the auth service does not tell its token keys")
        self._deaf = ToldOnce("the shared copy of the token keys cannot be reached")

    async def look(self) -> None:
        """Take the shared copy if it is newer."""
        try:
            self._newest.take(await self._shared.read())
        except Unavailable as error:
            self._deaf.because(str(error))
        else:
            self._deaf.well()

    async def renew(self) -> bool:
        """Ask if what is known has grown old, or nothing is known, and it is our turn; tell whether it was."""
        self._newest.drop_if_too_old()
        if self._newest.copy is None:
            wanted = await self._turns.takes("first", lasts=self._pace.first_turn)
        else:
            wanted = self._newest.age >= self._old_after and await self._turns.takes("next", lasts=self._pace.turn)
        if wanted:
            await self.look()
            await self._ask()
        return wanted

    async def look_for(self, kids: set[str]) -> None:
        """Find keys that are not known: in the shared copy, or by asking if it is our turn."""
        await self.look()
        if kids - self._newest.by_kid.keys() and await self._turns.takes("next", lasts=self._pace.turn):
            await self._ask()

    async def _ask(self) -> None:
        before, seen_at = self._newest.version, self._clock.now()
        self._old_after = self._pace.old_after + randbelow(JITTER)
        try:
            keys = await self._fetch()
        except NoKeys as reason:
            self._refused.because(str(reason))
            return
        self._refused.well()
        await self.look()
        if self._newest.version == before:  # else what the auth service itself has shared meanwhile is newer
            await self._share(KeysCopy(version=version_after(before, seen_at), seen_at=seen_at, keys=keys))

    async def _share(self, copy: KeysCopy) -> None:
        self._newest.take(copy)
        with suppress(Unavailable):  # as every look tells
            await self._shared.write(copy)
