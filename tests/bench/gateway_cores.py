"""Processor cores: which programs may use them, how busy they were, and with what."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

Cores = frozenset[int]

TICK = 1 / os.sysconf("SC_CLK_TCK")
IDLE = slice(3, 5)  # idle and iowait, of the columns in /proc/stat
ALL = slice(0, 8)  # guests are counted in what comes before them
USER, SYSTEM = 11, 12  # of the fields in /proc/PID/stat, after the name


@contextmanager
def on(cores: Cores) -> Iterator[None]:
    """Keep what is started in the block on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@frozen(kw_only=True)
class Reading:
    """How many seconds cores have been busy and idle since the machine was started."""

    busy: float
    idle: float

    @classmethod
    def of(cls, cores: Cores) -> "Reading":
        """Read what the kernel counts."""
        lines = [line.split() for line in Path("/proc/stat").read_text().splitlines()]
        counts = [[int(word) for word in line[1:]] for line in lines if line[0] in {f"cpu{core}" for core in cores}]
        idle = sum(sum(ticks[IDLE]) for ticks in counts)
        return cls(busy=(sum(sum(ticks[ALL]) for ticks in counts) - idle) * TICK, idle=idle * TICK)

    def idle_since(self, before: "Reading") -> float:
        """Return which share of the time since another reading was idle."""
        idle, busy = self.idle - before.idle, self.busy - before.busy
        return idle / (idle + busy)


def worked(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[USER]) + int(fields[SYSTEM])) * TICK
