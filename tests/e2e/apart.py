"""The gateway and the services behind it, each a process of its own, that the tests of a session share."""

import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from attrs import field, frozen

from tests.processes import Python, python

RUN = "import sys; from composition.cli import main; main(['run', sys.argv[1]])"
SECRET = "a-secret-between-services-" + "s" * 32
SERVICES = ("users", "auth", "plans", "videos", "notifications", "gateway")
AGENT = "agent"


@frozen
class Apart:
    """Where the processes are: `told` is what each of them knows. The agent runs for those who ask for it only."""

    told: Mapping[str, str]
    _stack: ExitStack
    _running: dict[str, Python] = field(factory=dict)

    def url(self, name: str) -> str:
        """Where one of them is, if it runs."""
        return self.told[f"ODDIYA_{name.upper()}_URL"]

    @property
    def gateway(self) -> str:
        """Where the gateway is."""
        return self.url("gateway")

    def told_to(self, name: str) -> dict[str, str]:
        """Return what a process must be told to be the one of that name."""
        return {**self.told, "PORT": self.url(name).rpartition(":")[2]}

    def run(self, *names: str) -> None:
        """Start those that do not run, all at once."""
        missing = [name for name in names if name not in self._running]
        for name in missing:
            self._running[name] = self._stack.enter_context(python(RUN, name, environment=self.told_to(name)))
        for name in missing:
            check_that_it_runs(self._running[name])

    def kill(self, name: str) -> None:
        """End one of them at once, if it runs."""
        if name in self._running:
            self._running.pop(name).kill(signal.SIGKILL)


def check_that_it_runs(process: Python) -> None:
    """Return as soon as a process is ready."""
    assert process.line().startswith("Oddiya is running on the profile")


@contextmanager
def services_apart(home: str, database: str) -> Iterator[Apart]:
    """Run them over a database that has been migrated."""
    with ExitStack() as stack:
        ports = {name: stack.enter_context(held_port()) for name in (*SERVICES, AGENT)}
        told = {
            "ODDIYA_HOME": home,
            "ODDIYA_DATABASE": "url",
            "ODDIYA_DATABASE_URL": database,
            "ODDIYA_MIGRATE_ON_START": "false",
            "ODDIYA_SERVICE_SECRETS": SECRET,
            "ODDIYA_USER_DIRECTORY": "http",
            "ODDIYA_PERSONAL_DATA": "http",
            "ODDIYA_ITINERARY_MAKER": "http",
            "ODDIYA_LOG_LEVEL": "error",
            "ODDIYA_LIMIT_REGISTER": "1000/60",
            **{f"ODDIYA_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()},
        }
        apart = Apart(told, stack)
        apart.run(*SERVICES)
        yield apart


@contextmanager
def held_port() -> Iterator[int]:
    """Return a port on which nobody listens, and which the system gives to nobody else; servers may take it."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
