"""Lets what is written go out at the end of the event loop's turn, close upon each other, while much is written."""

import asyncio
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

import structlog

MANY: Final = 2  # from two writes in a turn on it pays to wait for others

Send = Callable[[], None]

log = structlog.get_logger()


class Outbox:
    """Calls what sends: at once, or after a turn in which there was much to send at the end of the next one.

    Whoever waits for bytes is woken up by each that comes after a pause, which costs the sender more than the sending;
    waiting for the others of a turn spares most of that. That one of them fails disturbs no other.
    """

    __slots__ = ("_count", "_is_busy", "_waiting")

    def __init__(self) -> None:
        self._count = 0
        self._is_busy = False
        self._waiting: list[Send] = []

    def add(self, send: Send) -> None:
        """Call this now, or at the end of the turn."""
        if not self._count:
            asyncio.get_running_loop().call_soon(self._end_turn)
        self._count += 1
        if self._is_busy:
            self._waiting.append(send)
        else:
            send()

    def _end_turn(self) -> None:
        self._is_busy = self._count >= MANY
        self._count = 0
        waiting, self._waiting = self._waiting, []
        for send in waiting:
            try:
                send()
            except Exception:
                log.exception("what was written to a connection could not be sent")


_of_loops: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, Outbox]] = WeakKeyDictionary()


def outbox() -> Outbox:
    """Return the one of the event loop that runs."""
    return _of_loops.setdefault(asyncio.get_running_loop(), Outbox())
