"""Settings of the reader that are more than numbers."""

import os
from typing import Self


class Parallel(int):
    """How many photos are worked on at once."""

    def __new__(cls, text: str | int) -> Self:
        """Refuse none."""
        number = super().__new__(cls, text)
        if number < 1:
            raise ValueError(f"{number} is less than 1")
        return number


def cores() -> Parallel:
    """Return how many cores this process may use, as far as the machine says."""
    try:
        return Parallel(len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS has no such call
        return Parallel(os.cpu_count() or 1)
