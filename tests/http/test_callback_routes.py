"""Coming back from a provider, as apps, browsers and the provider's forms see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.http.asking import faults_in, problem_in
from tests.http.hostile_redirects import hostile_redirects
from tests.http.provider_door import APPLES_PAGE, PAGE, Door, a_door, name_of, value_of
from tests.identity.providers import APP, CHALLENGE, VERIFIER


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with a_door() as opened:
        yield opened


async def test_somebody_comes_back_with_tokens_and_a_profile(door: Door) -> None:
    signed_in = await door.sign_in(email="mina@example.com", name="Mina")
    user = signed_in.pop("user")
    assert set(signed_in) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}
    assert (signed_in["token_type"], signed_in["expires_in"]) == ("Bearer", 3600)
    assert signed_in["refresh_expires_in"] == 14 * 24 * 3600
    assert (user["email"], user["name"], user["home_currency"]) == ("mina@example.com", "Mina", "KRW")
    assert set(user) == {"id", "email", "email_verified", "name", "locale", "home_currency", "created_at"}


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
    claims = [await door.flows.ports.token_verifier.verify(one["access_token"]) for one in (first, second)]
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


@pytest.mark.parametrize(
    "extra", [{"authuser": "0", "hd": "example.com"}, {"error_uri": "https://x.test", "what": [1]}]
)
async def test_what_a_provider_adds_for_its_own_purposes_is_not_looked_at(door: Door, extra: dict[str, object]) -> None:
    """RFC 6749 section 4.1.2: an app may hand over all that it was given."""
    begun = await door.begin()
    async with door.back({**door.answer_of("google", begun["state"]), **extra}) as answer:
        assert answer.status == 200


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
