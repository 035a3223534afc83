"""One connection that is told of notices: it waits until there are some, or until it has to end, and knows why."""

import asyncio
from typing import ClassVar, Final

from attrs import define, field

from core.errors import OddiyaError, TooMany, Unauthenticated, Unavailable
from core.notices.model.live import Listener

MOST_OF_ONE: Final = 10


@define(kw_only=True)
class NoRoom(Unavailable):
    """As many are connected as this process can serve."""

    code: ClassVar[str] = "no-room"
    what: str = "a place to listen"
    retry_after: float = 5


@define(kw_only=True)
class TooManyListeners(TooMany):
    """Somebody is connected too often; their newest connections stay."""

    code: ClassVar[str] = "too-many-listeners"
    says: ClassVar[str] = "you are connected {most} times since; the oldest connections end"
    most: int = MOST_OF_ONE
    retry_after: float = 60


@define(kw_only=True)
class SignedOut(Unauthenticated):
    """The session has ended."""

    code: ClassVar[str] = "signed-out"


@define(kw_only=True)
class ListenedLong(Unauthenticated):
    """The connection is as old as any may become; the client shows again who it is."""

    code: ClassVar[str] = "listened-long"
    says: ClassVar[str] = "show again who you are, and go on"


@define(eq=False)
class Seat:
    """One connection: it waits until its log has grown, or until it has to end."""

    listener: Listener
    until: float
    _grown_to: int = field(default=0, init=False)
    _end: OddiyaError | None = field(default=None, init=False)
    _stirred: asyncio.Event = field(factory=asyncio.Event, init=False)

    def hear(self, place: int) -> None:
        """Take note of how far the log has grown."""
        if place > self._grown_to:
            self._grown_to = place
            self._stirred.set()

    def end(self, why: OddiyaError) -> None:
        """Have the connection end."""
        self._end = why
        self._stirred.set()

    def check(self) -> None:
        """Raise why the connection has to end, if it has to."""
        if self._end is not None:
            raise self._end

    async def news(self, *, beyond: int) -> None:
        """Wait until there is something to read beyond a place."""
        self.check()
        while self._grown_to <= beyond:
            self._stirred.clear()
            await self._stirred.wait()
            self.check()
