"""Following one's notices: those after a bookmark, and then each as it comes, once and in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final

from attrs import define, field

from core.errors import Unavailable
from core.notices.model.live import Bookmark, Listener
from core.notices.model.notice import LoggedNotice
from core.notices.use_cases.live.find_bookmark import FindBookmark
from core.notices.use_cases.live.read_on import MOST_AT_ONCE, ReadOn
from entrypoints.notices.hub import Hub

READERS: Final = 4  # of the log at once: when many have news, requests need connections to the database as well
AGAIN_AFTER: Final = 1.0


@define(kw_only=True, eq=False)
class Following:
    """Lets everybody who is connected follow their own log.

    A client that takes in little is told little: its notices wait in the log, and nobody else waits for it.
    """

    hub: Hub
    find_bookmark: FindBookmark
    read_on: ReadOn
    again_after: float = AGAIN_AFTER
    _reading: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(READERS), init=False)

    def check_room(self) -> None:
        """Raise `NoRoom` if nobody else can be served."""
        self.hub.check_room()

    async def begin(self, listener: Listener, *, seen: str | None) -> Bookmark:
        """Return where somebody goes on, or raise `NoRoom`."""
        self.check_room()
        return await self.find_bookmark(owner=listener.user_id, seen=seen)

    async def notices(self, listener: Listener, bookmark: Bookmark) -> AsyncIterator[LoggedNotice]:
        """Follow from a bookmark on; an error says why that ends."""
        place = bookmark.place
        with self.hub.seat(listener) as seat:
            while True:
                page = await self._read(listener, place)
                for logged in page:
                    seat.check()
                    yield logged
                    place = logged.place
                if len(page) < MOST_AT_ONCE:
                    await seat.news(beyond=place)

    async def _read(self, listener: Listener, place: int) -> Sequence[LoggedNotice]:
        while True:
            try:
                async with self._reading:
                    return await self.read_on(owner=listener.user_id, place=place)
            except Unavailable:
                # The log comes back, and all who listen need not come back for that.
                await asyncio.sleep(self.again_after)
