"""The parent of workers: starts them, starts those anew that die, replaces them one by one, and ends them."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from select import select
from time import monotonic
from typing import Final

import structlog
from attrs import Factory, define

from composition.caught_signals import CaughtSignals
from composition.slots import Child, Patience, Slot
from composition.worker import FAILED, Nursery

LOOK_EVERY: Final = 0.05
MOST_FALSE_STARTS: Final = 3
BY_SIGNAL: Final = 128  # what shells add to its number

log = structlog.get_logger()


@define(eq=False, kw_only=True)
class Supervisor:
    """Keeps one worker in each slot."""

    slots: list[Slot]
    nursery: Nursery
    signals: CaughtSignals
    patience: Patience
    started: Callable[[int], None]
    children: dict[int, Child] = Factory(dict)
    rolling: deque[Slot] = Factory(deque)
    is_proven: bool = False
    has_started: bool = False
    is_over: bool = False
    status: int = 0

    def run(self) -> int:
        """Return the exit status when all have ended."""
        self._start(self.slots[0])
        while self.children or not self.is_over:
            self._wait()
            for number in self.signals.taken():
                self._obey(number)
            for child in tuple(self.children.values()):
                self._look_at(child)
            self._fill(monotonic())
        return self.status

    def _wait(self) -> None:
        unready: list[CaughtSignals | int] = [child.hears for child in self.children.values() if not child.is_ready]
        is_calm = not (unready or self.rolling) and all(slot.due == inf for slot in self.slots)
        select([self.signals, *unready], [], [], None if is_calm else LOOK_EVERY)

    def _obey(self, number: int) -> None:
        if number == signal.SIGHUP and self.is_proven and not self.is_over:
            log.info("workers are replaced, one after the other")
            self.rolling = deque(self.slots)
        elif number in (signal.SIGTERM, signal.SIGINT):
            (self._kill if self.is_over else self._stop)()

    def _stop(self) -> None:
        self.is_over = True
        self.rolling.clear()
        for slot in self.slots:
            slot.socket.close()  # from now on clients are refused as soon as the workers stop accepting
        for child in self.children.values():
            self._tell(child)

    def _kill(self) -> None:
        self.status = BY_SIGNAL + signal.SIGKILL
        for child in self.children.values():
            os.kill(child.pid, signal.SIGKILL)

    def _tell(self, child: Child) -> None:
        child.tell(end_by=monotonic() + self.patience.end_within)

    def _look_at(self, child: Child) -> None:
        if child.has_become_ready():
            self._welcome(child)
        elif child.ready_by < monotonic():
            log.error("a worker is not ready in time", slot=child.slot.number, pid=child.pid)
            child.ready_by += self.patience.ready_within
            os.kill(child.pid, signal.SIGKILL)
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if pid:
            del self.children[pid]
            os.close(child.hears)
            self._bury(child, os.waitstatus_to_exitcode(status))

    def _welcome(self, child: Child) -> None:
        if child.is_told:
            return
        log.info("a worker is ready", slot=child.slot.number, pid=child.pid)
        for other in self._staying(child.slot):
            if other is not child:
                self._tell(other)
        if not self.is_proven:
            self.is_proven = True
            for slot in self.slots[1:]:
                self._start(slot)
        self._tell_when_started()

    def _tell_when_started(self) -> None:
        if not self.has_started and all(any(one.is_ready for one in self._staying(slot)) for slot in self.slots):
            self.has_started = True
            self.started(self.slots[0].socket.getsockname()[1])

    def _bury(self, child: Child, status: int) -> None:
        told = {"slot": child.slot.number, "pid": child.pid, "status": status}
        if child.is_told:
            log.info("a worker has ended", **told)
            return
        log.error("a worker died", **told)
        if not child.is_ready:
            self.rolling.clear()
        if not any(self._staying(child.slot)):
            self._replace(child, status)

    def _replace(self, child: Child, status: int) -> None:
        now, slot = monotonic(), child.slot
        slot.bereave(now=now, lived=now - child.since if child.is_ready else 0, patience=self.patience)
        if not self.is_proven and slot.deaths >= MOST_FALSE_STARTS:
            self.is_over, self.status = True, _failure(status)

    def _fill(self, now: float) -> None:
        for slot in self.slots:
            if slot.due <= now and not self.is_over:
                self._start(slot)
        if self.rolling and not any(child.is_changing(now) for child in self.children.values()):
            self._start(self.rolling.popleft())

    def _start(self, slot: Slot) -> None:
        slot.due = inf
        now = monotonic()
        try:
            pid, hears = self.nursery.forked(slot.number, slot.socket, let_go=partial(self._let_go, slot))
        except OSError as failure:
            log.error("a worker cannot be started", slot=slot.number, reason=str(failure))  # noqa: TRY400 - one line
            slot.due = now + self.patience.longest_pause
            return
        ready_by = now + self.patience.ready_within
        self.children[pid] = Child(pid=pid, slot=slot, hears=hears, since=now, ready_by=ready_by)

    def _let_go(self, own: Slot) -> None:
        """Close, in a child, what is only the parent's and the other workers'."""
        self.signals.forget()
        for slot in self.slots:
            if slot is not own:
                slot.socket.close()
        for child in self.children.values():
            os.close(child.hears)

    def _staying(self, slot: Slot) -> Iterator[Child]:
        return (child for child in self.children.values() if child.slot is slot and not child.is_told)


def _failure(status: int) -> int:
    return BY_SIGNAL - status if status < 0 else status or FAILED
