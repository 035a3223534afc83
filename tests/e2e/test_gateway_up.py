"""`oddiya run gateway` as an operator meets it: what it says, what it lets be seen, and how many it can serve."""

import json
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen

from tests.e2e.test_up import get
from tests.gateway.process.gateways import free_port
from tests.gateway.process.patience import eventually
from tests.processes import Python, python

ODDIYA = """
import os, resource, sys
with open(sys.argv[1], "ab", buffering=0) as log:
    os.dup2(log.fileno(), 2)
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
from composition.cli import main
main(sys.argv[2:])
"""
UP, ONE, TWO = ("up",), ("run", "gateway"), ("run", "gateway", "--workers", "2")
COMMANDS = (UP, ONE, TWO)
NOWHERE = "http://127.0.0.1:9"


@frozen
class Oddiya:
    """A running Oddiya; `said` is what it printed before it told how to stop it."""

    process: Python
    log: Path
    said: Sequence[str]

    @property
    def url(self) -> str:
        """Where it is."""
        return self.place("API reference").removesuffix("/docs")

    def place(self, name: str) -> str:
        """Return the URL that was printed beside a name."""
        (url,) = (line.split()[-1] for line in self.said if name in line)
        return url

    def has_place(self, name: str) -> bool:
        """Tell whether there was one."""
        return any(name in line for line in self.said)


@contextmanager
def oddiya(home: Path, command: Sequence[str], *, measured: bool = False, **told: str) -> Iterator[Oddiya]:
    home.mkdir(exist_ok=True)
    log = home / "log"
    environment = {
        "ODDIYA_PROFILE": "memory",
        "ODDIYA_HOME": str(home),
        "ODDIYA_AUTH_URL": NOWHERE,
        "ODDIYA_USERS_URL": NOWHERE,
        "PORT": "0",
        **told,
    }
    with python(ODDIYA, str(log), *command, environment=environment, measured=measured) as process:
        said = []
        while not (line := process.line()).startswith("Ctrl-C"):
            said.append(line)
            assert line, log.read_text()
        yield Oddiya(process, log, said)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module", params=COMMANDS, ids=" ".join)
def command(request: pytest.FixtureRequest) -> Sequence[str]:
    told: Sequence[str] = request.param
    return told


@pytest.fixture(scope="module")
def as_it_comes(command: Sequence[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oddiya]:
    """Oddiya as it runs when nobody says otherwise."""
    with oddiya(tmp_path_factory.mktemp("home"), command) as running:
        yield running


def test_on_a_laptop_metrics_are_on_the_public_port(as_it_comes: Oddiya) -> None:
    assert as_it_comes.place("Metrics") == f"{as_it_comes.url}/metrics"
    status, body = get(as_it_comes.place("Metrics"))
    assert status == 200
    assert b"\nprocess_open_fds" in body


def test_metrics_that_nobody_asked_for_are_nowhere(home: Path, command: Sequence[str]) -> None:
    with oddiya(home, command, ODDIYA_METRICS_PUBLIC="false") as running:
        assert not running.has_place("Metrics")
        status, body = get(f"{running.url}/metrics")
        assert (status, json.loads(body)["code"]) == (404, "no-such-route")
        assert get(f"{running.url}/health/live")[0] == 200


def test_metrics_that_have_a_port_are_there_and_nowhere_else(home: Path, command: Sequence[str]) -> None:
    port = free_port()
    with oddiya(home, command, ODDIYA_METRICS_PORT=str(port)) as running:
        assert running.place("Metrics") == f"http://127.0.0.1:{port}/metrics"
        assert get(running.place("Metrics"))[0] == 200
        assert get(f"{running.url}/metrics")[0] == 404


def test_only_workers_share_the_port_of_their_metrics(home: Path, tmp_path: Path) -> None:
    port = free_port()
    with oddiya(home, ONE, ODDIYA_METRICS_PORT=str(port)) as running:
        refusal = rf"oddiya: port {port} is taken: .* ODDIYA_METRICS_PORT={port + 1}\n"
        second = oddiya(tmp_path / "second", ONE, ODDIYA_METRICS_PORT=str(port))
        with pytest.raises(AssertionError, match=refusal), second:
            pass
        assert get(running.place("Metrics"))[0] == 200


def test_what_is_asked_of_metrics_in_public_is_counted(home: Path) -> None:
    with oddiya(home, ONE, ODDIYA_LIMIT_ADDRESS="2/3600") as running:
        assert [get(f"{running.url}/metrics")[0] for _ in range(3)] == [200, 200, 429]
        assert get(f"{running.url}/health/live")[0] == 200


def test_workers_and_their_parent_log_lines_of_one_form(home: Path) -> None:
    with oddiya(home, TWO, measured=True) as running:
        assert get(f"{running.url}/health/live")[0] == 200
        eventually(lambda: '"request"' in running.log.read_text())
        running.process.process.send_signal(signal.SIGHUP)
        eventually(lambda: running.log.read_text().count('"a worker has ended"') == 2)
        assert running.process.kill(signal.SIGTERM) == 0
    lines = [json.loads(line) for line in running.log.read_text().splitlines()]
    assert {line["service"] for line in lines} == {"gateway"}
    assert {"request", "a worker is ready", "workers are replaced, one after the other"} <= {
        line["event"] for line in lines
    }


def test_each_process_may_open_as_many_files_as_the_system_lets_it(as_it_comes: Oddiya, command: Sequence[str]) -> None:
    parent = as_it_comes.process.pid
    for pid in (parent, *children(parent)):
        limits = Path(f"/proc/{pid}/limits").read_text()
        found = re.search(r"^Max open files +(\d+) +(\d+)", limits, re.MULTILINE)
        assert found is not None
        assert found[1] == found[2] != "200"
    assert len(children(parent)) == (2 if command == TWO else 0)


def children(pid: int) -> list[int]:
    """Return the processes that a process has forked."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
