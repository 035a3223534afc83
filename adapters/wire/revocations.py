"""What one process knows of the sessions that were ended in any, for adapters that read it from a store."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic

import structlog
from typing_extensions import override

from adapters.wire.beside import beside
from core.errors import Unavailable
from core.identity.model.session import SessionId
from ports.sessions import REVOKED_FOR, RevokedSessions

READ_EVERY = 1.0  # seconds; the port promises two
MOST_IDS = 200_000  # some 40 MB; so many sign out within an hour only when something is wrong
OVERLAP = timedelta(minutes=10)  # the store that answers next may have another clock than the one before it
log = structlog.get_logger()

Read = Callable[[timedelta], Awaitable[Iterable[str]]]
"""Returns what was revoked up to so long ago, by the store's clock."""


class Revocations(RevokedSessions):
    """Remembers ids for as long as an access token of theirs may live; reading them again changes nothing.

    With too many it forgets the one that would be forgotten soonest.
    """

    def __init__(self, read: Read, *, seconds: Callable[[], float] = monotonic, most_ids: int = MOST_IDS) -> None:
        self._read = read
        self._seconds = seconds
        self._most_ids = most_ids
        self._forget_at: OrderedDict[str, float] = OrderedDict()  # as they were learnt, so the soonest is the first
        self._read_at: float | None = None
        self._is_deaf = False

    @property
    def is_ready(self) -> bool:
        """Tell whether the store was read at least once."""
        return self._read_at is not None

    @override
    def has(self, session_id: SessionId) -> bool:
        return session_id in self._forget_at

    def learn(self, session_id: str) -> None:
        """Remember one id, and forget those whose time is over."""
        now = self._seconds()
        self._forget_due(now)
        self._forget_at.setdefault(session_id, now + REVOKED_FOR.total_seconds())
        if len(self._forget_at) > self._most_ids:
            self._forget_at.popitem(last=False)

    async def catch_up(self) -> None:
        """Read what was revoked since the last reading, and somewhat before."""
        began = self._seconds()
        missed = REVOKED_FOR if self._read_at is None else timedelta(seconds=began - self._read_at) + OVERLAP
        for session_id in await self._read(min(missed, REVOKED_FOR)):
            self.learn(session_id)
        self._forget_due(began)
        self._read_at = began

    async def try_to_catch_up(self) -> None:
        """Read if the store answers; whatever is wrong with it, what is known stays known."""
        try:
            await self.catch_up()
        except Exception as error:
            # Nobody waits for this, and it must go on whatever happens.
            if not self._is_deaf:
                log.warning("ended sessions cannot be read, and what ends now is not known here", exc_info=error)
            self._is_deaf = True
        else:
            self._is_deaf = False

    async def follow(self, *, every: float) -> None:
        """Read again and again."""
        while True:
            await asyncio.sleep(every)
            await self.try_to_catch_up()

    def _forget_due(self, now: float) -> None:
        while self._forget_at and self._forget_at[next(iter(self._forget_at))] <= now:
            self._forget_at.popitem(last=False)


@asynccontextmanager
async def following(read: Read, *, every: float = READ_EVERY) -> AsyncIterator[Revocations]:
    """Follow what a store tells for as long as the block lasts."""
    revocations = Revocations(read)
    await revocations.try_to_catch_up()
    async with beside(revocations.follow(every=every)):
        yield revocations


async def check_ready(revocations: Revocations) -> None:
    """Raise `Unavailable` as long as nothing is known: a token that was revoked before this start would pass."""
    if not revocations.is_ready:
        raise Unavailable(what="the list of ended sessions")
