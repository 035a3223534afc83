"""Signing in with a password, over HTTP."""

import json
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from attrs import frozen

from entrypoints.http.openapi import openapi_document
from entrypoints.oauth_tokens import OAuthTokenRoutes
from entrypoints.passwords import LoginIn, NewAccountIn, NewPasswordIn, PasswordRoutes, VerificationIn
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.identity.passwords import EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts

MINA = {"email": EMAIL, "password": PASSWORD, "name": "Mina"}
LOGIN = {"email": EMAIL, "password": PASSWORD}


@frozen
class Door:
    """The routes, and what is behind them."""

    client: ClientSession
    accounts: Accounts

    async def post(self, path: str, body: object, **options: Any) -> ClientResponse:
        sent = BytesIO(json.dumps(body).encode())
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return await self.client.post(f"/api/v1/auth/{path}", data=sent, headers=headers, **options)


@pytest.fixture(params=["verified"])
async def door(request: pytest.FixtureRequest, secrets_in_play: Callable[[str], None]) -> AsyncIterator[Door]:
    for secret in (PASSWORD, OTHER_PASSWORD, EMAIL):
        secrets_in_play(secret)
    async with accounts() as lent, a_client(a_service(), routes_of(lent.registering(request.param))) as client:
        yield Door(client, lent)


def routes_of(lent: Accounts, *, secure: bool = False) -> PasswordRoutes:
    return PasswordRoutes(
        register=lent.register,
        verify_registration=lent.verify_registration,
        log_in=lent.log_in,
        ask_password_reset=lent.ask_password_reset,
        reset_password=lent.reset_password,
        secure=secure,
    )


openly = pytest.mark.parametrize("door", ["open"], indirect=True)


