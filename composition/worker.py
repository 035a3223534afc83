"""One worker: a process that serves on a socket which its parent keeps, and that ends when its parent has gone."""

import os
import shutil
import signal
import socket as sockets
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final, NoReturn

from attrs import frozen

from adapters.section import CannotOpen
from composition.caught_signals import CAUGHT

FAILED: Final = 1


@frozen(kw_only=True)
class Worker:
    """What a worker is given: its slot among `count`, where it listens, and a directory that is the workers' alone.

    It drains and ends on SIGTERM. SIGINT and SIGHUP, which a terminal sends to parent and children alike, are the
    parent's to hear; a worker ignores them unless it is told otherwise.
    """

    slot: int
    count: int
    socket: sockets.socket
    directory: Path
    _tell: int

    def ready(self) -> None:
        """Tell the parent that this worker serves; telling it again does no harm."""
        with suppress(BrokenPipeError):
            os.write(self._tell, b"\n")


Work = Callable[[Worker], None]
Mask = set[int | signal.Signals]


@frozen(kw_only=True)
class Nursery:
    """Forks workers, each of which lives no longer than the process that did so.

    The pipe `_life` is never written to: when its one writer, the parent, has gone, whoever reads it comes to its end.
    """

    work: Work
    count: int
    directory: Path
    end_within: float
    _life: tuple[int, int]

    def forked(self, slot: int, socket: sockets.socket, *, let_go: Callable[[], None]) -> tuple[int, int]:
        """Return a new worker's process id, and a pipe from which a byte can be read once it is ready.

        `let_go` is called in the child, to close what is only the parent's.
        """
        _flush()  # or what is still in a buffer would be written by both
        hear, tell = os.pipe()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, CAUGHT)
        try:
            pid = os.fork()
            if pid == 0:
                worker = Worker(slot=slot, count=self.count, socket=socket, directory=self.directory, tell=tell)
                self._live(worker, let_go, mask)
        except OSError:
            os.close(hear)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            os.close(tell)
        return pid, hear

    def _live(self, worker: Worker, let_go: Callable[[], None], mask: Mask) -> NoReturn:
        status = FAILED
        try:
            let_go()
            self._become_a_child(mask)
            status = _status_of(lambda: self.work(worker))
            _flush()
        except BaseException:  # noqa: BLE001 - nothing may get back into the parent's frames
            traceback.print_exc()
        finally:
            os._exit(status)

    def _become_a_child(self, mask: Mask) -> None:
        os.close(self._life[1])
        # SIGINT and SIGHUP keep the parent's handlers, which do nothing.
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # A thread that begins while signals are blocked never gets one: they are all for the worker's own work.
        Thread(target=self._end_with_the_parent, daemon=True).start()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _end_with_the_parent(self) -> None:
        os.read(self._life[0], 1)
        shutil.rmtree(self.directory, ignore_errors=True)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(self.end_within)
        os.kill(os.getpid(), signal.SIGKILL)


def _status_of(work: Callable[[], None]) -> int:
    """Work, and return the exit status that the command itself would end with, saying what it would say."""
    try:
        work()
    except CannotOpen as refusal:
        return _said(f"oddiya: {refusal}")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else _said(end.code)
    return 0


def _said(why: str | None) -> int:
    if why is None:
        return 0
    sys.stderr.write(f"{why}\n")
    return FAILED


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
