"""One direction of a connection inside the process: what is put in at one end is taken at the other, in order."""

import asyncio
from collections import deque
from contextvars import Context
from typing import Final, Protocol

HIGH: Final = 64 * 1024
LOW: Final = 16 * 1024
LARGEST_PIECE: Final = 64 * 1024
END: Final = b""


class Giver(Protocol):
    """Who puts bytes in."""

    def full(self) -> None:
        """Stop for a while: more than `high` bytes wait."""

    def room(self) -> None:
        """Go on: no more than `low` bytes wait."""

    def sent(self) -> None:
        """Know that no bytes wait."""


class Taker(Protocol):
    """Who gets the bytes."""

    def take(self, piece: bytes) -> None:
        """Take the next piece; an empty one is the end."""


class Pipe:
    """Hands on one piece in each turn of the event loop, never from within a call of whoever puts it in.

    Giver and taker are called in `context`: what is bound to the giver's request is no concern of the taker.
    """

    giver: Giver
    taker: Taker

    def __init__(self, context: Context) -> None:
        self.high, self.low = HIGH, LOW
        self.size = 0
        self._loop = asyncio.get_running_loop()
        self._context = context
        self._waiting: deque[bytes | memoryview] = deque()
        self._is_full = False
        self._is_paused = False
        self._is_cut = False
        self._is_due = False

    def put(self, data: bytes) -> None:
        """Let bytes go to the other end."""
        if self._is_cut or not data:
            return
        self._waiting.append(data)
        self.size += len(data)
        self._deliver_soon()
        if self.size > self.high and not self._is_full:
            self._is_full = True
            self.giver.full()

    def end(self) -> None:
        """Let the other end know, after all the rest, that nothing more comes."""
        if not self._is_cut:
            self._waiting.append(END)
            self._deliver_soon()

    def pause(self) -> None:
        """Hold everything back."""
        self._is_paused = True

    def resume(self) -> None:
        """Go on."""
        self._is_paused = False
        self._deliver_soon()

    def cut(self) -> None:
        """Drop what waits, and whatever is still put in: nobody takes it any more."""
        self._is_cut = True
        self._waiting.clear()
        self.size = 0
        self.resume()

    def _deliver_soon(self) -> None:
        if (self._waiting or self._is_cut) and not (self._is_paused or self._is_due):
            self._is_due = True
            self._loop.call_soon(self._deliver, context=self._context)

    def _deliver(self) -> None:
        self._is_due = False
        if self._is_paused:
            return
        if self._waiting:
            self.taker.take(self._next())
            self._deliver_soon()
        if self._is_full and self.size <= self.low:
            self._is_full = False
            self.giver.room()
        if not self.size:
            self.giver.sent()

    def _next(self) -> bytes:
        data = self._waiting.popleft()
        if len(data) > LARGEST_PIECE:
            self._waiting.appendleft(memoryview(data)[LARGEST_PIECE:])
            data = data[:LARGEST_PIECE]
        self.size -= len(data)
        return bytes(data)
