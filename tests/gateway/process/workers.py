"""The command `oddiya run gateway`, as an operator runs it in front of the services of the tests."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from composition.cli import main as oddiya
from tests.gateway.process.gateways import STANDARD
from tests.gateway.process.services import Services
from tests.processes import Python, python

CODE: Final = "import sys; from tests.gateway.process.workers import main; main(*sys.argv[1:])"
PORT: Final = re.compile(r"  Health +http://127\.0\.0\.1:(\d+)/health/ready")


@frozen(eq=False)
class Running:
    """The command as it runs; with several workers it is their parent."""

    process: Python
    port: int
    log: Path

    @property
    def workers(self) -> set[int]:
        """The process ids of the workers that live."""
        pid = self.process.pid
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.process.pid, number)


@contextmanager
def gateway_command(
    services: Services, home: Path, told: Mapping[str, str], *, workers: int = 1, **more: str
) -> Iterator[Running]:
    """Run the command until the block ends, and see to it that it ends in good order."""
    urls = {f"ODDIYA_{service.name.upper()}_URL": service.url for service in services.all}
    environment = {**STANDARD, "ODDIYA_HOME": str(home), **urls, **told, **more}
    log = home / "log"
    with python(CODE, str(log), "--workers", str(workers), environment=environment, measured=True) as process:
        port = _port_in(process, log)
        yield Running(process, port, log)
        if process.process.poll() is None:
            process.process.send_signal(signal.SIGTERM)
        assert process.process.wait(timeout=30) == 0, log.read_text()


def _port_in(process: Python, log: Path) -> int:
    while line := process.line():
        found = PORT.fullmatch(line)
        if found is not None:
            return int(found[1])
    raise AssertionError(f"the gateway does not start:\n{log.read_text()}")


def main(log: str, *arguments: str) -> None:
    """Run the command; what is logged goes to a file."""
    with Path(log).open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 2)
    oddiya(["run", "gateway", *arguments])
