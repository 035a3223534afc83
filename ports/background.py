"""Where long calculations go, so that nobody else waits for them."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Background(Protocol):
    """Runs pure functions beside the event loop.

    - `run` returns what the function returns and raises what it raises; the loop goes on meanwhile.
    - Who stops waiting is not held up; the function may run to its end.
    """

    async def run(self, function: Callable[[], T]) -> T:
        """Run a function."""
        ...
