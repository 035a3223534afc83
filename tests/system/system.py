"""Oddiya as production runs it, on this machine: each process by itself, on servers that are real."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from attrs import define, field, frozen

from tests.deploy.telling import ALWAYS
from tests.e2e.apart import held_port
from tests.gateway.process.patience import eventually
from tests.processes import ROOT, clean_environment
from tests.system.environments import DEV_ISSUER, Environments, fresh_secrets
from tests.system.memory import pss_of_tree
from tests.system.servers import Servers, servers

READY_WITHIN: Final = 60.0
PROCESSES: Final = (*ALWAYS, DEV_ISSUER)


@define
class System:
    """The processes that run; what they say is in a file for each, under `home/logs`."""

    servers: Servers
    environments: Environments
    running: "dict[str, subprocess.Popen[bytes]]" = field(factory=dict)

    @property
    def gateway(self) -> str:
        """Where clients go."""
        return self.environments.url("gateway")

    def start(self, *names: str) -> None:
        """Start those that do not run, all at once, and wait until they are ready."""
        for name in names:
            if not self.runs(name):
                self.running[name] = self._started(name)
        for name in names:
            eventually(lambda name=name: self._is_ready(name), within=READY_WITHIN)  # type: ignore[misc] # a default binds the name

    def stop(self, name: str) -> int:
        """Ask one to end, as Kubernetes does, and return its exit status."""
        self.running[name].send_signal(signal.SIGTERM)
        return self.running.pop(name).wait(30)

    def kill(self, name: str) -> None:
        """End one at once."""
        self.running[name].kill()
        self.running.pop(name).wait()

    def runs(self, name: str) -> bool:
        """Tell whether one runs."""
        return name in self.running and self.running[name].poll() is None

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Carry out a command of `oddiya`, in the environment that a deployment gives to it."""
        told = clean_environment(self.environments.of(words[0]), measured=False)
        return subprocess.run(_oddiya(*words), cwd=ROOT, env=told, capture_output=True, text=True, check=False)

    def log(self, name: str) -> str:
        """Return what a process has said so far."""
        return self._log_file(name).read_text()

    def memory(self) -> Mapping[str, int]:
        """Return the proportional set size of each of Oddiya's processes with its children, in bytes."""
        return {name: pss_of_tree(self.running[name].pid) for name in ALWAYS if self.runs(name)}

    def _started(self, name: str) -> "subprocess.Popen[bytes]":
        told = clean_environment(self.environments.of(name), measured=False)
        with self._log_file(name).open("ab") as log:
            return subprocess.Popen(_oddiya("run", name), cwd=ROOT, env=told, stdout=log, stderr=log)

    def _is_ready(self, name: str) -> bool:
        assert self.runs(name), f"{name} has ended:\n{self.log(name)[-2000:]}"
        try:
            with urlopen(f"{self.environments.url(name)}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _log_file(self, name: str) -> Path:
        folder = self.environments.home / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"


def _oddiya(*words: str) -> list[str]:
    return [sys.executable, "-m", "composition", *words]


@frozen(kw_only=True)
class Wishes:
    """What is to be otherwise than usual: settings of all processes, options of PostgreSQL, who runs at first."""

    told: Mapping[str, str] = field(factory=dict)
    postgres: Mapping[str, str] = field(factory=dict)
    processes: tuple[str, ...] = PROCESSES


@contextmanager
def system(home: Path, wishes: Wishes = Wishes()) -> Iterator[System]:
    """Start everything; all of it has ended when the block is left."""
    with servers(home, wishes.postgres) as there, processes_on(there, home, wishes) as running:
        yield running


@contextmanager
def processes_on(there: Servers, home: Path, wishes: Wishes = Wishes()) -> Iterator[System]:
    """Start the processes on servers that run, which may be told to be elsewhere than they are."""
    with ExitStack() as stack:
        running = System(
            there,
            Environments(
                home=home,
                ports={name: stack.enter_context(held_port()) for name in PROCESSES},
                database=there.database,
                told={**there.told, **fresh_secrets(), **wishes.told},
            ),
        )
        try:
            running.start(*wishes.processes)
            yield running
        finally:
            for process in running.running.values():
                process.kill()
                process.wait()
