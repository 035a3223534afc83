"""What a whole machine uses, as Linux tells it."""

import os
from pathlib import Path
from typing import Final

from adapters.prometheus.usage import Usage

MACHINE: Final = "machine"
TICKS: Final = os.sysconf("SC_CLK_TCK")
IDLE: Final = slice(3, 5)  # idle, and waiting for a disk
GUESTS: Final = 8  # from here on it is counted twice
KIB: Final = 1024


def cpu_of_machine(root: Path) -> Usage:
    """Return CPU time used since the machine started; `OSError` or `ValueError` where it cannot be known."""
    lines = [line.split() for line in (root / "proc/stat").read_text().splitlines() if line.startswith("cpu")]
    ticks = [int(number) for number in lines[0][1:][:GUESTS]]
    return Usage(scope=MACHINE, used=(sum(ticks) - sum(ticks[IDLE])) / TICKS, limit=len(lines) - 1)


def memory_of_machine(root: Path) -> Usage:
    """Return memory that is used, caches not counted; `OSError` or `ValueError` where it cannot be known."""
    lines = (line.partition(":") for line in (root / "proc/meminfo").read_text().splitlines())
    told = {name: int(value.split()[0]) * KIB for name, _, value in lines}
    limit = told.get("MemTotal", 0)
    return Usage(scope=MACHINE, used=limit - told.get("MemAvailable", limit), limit=limit)
