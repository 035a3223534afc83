"""Signing in with a provider, as apps, browsers and providers see it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from attrs import frozen
from openapi_spec_validator import validate
from yarl import URL

from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.providers.begin_sign_in import BEGINNINGS
from entrypoints.access_token import access_token_authenticator
from entrypoints.http.openapi import openapi_document
from entrypoints.identities import IdentityRoutes
from entrypoints.sign_in import SignInRoutes
from entrypoints.sign_in_cookie import SignInCookie
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.http.hostile_redirects import hostile_redirects
from tests.provider_flows import APP, CHALLENGE, VERIFIER, ProviderFlows, provider_flows

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGE = {"Origin": "https://app.oddiya.test"}
APPLES_PAGE = {"Origin": "https://appleid.apple.com", "Sec-Fetch-Site": "cross-site"}


def name_of(cookie: str) -> str:
    return cookie.partition("=")[0]


def value_of(cookie: str) -> str:
    return cookie.partition("=")[2]


@frozen
class Door:
    """The running routes, and what stands behind them."""

    flows: ProviderFlows
    client: ClientSession

    async def begin(self, provider: str = "google", **query: str) -> dict[str, Any]:
        async with self.client.get(f"/oauth2/authorize/{provider}", params={"redirect_uri": APP, **query}) as answer:
            assert answer.status == 200, await answer.text()
            begun: dict[str, Any] = await answer.json()
            return begun | {"cookie": answer.headers["Set-Cookie"].partition(";")[0]}

    def answer_of(self, provider: str, state: str, sub: str = "108", **person: str) -> dict[str, str]:
        there = self.flows.providers.get(provider)
        named = {"iss": there.issuer} if there.names_itself else {}
        return {"code": there.approve(state, sub, **person), "state": state, **named}

    def back(self, body: object, provider: str = "google", headers: Mapping[str, str] | None = None) -> Any:
        return self.client.post(f"/oauth2/callback/{provider}", json=body, headers=headers, allow_redirects=False)

    def form(self, body: Any, provider: str = "apple", headers: Mapping[str, str] | None = None) -> Any:
        return self.client.post(f"/oauth2/callback/{provider}", data=body, headers=headers, allow_redirects=False)

    async def sign_in(self, provider: str = "google", sub: str = "108", **person: str) -> dict[str, Any]:
        begun = await self.begin(provider)
        async with self.back(self.answer_of(provider, begun["state"], sub, **person), provider) as answer:
            assert answer.status == 200, await answer.text()
            signed_in: dict[str, Any] = await answer.json()
            return signed_in

    @property
    def codes_shown(self) -> int:
        return sum(len(provider.shown) for provider in self.flows.providers.by_id.values())


def routes_of(flows: ProviderFlows, *, secure: bool) -> tuple[object, ...]:
    sign_in = SignInRoutes(
        providers=flows.providers,
        begin_sign_in=flows.begin,
        finish_sign_in=flows.finish,
        forward_form_post=flows.forward,
        receive_provider_notice=flows.receive_notice,
        cookie=SignInCookie(secure=secure),
    )
    identities = IdentityRoutes(
        list_identities=flows.list_identities,
        begin_link=flows.begin_link,
        link_identity=flows.link,
        unlink_identity=flows.unlink,
    )
    return sign_in, identities


@pytest.fixture(params=[True], ids=["https"])
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    async with provider_flows() as flows:
        user = access_token_authenticator(flows.ports.token_verifier, flows.ports.revoked_sessions)
        service = a_service(clock=flows.clock, authenticators={"user": user})
        async with a_client(service, *routes_of(flows, secure=request.param)) as client:
            yield Door(flows, client)


def test_what_is_published_tells_of_both_redirects() -> None:
    document: Any = openapi_document(title="Oddiya", version="1", routes=[SignInRoutes, IdentityRoutes])
    validate(document)
    assert {"200", "302", "400", "404", "429", "502", "504"} <= set(
        document["paths"]["/oauth2/authorize/{provider}"]["get"]["responses"]
    )
    assert {"200", "303", "400", "404"} <= set(document["paths"]["/oauth2/callback/{provider}"]["post"]["responses"])


async def test_the_providers_are_listed(door: Door) -> None:
    for path in ("/oauth2/providers", "/api/auth/oauth2/providers"):
        async with door.client.get(path) as answer:
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
        await door.flows.ports.rate_limiter.forget("begin-sign-in:127.0.0.0/24")
    assert door.flows.providers.get("google").asked == []


async def test_az_5_nothing_that_comes_back_with_a_form_leads_off_the_target_either(door: Door) -> None:
    for hostile in hostile_redirects()[::7]:
        begun = await door.begin("apple")
        body = {"state": begun["state"], "code": hostile, "iss": hostile, "user": hostile}
        async with door.form({name: value.replace("\x00", "") for name, value in body.items()}) as answer:
            assert answer.status == 303
            location = answer.raw_headers and dict(answer.raw_headers)[b"Location"]
        assert location.startswith(APP.encode() + b"?code=")
        assert not set(location) & set(b'\r\n\t \\"<>')
        assert urlsplit(location.decode()).hostname == "app.oddiya.test"
        assert parse_qs(urlsplit(location.decode()).query)["code"] == [hostile]


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
    for _ in range(BEGINNINGS.count):
        await door.flows.begin(wanted=WantedSignIn(provider="kakao", target=APP), address="127.0.0.9")
    async with door.client.get("/oauth2/authorize/google", params={"redirect_uri": APP}) as answer:
        await problem_in(answer, 429, "too-many-attempts")
        assert int(answer.headers["Retry-After"]) >= 1


async def test_somebody_comes_back_with_tokens_and_a_profile(door: Door) -> None:
    signed_in = await door.sign_in(email="mina@example.com", name="Mina")
    user = signed_in.pop("user")
    assert set(signed_in) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}
    assert (signed_in["token_type"], signed_in["expires_in"]) == ("Bearer", 3600)
    assert signed_in["refresh_expires_in"] == 14 * 24 * 3600
    assert (user["email"], user["name"], user["home_currency"]) == ("mina@example.com", "Mina", "KRW")
    assert set(user) == {"id", "email", "email_verified", "name", "locale", "home_currency", "created_at"}


async def test_the_alias_is_the_same_door(door: Door) -> None:
    async with door.client.get("/api/auth/oauth2/authorize/kakao", params={"redirect_uri": APP}) as answer:
        state = (await answer.json())["state"]
    async with door.client.post("/api/auth/oauth2/callback/kakao", json=door.answer_of("kakao", state)) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("changed", [{"state": "unknown"}, {"state": ""}, {"state": None}], ids=str)
async def test_cb_1_a_state_that_is_missing_or_unknown_is_refused(door: Door, changed: dict[str, Any]) -> None:
    begun = await door.begin()
    body = {**door.answer_of("google", begun["state"]), **changed}
    async with door.back({name: value for name, value in body.items() if value is not None}) as answer:
        await problem_in(answer, 400, "sign-in-not-open")
    assert door.codes_shown == 0


async def test_cb_2_of_twenty_at_once_one_gets_tokens(door: Door) -> None:
    begun = await door.begin()
    body = door.answer_of("google", begun["state"])

    async def status() -> int:
        async with door.back(body) as answer:
            return int(answer.status)

    statuses = await asyncio.gather(*(status() for _ in range(20)))
    assert sorted(statuses) == [200, *[400] * 19]
    assert door.codes_shown == 1


async def test_cb_3_another_browser_gets_nothing(door: Door) -> None:
    for forge in (lambda _, __: "", lambda _, other: other, lambda own, other: f"{name_of(own)}={value_of(other)}"):
        begun, other = await door.begin(), await door.begin()
        headers = {**PAGE, "Cookie": forge(begun["cookie"], other["cookie"])}
        async with door.back(door.answer_of("google", begun["state"]), headers=headers) as answer:
            await problem_in(answer, 400, "sign-in-not-yours")
    assert door.codes_shown == 0


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"])
async def test_cb_3_whatever_only_browsers_send_shows_a_browser(door: Door, header: str) -> None:
    begun = await door.begin()
    async with door.back(door.answer_of("google", begun["state"]), headers={header: "null"}) as answer:
        await problem_in(answer, 400, "sign-in-not-yours")


async def test_cb_3_the_browser_that_began_is_let_in_and_forgets_its_cookie(door: Door) -> None:
    begun, other = await door.begin(), await door.begin()
    headers = {**PAGE, "Cookie": f"theme=dark; {other['cookie']}; {begun['cookie']}"}
    async with door.back(door.answer_of("google", begun["state"]), headers=headers) as answer:
        assert answer.status == 200
        forgotten = answer.headers["Set-Cookie"]
    assert forgotten.startswith(f"{name_of(begun['cookie'])}=; Max-Age=0; Path=/; HttpOnly")


async def test_cb_5_a_state_of_one_provider_opens_nothing_at_another(door: Door) -> None:
    begun = await door.begin("kakao")
    async with door.back(door.answer_of("kakao", begun["state"]), "google") as answer:
        await problem_in(answer, 400, "sign-in-not-open")
    assert door.codes_shown == 0


async def test_cb_6_a_refusal_closes_the_sign_in_and_is_not_repeated_to_anybody(door: Door) -> None:
    begun = await door.begin()
    body = {"state": begun["state"], "error": "access_denied", "error_description": "<script>alert(1)</script>"}
    async with door.back(body) as answer:
        await problem_in(answer, 400, "sign-in-denied")
        assert "script" not in await answer.text()
    async with door.back(door.answer_of("google", begun["state"])) as answer:
        await problem_in(answer, 400, "sign-in-not-open")


async def test_cb_7_a_code_beside_an_error_is_refused(door: Door) -> None:
    begun = await door.begin()
    async with door.back({**door.answer_of("google", begun["state"]), "error": "access_denied"}) as answer:
        await problem_in(answer, 400, "proof-refused")
    assert door.codes_shown == 0


async def test_cb_7_a_code_of_a_hundred_kilobytes_is_refused(door: Door) -> None:
    begun = await door.begin()
    async with door.back({**door.answer_of("google", begun["state"]), "code": "c" * 100_000}) as answer:
        await problem_in(answer, 400, "proof-refused")
    assert door.codes_shown == 0


async def test_cb_7_a_name_that_comes_twice_in_a_form_is_refused(door: Door) -> None:
    begun = await door.begin("apple")
    for name in ("code", "state"):
        pairs = [*door.answer_of("apple", begun["state"]).items(), (name, "again")]
        async with door.form(pairs) as answer:
            assert await faults_in(answer) == {f"/{name}": "must be given once"}
    assert door.codes_shown == 0


@pytest.mark.parametrize("value", [["c"], {"c": 1}, 7, True])
async def test_cb_7_what_is_no_text_is_refused(door: Door, value: object) -> None:
    begun = await door.begin()
    for name in ("code", "state"):
        async with door.back({**door.answer_of("google", begun["state"]), name: value}) as answer:
            assert set(await faults_in(answer)) == {f"/{name}"}
    assert door.codes_shown == 0


async def test_cb_7_an_array_of_sign_ins_is_refused(door: Door) -> None:
    begun = await door.begin()
    async with door.back([door.answer_of("google", begun["state"])]) as answer:
        assert answer.status == 422
    assert door.codes_shown == 0


async def test_cb_8_a_code_that_was_used_is_refused(door: Door) -> None:
    begun = await door.begin()
    body = door.answer_of("google", begun["state"])
    async with door.back(body) as answer:
        assert answer.status == 200
    async with door.back(body) as answer:
        await problem_in(answer, 400, "sign-in-not-open")


@pytest.mark.parametrize("verifier", [None, "", "w" * 43, "v" * 42, "v" * 129, "v" * 42 + "é"])
async def test_cb_10_another_app_gets_nothing(door: Door, verifier: str | None) -> None:
    begun = await door.begin(client_challenge=CHALLENGE)
    body = {**door.answer_of("google", begun["state"]), **({} if verifier is None else {"client_verifier": verifier})}
    async with door.back(body) as answer:
        await problem_in(answer, 400, "sign-in-not-yours")
    assert door.codes_shown == 0


async def test_cb_10_the_app_that_began_gets_its_tokens_also_from_a_page_without_a_cookie(door: Door) -> None:
    begun = await door.begin(client_challenge=CHALLENGE)
    body = {**door.answer_of("google", begun["state"]), "client_verifier": VERIFIER}
    async with door.back(body, headers=PAGE) as answer:
        assert answer.status == 200


async def test_cb_10_a_verifier_without_a_challenge_is_a_downgrade(door: Door) -> None:
    begun = await door.begin()
    async with door.back({**door.answer_of("google", begun["state"]), "client_verifier": VERIFIER}) as answer:
        await problem_in(answer, 400, "sign-in-not-yours")


async def test_cb_11_a_callback_cannot_be_visited(door: Door) -> None:
    begun = await door.begin()
    async with door.client.get("/oauth2/callback/google", params=door.answer_of("google", begun["state"])) as answer:
        await problem_in(answer, 405, "method-not-allowed")
        assert answer.headers["Allow"] == "POST, OPTIONS"
    async with door.back(door.answer_of("google", begun["state"])) as answer:
        assert answer.status == 200


async def test_cb_12_each_sign_in_is_a_session_of_its_own_and_is_stored_nowhere_on_its_way(door: Door) -> None:
    begun = await door.begin()
    async with door.back(door.answer_of("google", begun["state"])) as answer:
        first = await answer.json()
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    second = await door.sign_in()
    claims = [door.flows.ports.token_verifier.verify(one["access_token"]) for one in (first, second)]
    assert claims[0].user_id == claims[1].user_id
    assert claims[0].session_id != claims[1].session_id


@pytest.mark.parametrize(
    "extra", [{}, {"id_token": "x.y.z", "scope": "openid", "session_state": "s", "prompt": "none"}]
)
async def test_ap_3_the_form_of_a_provider_is_led_on_to_the_app_without_a_cookie(
    door: Door, extra: dict[str, str]
) -> None:
    begun = await door.begin("apple")
    answer_of = door.answer_of("apple", begun["state"])
    async with door.form({**answer_of, **extra}, headers=APPLES_PAGE) as answer:
        assert (answer.status, answer.headers["Referrer-Policy"]) == (303, "no-referrer")
        location = urlsplit(answer.headers["Location"])
        assert await answer.read() == b""
    assert f"{location.scheme}://{location.netloc}{location.path}" == APP
    told = {name: value for name, (value,) in parse_qs(location.query).items()}
    assert told == answer_of
    async with door.back(told, "apple", headers={**PAGE, "Cookie": begun["cookie"]}) as answer:
        assert answer.status == 200


async def test_az_8_what_was_posted_is_not_posted_on(door: Door) -> None:
    begun = await door.begin("apple")
    async with door.form({"state": begun["state"], "error": "user_cancelled_authorize"}, headers=APPLES_PAGE) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == f"{APP}?state={begun['state']}&error=user_cancelled_authorize"


async def test_cb_3_a_form_from_somebody_elses_page_signs_nobody_in(door: Door) -> None:
    begun = await door.begin("apple")
    body = door.answer_of("apple", begun["state"])
    async with door.form(body, headers={"Origin": "https://evil.test"}) as answer:
        assert answer.status == 303
    begun = await door.begin("kakao")
    async with door.form(door.answer_of("kakao", begun["state"]), "kakao", {"Origin": "https://evil.test"}) as answer:
        await problem_in(answer, 400, "sign-in-not-yours")
    assert door.codes_shown == 0


async def test_a_form_with_a_verifier_ends_the_sign_in(door: Door) -> None:
    begun = await door.begin("apple", client_challenge=CHALLENGE)
    body = {**door.answer_of("apple", begun["state"]), "client_verifier": VERIFIER}
    async with door.form(body) as answer:
        assert answer.status == 200


async def test_ap_5_and_ap_6_the_name_that_is_posted_once_is_there_for_good(door: Door) -> None:
    for person in ({"user": json.dumps({"name": "Mina"})}, {}):
        begun = await door.begin("apple")
        body = door.answer_of("apple", begun["state"])
        async with door.form({**body, **person}, headers=APPLES_PAGE) as answer:
            assert "Mina" not in answer.headers["Location"]
        async with door.back(body, "apple") as answer:
            assert (await answer.json())["user"]["name"] == "Mina"


async def test_ap_12_a_notice_is_taken_once_it_is_seen_to_be_the_providers(door: Door) -> None:
    for kind in ("gone", "other"):
        payload = "signed " + json.dumps({"jti": "1", "kind": kind, "sub": "7"})
        async with door.client.post("/oauth2/notifications/apple", json={"payload": payload}) as answer:
            assert (answer.status, await answer.read()) == (200, b"")
    async with door.client.post("/oauth2/notifications/apple", json={"payload": "{}"}) as answer:
        await problem_in(answer, 400, "proof-refused")


IDENTITIES = "/api/v1/users/me/identities"


def bearer(signed_in: Mapping[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed_in['access_token']}"}


async def begin_link(door: Door, headers: Mapping[str, str], **changed: Any) -> tuple[int, dict[str, Any]]:
    body = {"redirect_uri": APP, "client_challenge": CHALLENGE, **changed}
    body = {name: value for name, value in body.items() if value is not None}
    async with door.client.post(f"{IDENTITIES}/kakao", json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def link(door: Door, headers: Mapping[str, str], sub: str = "7") -> tuple[int, dict[str, Any]]:
    _, begun = await begin_link(door, headers)
    body = {"provider": "kakao", "client_verifier": VERIFIER, **door.answer_of("kakao", begun["state"], sub)}
    async with door.client.post(IDENTITIES, json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def listed(door: Door, headers: Mapping[str, str], path: str = IDENTITIES) -> list[str]:
    async with door.client.get(path, headers=headers) as answer:
        return [one["provider"] for one in await answer.json()]


async def test_al_6_somebody_who_has_just_signed_in_adds_a_way_to_do_so(door: Door) -> None:
    headers = bearer(await door.sign_in())
    status, begun = await begin_link(door, headers)
    assert (status, set(begun)) == (200, {"authorization_url", "state", "expires_in"})
    status, linked = await link(door, headers)
    assert (status, linked["provider"]) == (201, "https://kakao.test")
    for path in (IDENTITIES, "/api/users/me/identities", "/users/me/identities"):
        assert await listed(door, headers, path) == ["https://google.test", "https://kakao.test"]


async def test_al_6_without_a_challenge_nothing_begins(door: Door) -> None:
    headers = bearer(await door.sign_in())
    status, problem = await begin_link(door, headers, client_challenge=None)
    assert (status, problem["code"]) == (400, "bad-challenge")


async def test_al_6_a_sign_in_of_some_time_ago_is_not_enough(door: Door) -> None:
    headers = bearer(await door.sign_in())
    door.flows.clock.move(timedelta(minutes=16))
    status, problem = await begin_link(door, headers)
    assert (status, problem["code"]) == (403, "sign-in-too-old")


async def test_al_6_what_somebody_else_has_is_not_moved(door: Door) -> None:
    owner = await door.sign_in("kakao", "7")
    headers = bearer(await door.sign_in())
    status, problem = await link(door, headers)
    assert (status, problem["code"]) == (409, "identity-taken")
    assert (await door.sign_in("kakao", "7"))["user"] == owner["user"]
    assert await listed(door, headers) == ["https://google.test"]


async def test_al_6_a_link_is_no_sign_in(door: Door) -> None:
    headers = bearer(await door.sign_in())
    _, begun = await begin_link(door, headers)
    body = {**door.answer_of("kakao", begun["state"]), "client_verifier": VERIFIER}
    async with door.back(body, "kakao") as answer:
        await problem_in(answer, 400, "sign-in-not-open")


async def test_al_7_all_ways_to_sign_in_but_the_last_can_be_taken_away(door: Door) -> None:
    headers = bearer(await door.sign_in())
    _, linked = await link(door, headers)
    async with door.client.delete(f"{IDENTITIES}/{linked['id']}", headers=headers) as answer:
        assert answer.status == 204
    async with door.client.delete(f"{IDENTITIES}/{linked['id']}", headers=headers) as answer:
        await problem_in(answer, 404, "identity-not-found")
    async with door.client.get(IDENTITIES, headers=headers) as answer:
        (last,) = await answer.json()
    async with door.client.delete(f"{IDENTITIES}/{last['id']}", headers=headers) as answer:
        await problem_in(answer, 409, "last-identity")


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("POST", "/kakao"), ("DELETE", "/x")])
async def test_who_is_not_signed_in_learns_nothing_about_identities(door: Door, method: str, path: str) -> None:
    async with door.client.request(method, IDENTITIES + path, json={}, headers={"Authorization": ""}) as answer:
        assert answer.status == 401
