"""The connections to one service: lent for one exchange each, and kept for the next."""

import asyncio
from math import inf
from typing import Final

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.breaker import Breaker
from entrypoints.gateway.upstream.dialling import Dial, Unreachable
from entrypoints.gateway.upstream.places import Places
from entrypoints.gateway.upstream.refusals import ServiceDown, UpstreamFull, UpstreamRefused

MOST: Final = 256
MOST_STREAMS: Final = 1024
PATIENCE: Final = 1.0
LONGEST_IDLE: Final = 15.0  # far below the 75 s of services: both sides must not hang up at once


class Upstream:
    """Lends connections to a service: the one that was used last, or a new one.

    - There are at most `most`, and `most_streams` beside them that have turned into streams; who finds none free waits
      for one, at most `patience` seconds.
    - A connection that is idle for too long is closed; one over which bytes came that nobody asked for, or an end, is
      never lent again.
    - Each one lent comes back by `give_back` or `drop`, once.
    """

    def __init__(
        self,
        *,
        name: str,
        host: bytes,
        dial: Dial,
        most: int = MOST,
        most_streams: int = MOST_STREAMS,
        patience: float = PATIENCE,
    ) -> None:
        self.name = name
        self.host = host
        self._dial = dial
        self._time = asyncio.get_running_loop().time
        self._places = Places(most, patience, self._keep)
        self._stream_places = Places(most_streams, patience, self._keep)
        self._idle: dict[Wire, float] = {}  # since when, the latest last
        self._lent: dict[Wire, Places] = {}
        self._breaker = Breaker(self._probe)
        self._on_lost = self._look

    @property
    def idle(self) -> int:
        """How many connections wait to be lent."""
        return len(self._idle)

    @property
    def lent(self) -> int:
        """How many connections are lent, or being made; those of streams not counted."""
        return self._places.taken - len(self._idle)

    @property
    def streams(self) -> int:
        """How many connections have turned into streams."""
        return self._stream_places.taken

    @property
    def is_given_up(self) -> bool:
        """Tell whether the service is not asked now, since it could not be reached."""
        return self._breaker.is_open

    def idle_one(self) -> Wire | None:
        """Lend the connection that was used last, if one is idle and still good."""
        while self._idle:
            wire, _ = self._idle.popitem()
            wire.on_lost = None
            if wire.is_at_rest:
                self._lent[wire] = self._places
                return wire
            wire.close()
            self._places.leave()
        return None

    async def lend(self, *, fresh: bool = False) -> Wire:
        """Return a connection, without suspending when one is idle; its `was_used` tells whether it is a new one.

        A `fresh` one is always new. `UpstreamRefused`, `UpstreamFull` and `ServiceDown` say why there is none.
        """
        wire = None if fresh else self.idle_one()
        if wire is not None:
            return wire
        if self._idle:
            self._discard(next(reversed(self._idle)))
        return await self._lend_new(fresh=fresh)

    def give_back(self, wire: Wire) -> None:
        """Take a connection back whose exchange is complete: nothing is left to send, and the answer came whole."""
        places = self._lent.pop(wire)
        self._breaker.answered()
        if places is self._places and wire.is_at_rest:
            self._keep(wire)
        else:
            wire.abort()
            places.leave()

    def drop(self, wire: Wire, *, was_slow: bool = False) -> None:
        """Take a connection back that cannot be used again; `was_slow` if the answer did not come in time."""
        self._lent.pop(wire).leave()
        wire.abort()
        if was_slow:
            self._breaker.was_slow()
            self._give_up_idle()

    def turns_into_stream(self, wire: Wire) -> None:
        """Count a connection that is lent among the streams from now on; `UpstreamFull` if there are too many."""
        if self._lent[wire] is self._places:
            if not self._stream_places.take():
                raise UpstreamFull(what=self.name)
            self._lent[wire] = self._stream_places
            self._places.leave()
        self._breaker.answered()

    def tidy(self, now: float) -> None:
        """Close what has been idle for too long, or is of no use any more; to be called every second or so."""
        for wire, since in tuple(self._idle.items()):
            if now - since > LONGEST_IDLE or not _is_sound(wire):
                self._discard(wire)

    async def close(self) -> None:
        """Hang up on what is idle, and give up looking for the service."""
        for wire in tuple(self._idle):
            self._discard(wire)
        await self._breaker.close()

    async def _lend_new(self, *, fresh: bool) -> Wire:
        self._refuse_if_given_up()
        wire = None if self._places.take() else await self._wait()
        if wire is not None and (fresh or not _is_sound(wire)):
            wire.close()
            wire = None
        wire = wire or await self._connect()
        self._lent[wire] = self._places
        return wire

    async def _wait(self) -> Wire | None:
        try:
            return await self._places.wait()
        except TimeoutError:
            raise UpstreamFull(what=self.name) from None

    async def _connect(self) -> Wire:
        try:
            self._refuse_if_given_up()
            wire = await self._dial()
        except Unreachable as fault:
            self._places.leave()
            self._breaker.refused()
            self._give_up_idle()
            raise UpstreamRefused(what=self.name, error=fault.reason) from fault
        except BaseException:
            self._places.leave()
            raise
        self._breaker.reached()
        return wire

    async def _probe(self) -> bool:
        try:
            wire = await self._dial()
        except Unreachable:
            return False
        if self._places.take():
            self._keep(wire)
        else:
            wire.close()
        return True

    def _refuse_if_given_up(self) -> None:
        if self._breaker.is_open:
            raise ServiceDown(what=self.name)

    def _give_up_idle(self) -> None:
        # `lend` asks the breaker only when nothing is idle.
        if self._breaker.is_open:
            for wire in tuple(self._idle):
                self._discard(wire)

    def _keep(self, wire: Wire) -> None:
        wire.was_used = True
        wire.hurried_by = inf
        if not self._places.hand_on(wire):
            wire.on_lost = self._on_lost
            self._idle[wire] = self._time()

    def _discard(self, wire: Wire) -> None:
        del self._idle[wire]
        wire.on_lost = None
        wire.close()
        self._places.leave()

    def _look(self) -> None:
        self.tidy(-inf)


def _is_sound(wire: Wire) -> bool:
    return wire.is_open and not wire.holds
