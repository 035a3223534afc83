"""The gateway, auth, users and plans as processes of their own: what one does, the others know."""

import json
import re
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.builders import an_id
from tests.e2e.apart import Apart
from tests.gateway.process.patience import eventually

PASSWORD = "a boat to Jeju in May"


def a_registration() -> dict[str, str]:
    """Return what somebody registers with whom no other test knows."""
    return {"email": f"mina-{an_id()}@example.com", "password": PASSWORD, "name": "Mina"}


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
    at, mina = apart.gateway, a_registration()
    status, signed_in = ask("POST", f"{at}/api/v1/auth/register", mina)
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
    again = {"email": mina["email"], "password": mina["password"]}
    assert ask("POST", f"{at}/api/v1/auth/login", again)[1]["code"] == "invalid-credentials"


def test_reaching_a_services_port_is_not_enough_to_ask_it(apart: Apart) -> None:
    status, problem = ask("POST", f"{apart.url('users')}/internal/users", {"provider": "password", "provider_id": "x"})
    assert (status, problem["code"]) == (401, "unauthenticated")
    _, signed_in = ask("POST", f"{apart.gateway}/api/v1/auth/register", a_registration())
    token = signed_in["access_token"]
    assert ask("GET", f"{apart.url('users')}/api/v1/users/me", token=token)[0] == 401
    assert ask("GET", f"{apart.gateway}/api/v1/users/me", token=token)[0] == 200


def test_what_only_services_may_ask_is_not_to_be_had_from_outside(apart: Apart) -> None:
    assert ask("POST", f"{apart.gateway}/internal/users", {})[0] == 404


def test_while_the_users_service_is_down_nobody_gets_in_and_is_told_when_to_come_back(apart: Apart) -> None:
    mina = a_registration()
    assert ask("POST", f"{apart.gateway}/api/v1/auth/register", mina)[0] == 201
    again = {"email": mina["email"], "password": mina["password"]}
    apart.kill("users")
    try:
        status, problem = ask("POST", f"{apart.gateway}/api/v1/auth/login", again)
    finally:
        apart.run("users")
    assert (status, problem["code"]) == (503, "unavailable")
    assert "users" in problem["detail"]
    eventually(lambda: ask("POST", f"{apart.gateway}/api/v1/auth/login", again)[0] == 200)
