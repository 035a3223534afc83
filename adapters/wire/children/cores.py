"""How much may be done at once."""

import math
import os
from pathlib import Path
from typing import Final, Self

QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


class Parallel(int):
    """How many things are done at once: one at least."""

    def __new__(cls, text: str | int) -> Self:
        """Refuse none."""
        number = super().__new__(cls, text)
        if number < 1:
            raise ValueError(f"{number} is less than 1")
        return number


def cores(quota: Path = QUOTA) -> Parallel:
    """Return how many cores this process may use: no more than it may run on, nor than its container is given."""
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS has no such call
        there = os.cpu_count() or 1
    return Parallel(max(1, min(there, _granted(quota))))


def _granted(quota: Path) -> int:
    """Return the container's share in whole cores (cgroup v2, cpu.max), more than any machine has without one."""
    unlimited = 1 << 16
    try:
        most, period = quota.read_text().split()
        return unlimited if most == "max" else math.ceil(int(most) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return unlimited
