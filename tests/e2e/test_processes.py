"""The gateway, auth, users and plans as processes of their own: what one does, the others know."""

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from attrs import frozen

from tests.e2e.test_up import oddiya
from tests.processes import Python, python

RUN = "import sys; from composition.cli import main; main(['run', sys.argv[1]])"
SECRET = "a-secret-between-services-" + "s" * 32
MINA = {"email": "mina@example.com", "password": "a boat to Jeju in May"}


@frozen
class Apart:
    """Where the processes are, and the one that a test may kill."""

    gateway: str
    auth: str
    users: str
    process: Python


@pytest.fixture
def apart(tmp_path: Path, database_url: str) -> Iterator[Apart]:
    ports = {name: free_port() for name in ("auth", "users", "plans", "gateway")}
    told = {
        "ODDIYA_HOME": str(tmp_path),
        "ODDIYA_DATABASE": "url",
        "ODDIYA_DATABASE_URL": database_url,
        "ODDIYA_MIGRATE_ON_START": "false",
        "ODDIYA_SERVICE_SECRETS": SECRET,
        "ODDIYA_USER_DIRECTORY": "http",
        "ODDIYA_PERSONAL_DATA": "http",
        "ODDIYA_LOG_LEVEL": "warning",
        **{f"ODDIYA_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()},
    }
    assert oddiya("migrate", **told).returncode == 0
    with ExitStack() as stack:
        urls = {name: told[f"ODDIYA_{name.upper()}_URL"] for name in ports}
        opened = {name: stack.enter_context(running(name, {**told, "PORT": str(ports[name])})) for name in ports}
        yield Apart(urls["gateway"], urls["auth"], urls["users"], opened["users"])


@contextmanager
def running(name: str, told: dict[str, str]) -> Iterator[Python]:
    with python(RUN, name, environment=told) as process:
        assert process.line().startswith("Oddiya is running on the profile")
        yield process


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def ask(method: str, url: str, body: object = None, *, token: str = "") -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = Request(url, json.dumps(body).encode() if body else None, headers, method=method)
    try:
        with urlopen(request) as answer:
            content = answer.read()
            is_json = answer.headers["Content-Type"] == "application/json"
            return answer.status, json.loads(content) if is_json else content
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.loads(refusal.read())


def test_what_happens_in_one_process_is_known_in_the_others(apart: Apart) -> None:
    at = apart.gateway
    status, signed_in = ask("POST", f"{at}/api/v1/auth/register", {**MINA, "name": "Mina"})
    assert (status, signed_in["user"]["name"]) == (201, "Mina")
    token = signed_in["access_token"]
    assert ask("GET", f"{at}/api/v1/users/me", token=token) == (200, signed_in["user"])
    assert ask("GET", f"{at}/users/me", token=token) == (200, signed_in["user"])
    assert [one["provider"] for one in ask("GET", f"{at}/api/v1/users/me/identities", token=token)[1]] == ["password"]
    status, export = ask("GET", f"{at}/api/v1/users/me/export", token=token)
    assert (status, re.findall(rb"auth/\w+\.json|profile\.json", export)[:1]) == (200, [b"auth/password.json"])
    assert ask("DELETE", f"{at}/api/v1/users/me", token=token)[0] == 204
    deadline = time.monotonic() + 2
    while ask("GET", f"{at}/api/v1/sessions", token=token)[0] == 200:
        assert time.monotonic() < deadline, "the gateway has not heard of the end of the session"
    assert ask("POST", f"{at}/api/v1/auth/login", MINA)[1]["code"] == "invalid-credentials"


def test_reaching_a_services_port_is_not_enough_to_ask_it(apart: Apart) -> None:
    status, problem = ask("POST", f"{apart.users}/internal/users", {"provider": "password", "provider_id": "x"})
    assert (status, problem["code"]) == (401, "unauthenticated")
    _, signed_in = ask("POST", f"{apart.gateway}/api/v1/auth/register", {**MINA, "name": "Mina"})
    token = signed_in["access_token"]
    assert ask("GET", f"{apart.users}/api/v1/users/me", token=token)[0] == 401
    assert ask("GET", f"{apart.gateway}/api/v1/users/me", token=token)[0] == 200


def test_what_only_services_may_ask_is_not_to_be_had_from_outside(apart: Apart) -> None:
    assert ask("POST", f"{apart.gateway}/internal/users", {})[0] == 404


def test_while_the_users_service_is_down_nobody_gets_in_and_is_told_when_to_come_back(apart: Apart) -> None:
    assert ask("POST", f"{apart.gateway}/api/v1/auth/register", MINA)[0] == 201
    apart.process.kill(signal.SIGKILL)
    status, problem = ask("POST", f"{apart.gateway}/api/v1/auth/login", MINA)
    assert (status, problem["code"]) == (503, "unavailable")
    assert "users" in problem["detail"]
