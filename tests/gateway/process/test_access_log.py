"""A gateway whose log nobody reads: it answers, and it ends."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gateway.process.gateways import Gateway, a_gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import PUBLIC
from tests.servers.redis import PATIENCE

SMALLEST = 4096
REQUESTS = 300


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[int]:
    """Where the log of a gateway goes that is at home in `tmp_path`: a pipe that is soon full."""
    os.mkfifo(tmp_path / "log")
    end = os.open(tmp_path / "log", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, SMALLEST)
    yield end
    os.close(end)


@contextmanager
def at_home(home: Path, services: Services, redis_url: str) -> Iterator[Gateway]:
    """Run a gateway whose log is what is there already."""
    told: Mapping[str, str] = {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_REDIS_PREFIX": f"{home}:", **PATIENCE}
    with a_gateway(services, home, told, {}, measured=True) as gateway:
        yield gateway


def read(pipe: int) -> bytes:
    """Return what there is to read now, and whatever comes while that is read."""
    read = b""
    try:
        while piece := os.read(pipe, 65536):
            read += piece
    except BlockingIOError:
        pass
    return read


def test_requests_are_answered_while_nobody_reads_the_log_and_nothing_of_it_is_lost(
    services: Services, redis_url: str, tmp_path: Path, pipe: int
) -> None:
    with at_home(tmp_path, services, redis_url) as gateway:
        with gateway.client() as client:
            assert [client.ask("GET", PUBLIC).status for _ in range(REQUESTS)] == [200] * REQUESTS
        gateway.process.process.send_signal(signal.SIGTERM)
        log: list[bytes] = []

        def is_over() -> bool:
            has_ended = gateway.process.process.poll() is not None
            log.append(read(pipe))
            return has_ended

        eventually(is_over)
    lines = [json.loads(line) for line in b"".join(log).splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [200] * REQUESTS


def test_a_gateway_ends_although_nobody_reads_its_log(
    services: Services, redis_url: str, tmp_path: Path, pipe: int
) -> None:
    with at_home(tmp_path, services, redis_url) as gateway:
        with gateway.client() as client:
            assert [client.ask("GET", PUBLIC).status for _ in range(REQUESTS)] == [200] * REQUESTS
        assert gateway.process.kill(signal.SIGTERM) == 0
    # What fits in is whole lines.
    assert {json.loads(line)["event"] for line in read(pipe).splitlines()} == {"request"}


def test_a_gateway_goes_on_although_the_reader_of_its_log_has_gone(
    services: Services, redis_url: str, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "log")
    end = os.open(tmp_path / "log", os.O_RDONLY | os.O_NONBLOCK)
    with at_home(tmp_path, services, redis_url) as gateway:
        os.close(end)
        with gateway.client() as client:
            assert [client.ask("GET", PUBLIC).status for _ in range(REQUESTS)] == [200] * REQUESTS
        assert gateway.process.kill(signal.SIGTERM) == 0