async def as_anybody_sees_it(answer: ClientResponse) -> tuple[object, ...]:
    """Return all of an answer but what differs from any one to the next."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in ("date", "x-request-id")}
    body = json.loads(await answer.text())
    body.pop("request_id", None)
    return answer.status, headers, body


@openly
async def test_openly_who_registers_is_signed_in(door: Door) -> None:
    answer = await door.post("register", MINA)
    assert answer.status == 201
    body = await answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in", "user"}
    assert (body["token_type"], body["expires_in"], body["refresh_expires_in"]) == ("Bearer", 3600, 1209600)
    assert (body["user"]["email"], body["user"]["email_verified"]) == (EMAIL, False)
    assert answer.headers["Cache-Control"] == "no-store"


@openly
async def test_openly_another_password_is_a_conflict(door: Door) -> None:
    await door.post("register", MINA)
    await problem_in(await door.post("register", {**MINA, "password": OTHER_PASSWORD}), 409, "email-taken")


async def test_pw_6_where_letters_are_sent_registering_is_answered_alike_whoever_is_known(door: Door) -> None:
    await door.accounts.registering("open").sign_up()
    known, unknown = await door.post("register", MINA), await door.post("register", {**MINA, "email": "n@example.com"})
    assert known.status == 202
    assert await as_anybody_sees_it(known) == await as_anybody_sees_it(unknown)


async def test_pw_6_asking_for_a_new_password_is_answered_alike_whoever_is_known(door: Door) -> None:
    await door.accounts.registering("open").sign_up()
    known, unknown = [await door.post("password-reset", {"email": email}) for email in (EMAIL, "n@example.com")]
    assert known.status == 202
    assert await as_anybody_sees_it(known) == await as_anybody_sees_it(unknown)


async def test_the_whole_way_from_registering_to_a_new_password(door: Door) -> None:
    await door.post("register", MINA, headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8", "Host": "evil.example"})
    (mail,) = await door.accounts.mailed()
    assert "가입" in mail.subject
    token = mail.text.partition("#token=")[2].split()[0]
    verified = await door.post("verify", {"token": token, "password": PASSWORD})
    assert verified.status == 200
    assert (await verified.json())["user"]["email_verified"] is True
    await door.post("password-reset", {"email": EMAIL})
    changed = await door.post(
        "password-reset/confirm", {"token": await door.accounts.token(), "password": OTHER_PASSWORD}
    )
    assert (changed.status, await changed.read()) == (204, b"")
    assert (await door.post("login", {**LOGIN, "password": OTHER_PASSWORD})).status == 200
    await problem_in(await door.post("login", LOGIN), 401, "invalid-credentials")


async def test_pw_11_the_host_header_builds_no_link(door: Door) -> None:
    await door.post("password-reset", {"email": EMAIL}, headers={"Host": "evil.example"})
    await door.post("register", MINA, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    (mail,) = await door.accounts.mailed()
    assert "evil" not in mail.text
    assert "https://app.example.com/" in mail.text


@pytest.mark.parametrize("email", ["nobody@example.com", "no address", "m\u0131na@example.com", EMAIL])
async def test_pw_5_whoever_cannot_sign_in_gets_the_same_status_headers_and_body(door: Door, email: str) -> None:
    await door.accounts.registering("open").sign_up()
    usual = await as_anybody_sees_it(await door.post("login", {"email": EMAIL, "password": OTHER_PASSWORD}))
    told = await door.post("login", {"email": email, "password": "a wrong one, surely"})
    await problem_in(told, 401, "invalid-credentials")
    assert await as_anybody_sees_it(told) == usual


async def test_pw_7_a_device_that_has_signed_in_is_known_by_a_cookie_that_scripts_and_other_sites_do_not_get(
    door: Door,
) -> None:
    await door.accounts.registering("open").sign_up()
    given = (await door.post("login", LOGIN)).headers["Set-Cookie"]
    cookie, *attributes = given.split("; ")
    assert cookie.startswith("oddiya-device=")
    assert attributes == ["Max-Age=31536000", "Path=/", "HttpOnly", "SameSite=Strict"]
    for _ in range(5):
        await door.post("login", {**LOGIN, "password": OTHER_PASSWORD})
    await problem_in(await door.post("login", LOGIN), 429, "too-many-attempts")
    known = await door.post("login", LOGIN, headers={"Cookie": f"other=1; {cookie}"})
    assert known.status == 200
    assert known.headers["Set-Cookie"] == given


async def test_the_cookie_stays_on_https_where_clients_reach_us_so_and_no_neighbour_plants_one(door: Door) -> None:
    await door.accounts.registering("open").sign_up()
    async with a_client(a_service(), routes_of(door.accounts, secure=True)) as client:
        answer = await client.post("/api/v1/auth/login", json=LOGIN)
        given = answer.headers["Set-Cookie"]
        assert given.startswith("__Host-oddiya-device=")
        assert given.endswith("; Secure")
        for _ in range(5):
            await client.post("/api/v1/auth/login", json={**LOGIN, "password": OTHER_PASSWORD})
        cookie = given.partition(";")[0]
        for name, status in ((cookie, 200), (cookie.removeprefix("__Host-"), 429)):
            assert (await client.post("/api/v1/auth/login", json=LOGIN, headers={"Cookie": name})).status == status


async def test_who_tries_too_often_is_told_when_to_come_back(door: Door) -> None:
    for _ in range(5):
        await door.post("login", LOGIN)
    told = await door.post("login", LOGIN)
    await problem_in(told, 429, "too-many-attempts")
    assert told.headers["Retry-After"] == "12"


async def test_pw_3_ten_megabytes_of_password_are_refused_before_anything_is_hashed(door: Door) -> None:
    for path, body in (("login", LOGIN), ("register", MINA), ("verify", {"token": "x", "password": ""})):
        await problem_in(await door.post(path, {**body, "password": "x" * 10_000_000}), 413, "too-large")
    assert set(await faults_in(await door.post("login", {**LOGIN, "password": "x" * 1025}))) == {"/password"}
    assert door.accounts.hasher.calls == []


@pytest.mark.parametrize(
    "body", [[LOGIN, LOGIN], [], "x", None, {**LOGIN, "password": [PASSWORD]}, {**LOGIN, "email": {}}]
)
async def test_pw_10_a_list_of_sign_ins_is_refused(door: Door, body: object) -> None:
    answer = await door.post("login", body)
    assert await faults_in(answer)
    assert door.accounts.hasher.calls == []


async def test_pw_4_a_weak_password_is_refused_with_every_reason(door: Door) -> None:
    problem = await problem_in(await door.post("register", {**MINA, "password": "dragon"}), 422, "weak-password")
    assert {fault["pointer"] for fault in problem["errors"]} == {"/password"}
    assert len(problem["errors"]) == 2


async def test_a_link_that_leads_nowhere_is_a_bad_request(door: Door) -> None:
    for path in ("verify", "password-reset/confirm"):
        await problem_in(await door.post(path, {"token": "x", "password": PASSWORD}), 400, "link-not-valid")


async def test_no_address_can_be_registered_or_reset(door: Door) -> None:
    for path, body in (("register", MINA), ("password-reset", {})):
        problem = await problem_in(await door.post(path, {**body, "email": "no address"}), 422, "no-email-address")
        assert {fault["pointer"] for fault in problem["errors"]} == {"/email"}


def test_what_is_published_tells_of_too_many_attempts() -> None:
    document: Any = openapi_document(title="Oddiya", version="1", routes=[PasswordRoutes, OAuthTokenRoutes])
    posts = {path: item["post"] for path, item in document["paths"].items() if "post" in item}
    told = {path: post["responses"]["429"]["description"] for path, post in posts.items()}
    assert sum("too-many-attempts" in description for description in told.values()) == 5
    assert "temporarily_unavailable" in told["/oauth2/token"]


def test_nothing_secret_is_in_what_prints_itself() -> None:
    shown = repr(
        [
            NewAccountIn(email=EMAIL, password=PASSWORD, name="Mina"),
            LoginIn(email=EMAIL, password=PASSWORD),
            VerificationIn(token="t" * 64, password=PASSWORD),
            NewPasswordIn(token="t" * 64, password=PASSWORD),
        ]
    )
    assert not any(secret in shown for secret in (EMAIL, PASSWORD, "Mina", "ttt"))
