"""Signals as something to wait for beside other things, in a process that has no event loop."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from attrs import frozen

CAUGHT: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
MOST_AT_ONCE: Final = 4096


@frozen
class CaughtSignals:
    """The signals that came and that nobody has asked for yet; `select` tells when there are any."""

    _comes: socket.socket
    _goes: socket.socket

    def fileno(self) -> int:
        """Return what `select` looks at."""
        return self._comes.fileno()

    def taken(self) -> bytes:
        """Return the numbers of those that came, in order, without waiting."""
        with suppress(BlockingIOError):
            return self._comes.recv(MOST_AT_ONCE)
        return b""

    def forget(self) -> None:
        """Hear no more of them, as a child does which is to have handlers of its own."""
        signal.set_wakeup_fd(-1)
        self._comes.close()
        self._goes.close()


@contextmanager
def caught_signals() -> Iterator[CaughtSignals]:
    """Catch what a parent of workers listens to; afterwards the process is ending, and pays no heed to them."""
    comes, goes = socket.socketpair()
    comes.settimeout(0)
    goes.settimeout(0)
    signal.set_wakeup_fd(goes.fileno(), warn_on_full_buffer=False)
    for number in CAUGHT:
        signal.signal(number, lambda *_: None)
    caught = CaughtSignals(comes, goes)
    try:
        yield caught
    finally:
        caught.forget()
