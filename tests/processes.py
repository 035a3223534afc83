"""Other processes: Python programs that a test starts, listens to, and kills."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

from attrs import frozen

ROOT = Path(__file__).parent.parent


@frozen
class Python:
    """A running program."""

    process: "subprocess.Popen[bytes]"

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    def line(self, *, within: float = 30.0) -> str:
        """Return the next line that it prints; fail when it prints none in time."""
        out = self.process.stdout
        assert out is not None
        with DefaultSelector() as selector:
            selector.register(out, EVENT_READ)
            assert selector.select(within), f"nothing was printed within {within} s"
        return out.readline().decode().rstrip("\n")

    def kill(self, number: signal.Signals) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


@contextmanager
def python(
    code: str, *arguments: str, environment: Mapping[str, str] | None = None, measured: bool = False
) -> Iterator[Python]:
    """Run a program; it is dead when the block ends.

    One that is killed says nothing of what it covered: it is measured, which slows it down, only where it is told to
    and the test lets it end by itself.
    """
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, *arguments],
        stdout=subprocess.PIPE,
        bufsize=0,  # what lies in a buffer of ours would not be seen to be there
        cwd=ROOT,
        env=clean_environment(environment or {}, measured=measured),
    )
    try:
        yield Python(process)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def clean_environment(told: Mapping[str, str], *, measured: bool = True) -> dict[str, str]:
    """Return an environment in which nothing is set but what is told, and what measures coverage."""
    coverage = {name: value for name, value in os.environ.items() if measured and name.startswith("COV")}
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **coverage, **told}
