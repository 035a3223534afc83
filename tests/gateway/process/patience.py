"""Waiting for something to become so, and no longer than that."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final

PATIENCE: Final = 15.0


def eventually(condition: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Return once the condition holds; fail when it does not in time."""
    deadline = monotonic() + within
    while not condition():
        assert monotonic() < deadline, f"not so within {within} s"
        sleep(0.005)
