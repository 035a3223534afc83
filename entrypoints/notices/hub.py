"""Who is connected to this process, and who of them has news: one question for all, about once a second.

The log is the only thing that processes share. Whichever of them logs a notice, each looks how far the logs of those
have grown who are connected to it, and wakes whoever has something to read.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from attrs import define, field

from core.errors import OddiyaError
from core.identity.model.session import ACCESS_LIFE
from core.identity.model.user import UserId
from core.notices.model.live import Listener
from core.notices.use_cases.live.look_for_news import LookForNews
from entrypoints.notices.seat import MOST_OF_ONE, ListenedLong, NoRoom, Seat, SignedOut, TooManyListeners
from ports.meter import Meter, Metric
from ports.sessions import RevokedSessions

MOST: Final = 2000
LOOK_EVERY: Final = timedelta(seconds=1)
LISTENERS: Final = Metric(
    name="oddiya_notices_listeners",
    kind="gauge",
    help="Connections that are told of notices as they come.",
)


@define(kw_only=True, eq=False)
class Hub:
    """Has a seat for everybody who is connected; `look` and `sweep` are done again and again."""

    look_for_news: LookForNews
    revoked_sessions: RevokedSessions
    meter: Meter
    most: int = MOST
    most_of_one: int = MOST_OF_ONE
    longest: timedelta = ACCESS_LIFE
    look_every: timedelta = LOOK_EVERY
    now: Callable[[], float] = field(default=lambda: asyncio.get_running_loop().time())
    _seats: dict[UserId, list[Seat]] = field(factory=dict, init=False)
    _taken: int = field(default=0, init=False)
    _is_taken: asyncio.Event = field(factory=asyncio.Event, init=False)
    _is_due: asyncio.Event = field(factory=asyncio.Event, init=False)

    def check_room(self) -> None:
        """Raise `NoRoom` if nobody else can be served."""
        if self._taken >= self.most:
            raise NoRoom

    @contextmanager
    def seat(self, listener: Listener) -> Iterator[Seat]:
        """Have a seat for as long as the block lasts; whoever has too many loses the oldest."""
        self.check_room()
        seat = Seat(listener, self.now() + self.longest.total_seconds())
        seats = self._seats.setdefault(listener.user_id, [])
        while len(seats) >= self.most_of_one:
            self._end(seats[0], TooManyListeners(most=self.most_of_one))
        self._seats.setdefault(listener.user_id, seats).append(seat)
        self._count(1)
        try:
            yield seat
        finally:
            self._remove(seat)
            self._count(-1)

    def heard_of(self, owner: UserId) -> None:
        """Look soon, since this very process has logged a notice of theirs."""
        if owner in self._seats:
            self._is_due.set()

    async def look(self) -> None:
        """Wait until it is time, and somebody is connected; then look who has news."""
        await self._is_taken.wait()
        try:
            async with asyncio.timeout(self.look_every.total_seconds()):
                await self._is_due.wait()
        except TimeoutError:
            pass
        self._is_due.clear()
        for owner, place in (await self.look_for_news(tuple(self._seats))).items():
            for seat in self._seats.get(owner, ()):
                seat.hear(place)

    async def sweep(self) -> None:
        """End the connections of those who have signed out, or have listened for very long."""
        now = self.now()
        for seat in [seat for seats in self._seats.values() for seat in seats]:
            if self.revoked_sessions.has(seat.listener.session_id):
                self._end(seat, SignedOut())
            elif now >= seat.until:
                self._end(seat, ListenedLong())

    def _end(self, seat: Seat, why: OddiyaError) -> None:
        self._remove(seat)
        seat.end(why)

    def _remove(self, seat: Seat) -> None:
        owner = seat.listener.user_id
        seats = self._seats.get(owner, [])
        if seat in seats:
            seats.remove(seat)
        if not seats:
            self._seats.pop(owner, None)

    def _count(self, more: int) -> None:
        self._taken += more
        self.meter.set(LISTENERS, value=self._taken)
        if self._taken:
            self._is_taken.set()
        else:
            self._is_taken.clear()
