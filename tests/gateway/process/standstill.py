"""A gateway that stands still while the world goes on, so that it finds everything at once when it wakes up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually


@contextmanager
def standing_still(gateway: Gateway) -> Iterator[None]:
    """Let the gateway do nothing until the block ends."""
    process = gateway.process.process
    process.send_signal(signal.SIGSTOP)
    try:
        eventually(lambda: _state(process.pid) == "T")
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
