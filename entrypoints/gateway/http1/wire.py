"""One connection, a client's or a service's, as a place where bytes come in and go out."""

import asyncio
import select
from collections.abc import Callable
from math import inf
from typing import Final, cast

from typing_extensions import override

from entrypoints.gateway.http1.faults import BrokenOff, HeadTooLong
from entrypoints.gateway.http1.outbox import outbox
from entrypoints.gateway.http1.waiting import tell_late, wake

END_OF_HEAD: Final = b"\r\n\r\n"
LONGEST_HEAD: Final = 32 * 1024
MOST_HELD: Final = 64 * 1024
MOST_LEAVING: Final = 16 * 1024
RECEIVED: Final = bytearray(64 * 1024)
RECEIVED_VIEW: Final = memoryview(RECEIVED)
# Linux tells of this also where bytes are still to be read before the end.
HUNG_UP: Final = getattr(select, "POLLRDHUP", 0)


class Wire(asyncio.BufferedProtocol):
    """Holds what came in until somebody asks for it; whoever writes waits for `room` when it `is_full`.

    - One task at a time may wait for bytes, and one for room. Each says `by` when, in the event loop's time; a sweep
      over all wires sees to that, since a timer for each wait would cost more than the wait.
    - While all wires together write much, it goes out when the event loop's turn is over (`outbox.py`); what is large,
      or followed by a hang-up, goes out before that.
    - Reading pauses while more is held than a wire may hold.
    """

    __slots__ = (
        "_close_by", "_held", "_is_paused", "_leaving", "_new_future", "_outbox", "_read_by", "_reader", "_wires",
        "_write_by", "_writer", "hurried_by", "is_full", "is_over", "on_lost", "transport", "was_cut", "was_used",
    )  # fmt: skip

    transport: asyncio.Transport

    def __init__(self, wires: "set[Wire]") -> None:
        self._wires = wires
        self._held = b""
        self._leaving = b""
        self._outbox = outbox()
        self._new_future = asyncio.get_running_loop().create_future
        self._is_paused = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._read_by = self._write_by = self._close_by = inf
        self.hurried_by = inf  # no head is waited for any longer than this
        self.is_full = False
        self.is_over = False  # the other side has said its last word, or the connection is lost
        self.on_lost: Callable[[], object] | None = None
        self.was_cut = False  # the end that came is not one that the other side meant
        self.was_used = False  # for an exchange before this one; the other side may be about to hang up

    @property
    def is_open(self) -> bool:
        """Tell whether bytes can still go out."""
        return not (self.is_over or self.transport.is_closing())

    @property
    def holds(self) -> bool:
        """Tell whether bytes came in that nobody has taken."""
        return bool(self._held)

    @property
    def is_at_rest(self) -> bool:
        """Tell whether bytes can go out, all that was written has, and none came in that nobody has taken."""
        transport = self.transport
        return not (
            self._held or self._leaving or self.is_over or transport.is_closing() or transport.get_write_buffer_size()
        )

    def write(self, data: bytes) -> None:
        """Let bytes go out; after that, `is_full` says whether to wait for `room`."""
        if self._leaving:
            self._leaving += data
        else:
            self._leaving = data
            self._outbox.add(self._send)
        if len(self._leaving) > MOST_LEAVING:
            self._send()

    def more(self, by: float) -> "asyncio.Future[None]":
        """Return what is to be waited for until more came in, or nothing will; `TooLate` when it takes too long."""
        if self._is_paused:
            self._is_paused = False
            self.transport.resume_reading()
        self._read_by = by
        self._reader = reader = self._new_future()
        return reader

    async def stirring(self, *, by: float) -> None:
        """Wait until something came in, or nothing will; `TooLate` when it takes too long."""
        while not self._held and not self.is_over:
            await self.more(by)

    async def head(self, *, by: float) -> bytes:
        """Return what comes before the next empty line, with it; nothing at all when the other side is done."""
        seen = 0
        while True:
            if self._held and (head := self.head_at_hand(seen=seen)):
                return head
            seen = len(self._held)
            if seen > LONGEST_HEAD:
                raise HeadTooLong(self._held)
            if self.is_over:
                if seen:
                    raise BrokenOff
                return b""
            await self.more(min(by, self.hurried_by))

    def head_at_hand(self, *, seen: int = 0) -> bytes:
        """Return as much as `head`, without waiting; nothing when it has not come. So many bytes were `seen` before."""
        held = self._held
        end = held.find(END_OF_HEAD, max(0, seen - 3) if seen else 0, LONGEST_HEAD)
        if end < 0:
            return b""
        end += len(END_OF_HEAD)
        self._held = held[end:]
        return held[:end]

    async def piece(self, *, by: float) -> bytes:
        """Return what came in since it was last asked; nothing at all when the other side is done."""
        await self.stirring(by=by)
        return self.taken()

    def hurry(self, *, by: float) -> None:
        """Let whoever waits for bytes now, or for more of the same head, wait no longer than this."""
        self._read_by = self.hurried_by = by

    def taken(self) -> bytes:
        """Return what is held, without waiting; more is read when somebody waits for more."""
        held, self._held = self._held, b""
        return held

    def exactly(self, size: int) -> bytes | None:
        """Return what is held if it is so many bytes and not one more, else None."""
        return self.taken() if len(self._held) == size else None

    def put_back(self, data: bytes) -> None:
        """Hold again what was taken too much."""
        self._held = data + self._held

    async def room(self, *, by: float) -> None:
        """Wait until the other side has taken enough of what was written; `TooLate` when it takes too long."""
        while self.is_full:
            if self.is_over:
                raise BrokenOff
            self._write_by = by
            waiting = self._writer = asyncio.get_running_loop().create_future()
            try:
                await waiting
            finally:
                if self._writer is waiting:
                    self._writer = None

    def end(self) -> None:
        """Let the other side know that nothing more goes out."""
        self._send()
        if self.is_open and self.transport.can_write_eof():
            self.transport.write_eof()

    def close(self, *, by: float = inf) -> None:
        """Let what was written go out, and hang up; what the other side has not taken `by` then is dropped."""
        self._close_by = by
        self._send()
        self.transport.close()

    def abort(self) -> None:
        """Hang up at once."""
        # The transports of asyncio fail when they are to abort what they have closed after sending the rest.
        if self in self._wires:
            self._send()
            self.transport.abort()

    def sweep(self, now: float) -> None:
        """Let whoever waits too long know."""
        if now >= self._read_by:
            tell_late(self._reader)
        if now >= self._write_by:
            tell_late(self._writer)
        if now >= self._close_by and self.transport.is_closing():
            self.abort()

    def look(self) -> None:
        """Find out whether the other side has hung up while reading is paused, when nothing else tells."""
        socket = self.transport.get_extra_info("socket")
        if not self._is_paused or socket is None or not HUNG_UP:
            return
        looking = select.poll()
        looking.register(socket.fileno(), HUNG_UP)
        if looking.poll(0):
            self._end()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The transports of uvloop are none of asyncio's, they only look alike.
        self.transport = cast("asyncio.Transport", transport)
        self._wires.add(self)

    @override
    def get_buffer(self, sizehint: int) -> bytearray:
        # One for all: what is in it is copied at once, and a connection holds no more than what came.
        return RECEIVED

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(RECEIVED_VIEW[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Hold what came in."""
        self._held = self._held + data if self._held else data
        reader = self._reader
        if reader is not None and not reader.done():
            reader.set_result(None)
        elif len(self._held) > MOST_HELD and not self._is_paused:
            self._is_paused = True
            self.transport.pause_reading()

    @override
    def eof_received(self) -> None:
        self._end()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._wires.discard(self)
        self.was_cut = self.was_cut or exc is not None
        self._end()

    @override
    def pause_writing(self) -> None:
        self.is_full = True

    @override
    def resume_writing(self) -> None:
        self.is_full = False
        wake(self._writer)

    def _send(self) -> None:
        leaving = self._leaving
        if leaving:
            self._leaving = b""
            if self in self._wires:
                self.transport.write(leaving)

    def _end(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        wake(self._reader)
        wake(self._writer)
        if self.on_lost is not None:
            self.on_lost()
