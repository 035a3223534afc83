"""Until when somebody waits for everything that one question takes."""

import asyncio
from datetime import timedelta
from typing import Self

from attrs import frozen


@frozen
class Deadline:
    """A moment of the event loop's clock."""

    at: float

    @classmethod
    def after(cls, patience: timedelta) -> Self:
        """Return the deadline of a question that is asked now."""
        return cls(asyncio.get_running_loop().time() + patience.total_seconds())

    def left(self) -> float:
        """Return how many seconds are left."""
        return max(0.0, self.at - asyncio.get_running_loop().time())
