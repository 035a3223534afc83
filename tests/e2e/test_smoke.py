"""The look from outside that a release gets: it passes what is in order, and nothing else."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic

import pytest
from typing_extensions import override

import deploy.smoke
from deploy.smoke import CHECKS, Check, faults_of
from tests.processes import ROOT

NOWHERE = "http://127.0.0.1:9"


def test_what_runs_and_is_in_order_passes(url: str) -> None:
    assert [*faults_of(url, deadline=monotonic() + 15)] == []


def test_what_is_not_there_fails_and_the_program_says_so_in_its_exit_status() -> None:
    command = [sys.executable, "deploy/smoke.py", f"{NOWHERE}/", "--within", "0"]
    looked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (looked.returncode, looked.stdout.splitlines()[-1]) == (1, f"0 passed, {len(CHECKS)} failed")


@pytest.mark.parametrize("body", [b"{}", b"<html>", b""])
def test_a_server_that_says_yes_to_everything_is_not_taken_for_oddiya(body: bytes) -> None:
    with a_server([body]) as url:
        assert [check.name for check in CHECKS if check.fault(url) is None] == []


def test_what_comes_up_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy.smoke, "PAUSE", 0.01)
    monkeypatch.setattr(deploy.smoke, "CHECKS", (Check(name="it is there", path="/", holds=lambda told: told["up"]),))
    with a_server([b'{"up": false}', b'{"up": false}', b'{"up": true}']) as url:
        assert [*faults_of(url, deadline=monotonic() + 15)] == []


@contextmanager
def a_server(bodies: Sequence[bytes]) -> Iterator[str]:
    """Serve these one after the other, and the last of them from then on."""
    left = list(bodies)

    class Says(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Says) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
