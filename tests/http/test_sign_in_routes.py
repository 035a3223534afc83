"""Setting out to sign in with a provider, as apps and browsers see it."""

import json
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from openapi_spec_validator import validate
from yarl import URL

from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.departures import DEPARTURES
from entrypoints.http.openapi import openapi_document
from entrypoints.identities import IdentityRoutes
from entrypoints.sign_in import SignInRoutes
from tests.http.asking import faults_in, problem_in
from tests.http.hostile_redirects import hostile_redirects
from tests.http.provider_door import BROWSER, Door, a_door, value_of
from tests.identity.providers import APP, CHALLENGE


@pytest.fixture(params=[True], ids=["https"])
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    async with a_door(secure=request.param) as opened:
        yield opened


def test_what_is_published_tells_of_both_redirects() -> None:
    document: Any = openapi_document(title="Oddiya", version="1", routes=[SignInRoutes, IdentityRoutes])
    validate(document)
    assert {"200", "302", "400", "404", "429", "502", "504"} <= set(
        document["paths"]["/oauth2/authorize/{provider}"]["get"]["responses"]
    )
    assert {"200", "303", "400", "404"} <= set(document["paths"]["/oauth2/callback/{provider}"]["post"]["responses"])


async def test_the_providers_are_listed(door: Door) -> None:
    async with door.client.get("/oauth2/providers") as answer:
        assert [one["id"] for one in await answer.json()] == ["google", "apple", "kakao"]


async def test_an_app_is_told_where_to_send_somebody(door: Door) -> None:
    begun = await door.begin(login_hint="mina@example.com", auto="1", client_challenge=CHALLENGE)
    (asked,) = door.flows.providers.get("google").asked
    assert (asked.login_hint, asked.at_once, asked.target) == ("mina@example.com", True, APP)
    assert (begun["state"], begun["expires_in"]) == (asked.state, 600)
    assert begun["authorization_url"].startswith("https://google.test/authorize?")


async def test_a_browser_is_sent_there(door: Door) -> None:
    query = {"redirect_uri": APP}
    async with door.client.get(
        "/oauth2/authorize/google", params=query, headers=BROWSER, allow_redirects=False
    ) as answer:
        assert (answer.status, answer.headers["Referrer-Policy"]) == (302, "no-referrer")
        assert answer.headers["Location"].startswith("https://google.test/authorize?")
        assert "oddiya-sign-in-" in answer.headers["Set-Cookie"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("door", "prefix"), [(True, "__Host-"), (False, "")], indirect=["door"])
async def test_the_cookie_is_for_nobody_else(door: Door, prefix: str) -> None:
    async with door.client.get("/oauth2/authorize/google", params={"redirect_uri": APP}) as answer:
        state = (await answer.json())["state"]
        ((name, cookie),) = SimpleCookie(answer.headers["Set-Cookie"]).items()
    assert name == f"{prefix}oddiya-sign-in-{state[:8]}"
    assert (cookie["path"], cookie["domain"], cookie["samesite"], cookie["max-age"]) == ("/", "", "Lax", "600")
    assert (bool(cookie["secure"]), cookie["httponly"], len(cookie.value)) == (prefix != "", True, 43)


@pytest.mark.parametrize("provider", ["nobody", "..%2f", "%2e%2e%2fgoogle", "google%00", "Google", "g" * 6_000, "%ff"])
async def test_az_1_an_unknown_provider_is_not_found(door: Door, provider: str) -> None:
    url = URL(f"/oauth2/authorize/{provider}?redirect_uri=oddiya://signin", encoded=True)
    async with door.client.get(url) as answer:
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
    assert all(not one.asked for one in door.flows.providers.by_id.values())


async def test_az_1_a_name_without_end_is_refused(door: Door) -> None:
    async with door.client.get(f"/oauth2/authorize/{'g' * 10_240}", params={"redirect_uri": APP}) as answer:
        assert 400 <= answer.status < 500
        assert answer.content_type == "application/problem+json"


async def test_az_2_two_calls_share_no_value(door: Door) -> None:
    first, second = await door.begin(), await door.begin()
    google = door.flows.providers.get("google").asked
    values = [value for one in google for value in (one.state, one.nonce, one.verifier)]
    values += [value_of(first["cookie"]), value_of(second["cookie"])]
    assert len(set(values)) == 8
    assert {len(value) for value in values} == {43}


async def test_az_3_the_answer_holds_nothing_of_what_is_kept_here(door: Door) -> None:
    begun = await door.begin()
    (asked,) = door.flows.providers.get("google").asked
    told = json.dumps(begun)
    assert set(begun) == {"authorization_url", "state", "expires_in", "cookie"}
    assert asked.nonce not in told
    assert asked.verifier not in told


async def test_az_4_a_target_that_is_none_of_our_apps_is_refused(door: Door) -> None:
    for headers in ({}, BROWSER):
        async with door.client.get(
            "/oauth2/authorize/google", params={"redirect_uri": "https://evil.test/"}, headers=headers
        ) as answer:
            await problem_in(answer, 400, "redirect-not-allowed")
            assert "Location" not in answer.headers
            assert "Set-Cookie" not in answer.headers


async def test_az_4_a_loopback_app_chooses_its_port(door: Door) -> None:
    begun = await door.begin(redirect_uri="http://127.0.0.1:49152/back")
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fback" in begun["authorization_url"]


async def test_az_5_no_hostile_address_leads_anywhere(door: Door) -> None:
    hostile = hostile_redirects()
    assert len(hostile) >= 300
    for target in hostile:
        async with door.client.get(
            "/oauth2/authorize/google", params={"redirect_uri": target}, headers=BROWSER, allow_redirects=False
        ) as answer:
            assert answer.status in (400, 422), target
            assert "Location" not in answer.headers, target
        # Each is one attempt, and there are more of them than one network may make in a minute.
        await door.flows.ports.rate_limiter.forget("begin-sign-in:203.0.113.0/24")
    assert door.flows.providers.get("google").asked == []


@pytest.mark.parametrize("challenge", ["plain", "c" * 42, "c" * 44, "c" * 42 + "="])
async def test_cb_10_a_challenge_that_is_none_is_refused(door: Door, challenge: str) -> None:
    query = {"redirect_uri": APP, "client_challenge": challenge}
    async with door.client.get("/oauth2/authorize/google", params=query) as answer:
        await problem_in(answer, 400, "bad-challenge")


async def test_cb_10_no_other_method_can_be_asked_for(door: Door) -> None:
    query = {"redirect_uri": APP, "client_challenge": CHALLENGE, "client_challenge_method": "plain"}
    async with door.client.get("/oauth2/authorize/google", params=query) as answer:
        assert set(await faults_in(answer)) == {"/query/client_challenge_method"}


async def test_az_7_who_begins_too_often_waits(door: Door) -> None:
    for _ in range(DEPARTURES.count):
        await door.flows.begin(wanted=WantedSignIn(provider="kakao", target=APP), address="203.0.113.9")
    async with door.client.get("/oauth2/authorize/google", params={"redirect_uri": APP}) as answer:
        await problem_in(answer, 429, "too-many-attempts")
        assert int(answer.headers["Retry-After"]) >= 1
