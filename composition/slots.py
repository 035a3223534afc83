"""The places that workers fill, and workers as their parent sees them."""

import os
import signal
from math import inf
from select import select
from socket import socket
from typing import Final

from attrs import define, frozen

MOST_DOUBLINGS: Final = 16


@frozen(kw_only=True)
class Patience:
    """How long things may take, in seconds.

    A worker that dies is started anew after `first_pause`, after twice that if it dies again, and so on up to
    `longest_pause`, until one has lived for `proven_after`. A worker that was told to end holds up a rolling restart
    for `end_within` at most; for so long it has, too, when the parent has gone.
    """

    ready_within: float = 30
    end_within: float = 60
    first_pause: float = 0.1
    longest_pause: float = 5
    proven_after: float = 30


@define(eq=False)
class Slot:
    """A place for one worker; `due` is when it is to be filled, `deaths` how many died in it in a row."""

    number: int
    socket: socket
    due: float = inf
    deaths: int = 0

    def bereave(self, *, now: float, lived: float, patience: Patience) -> None:
        """Let the place be filled anew, the later the more often that had to be done."""
        if lived >= patience.proven_after:
            self.deaths = 0
        self.due = now + min(patience.first_pause * 2 ** min(self.deaths, MOST_DOUBLINGS), patience.longest_pause)
        self.deaths += 1


@define(eq=False, kw_only=True)
class Child:
    """A worker as its parent sees it: `hears` is the pipe by which it tells, until `ready_by`, that it is ready."""

    pid: int
    slot: Slot
    hears: int
    since: float
    ready_by: float
    end_by: float = inf

    @property
    def is_ready(self) -> bool:
        """Say whether it serves."""
        return self.ready_by == inf

    @property
    def is_told(self) -> bool:
        """Say whether it was told to end."""
        return self.end_by < inf

    def is_changing(self, now: float) -> bool:
        """Say whether it is on its way in, or on its way out and has time for that."""
        return not self.is_ready or (self.is_told and now < self.end_by)

    def tell(self, *, end_by: float) -> None:
        """Tell it to end, once: a second time might mean at once."""
        if not self.is_told:
            self.end_by = end_by
            os.kill(self.pid, signal.SIGTERM)

    def has_become_ready(self) -> bool:
        """Look whether it has said so since it was last looked at."""
        if self.is_ready or not select([self.hears], [], [], 0)[0] or not os.read(self.hears, 1):
            return False
        self.ready_by = inf
        return True
