"""Lets a program and those below it work for a part of the time only, on one core, as a small machine would."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

from tests.load.machine import tree

PERIOD: Final = 0.1  # seconds, as the kernel's own quota counts


@contextmanager
def throttled(pid: int, share: float) -> Iterator[None]:
    """Let it have this share of one core during the block."""
    over = Event()
    thread = Thread(target=_take_turns, args=(pid, share, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _take_turns(pid: int, share: float, over: Event) -> None:
    while not over.is_set():
        for one in _signalled(pid, signal.SIGCONT):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(one, {0})
        over.wait(PERIOD * share)
        _signalled(pid, signal.SIGSTOP)
        over.wait(PERIOD * (1 - share))
    _signalled(pid, signal.SIGCONT)


def _signalled(pid: int, number: signal.Signals) -> list[int]:
    there = list(tree(pid))
    for one in there:
        with suppress(ProcessLookupError):
            os.kill(one, number)
    return there
