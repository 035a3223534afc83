"""The dev issuer, as a strict client and a browser see it."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from core.identity.model.pkce import challenge_of
from entrypoints.dev_issuer.page import source_of
from tests.http.asking import problem_in
from tests.identity.providers import APP
from tests.servers.dev_issuer import REQUEST, VERIFIER, Dev, Page, a_dev_issuer, told_in


@pytest.fixture
async def dev() -> AsyncIterator[Dev]:
    async with a_dev_issuer() as opened:
        yield opened


async def test_the_issuer_is_found_by_its_url_alone(dev: Dev) -> None:
    async with dev.client.get(f"{dev.issuer}/.well-known/openid-configuration") as answer:
        assert (answer.status, answer.content_type) == (200, "application/json")
        metadata = await answer.json()
    assert metadata["issuer"] == dev.issuer
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["id_token_signing_alg_values_supported"] == ["RS256"]
    required = {"authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported"}
    assert required | {"subject_types_supported"} <= set(metadata)
    async with dev.client.get(metadata["jwks_uri"]) as answer:
        (key,) = (await answer.json())["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}


async def test_somebody_types_who_they_are_and_the_app_hears_it_from_a_signed_token(dev: Dev) -> None:
    async with dev.ask() as answer:
        page = Page(await answer.text())
    assert page.form == {"method": "post", "action": f"{dev.issuer}/authorize"}
    async with dev.say(page.fields, email="Mina@Example.com", name="미나 <b>") as answer:
        assert answer.status == 303
        told = told_in(answer.headers["Location"])
    assert set(told) == {"code", "state"}
    assert told["state"] == REQUEST["state"]
    dev.clock.move(timedelta(seconds=59))
    async with dev.redeem(told["code"]) as answer:
        tokens = await answer.json()
        assert answer.headers["Cache-Control"] == "no-store"
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 300)
    async with dev.client.get("/dev-issuer/jwks") as answer:
        keys = KeySet.import_key_set(await answer.json())
    claims = json.loads(jws.deserialize_compact(tokens["id_token"], keys, ["RS256"]).payload)
    now = int(dev.clock.now().timestamp())
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims == {
        "iss": dev.issuer,
        "sub": claims["sub"],
        "aud": "oddiya-dev",
        "exp": now + 300,
        "iat": now,
        "auth_time": now - 59,
        "nonce": REQUEST["nonce"],
        "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
        "email": "Mina@Example.com",
        "email_verified": True,
        "name": "미나 <b>",
    }


async def test_the_page_loads_nothing_runs_nothing_and_can_be_framed_by_nobody(dev: Dev) -> None:
    async with dev.ask() as answer:
        text, headers = await answer.text(), answer.headers
    page = Page(text)
    assert page.linked == []
    assert set(page.tags).isdisjoint({"script", "img", "link", "iframe", "object", "embed"})
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' https://app.oddiya.test; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert "url(" not in text
    assert "$" not in text


def test_a_form_may_lead_on_to_the_app_and_nowhere_else() -> None:
    assert source_of("https://app.oddiya.test/signed-in?x=/y") == "https://app.oddiya.test"
    assert source_of("http://127.0.0.1:49152?x") == "http://127.0.0.1:49152"
    assert source_of("oddiya://signin") == "oddiya:"
    assert source_of("test.oddiya:/signin") == "test.oddiya:"


async def test_whatever_is_sent_is_text_on_the_page_and_no_markup(dev: Dev) -> None:
    hostile = "\"><script>alert('x')</script>&amp;"
    async with dev.ask(login_hint=hostile, state=hostile, nonce=hostile, ui_locales="ko") as answer:
        page = Page(await answer.text())
    assert "script" not in page.tags
    assert (page.fields["email"], page.fields["state"], page.fields["nonce"]) == (hostile, hostile, hostile)
    async with dev.say(page.fields, email=hostile, name=hostile) as answer:
        assert answer.status == 200
        page = Page(await answer.text())
    assert (page.fields["email"], page.fields["name"], page.fields["state"]) == (hostile, hostile, hostile)
    assert "script" not in page.tags
    assert "This is not an e-mail address" in page.text


async def test_what_makes_no_difference_here_is_not_looked_at(dev: Dev) -> None:
    """OpenID Connect Core 1.0 section 3.1.2.1: what a client may send, and whatever else it sends, is no error."""
    added = {"display": "touch", "max_age": "60", "ui_locales": "ko", "acr_values": "1", "what": "is this"}
    async with dev.ask(**added) as answer:
        page = Page(await answer.text())
    assert not added.keys() & page.fields.keys()
    async with dev.say(page.fields | added, email="mina@example.com", name="") as answer:
        assert answer.status == 303


async def test_a_script_passes_without_a_page(dev: Dev) -> None:
    async with dev.ask(login_hint="mina@example.com", auto="1") as answer:
        assert (answer.status, answer.headers["Referrer-Policy"]) == (302, "no-referrer")
        told = told_in(answer.headers["Location"])
    claims = await dev.claims(told["code"])
    assert (claims["email"], claims["name"]) == ("mina@example.com", "Mina")


@pytest.mark.parametrize("hint", [None, "", "mina", "mina@"])
async def test_a_script_that_does_not_say_who_it_is_gets_the_page(dev: Dev, hint: str | None) -> None:
    async with dev.ask(login_hint=hint, auto="1") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_an_address_has_one_subject_however_it_is_written(dev: Dev) -> None:
    subjects = [
        (await dev.claims(await dev.code(email)))["sub"]
        for email in ("mina@example.com", "MINA@EXAMPLE.COM", "jun@example.com")
    ]
    assert subjects[0] == subjects[1] != subjects[2]
    assert "mina" not in subjects[0]


async def test_a_request_without_a_nonce_gets_a_token_without_one(dev: Dev) -> None:
    assert "nonce" not in await dev.claims(await dev.code(nonce=""))


async def test_an_app_on_its_own_machine_chooses_its_port(dev: Dev) -> None:
    async with dev.ask(redirect_uri="http://127.0.0.1:49152/back", login_hint="a@b.test", auto="1") as answer:
        assert answer.headers["Location"].startswith("http://127.0.0.1:49152/back?code=")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"client_id": "somebody"}, "invalid-client"),
        ({"client_id": None}, "invalid-client"),
        ({"redirect_uri": "https://evil.test/"}, "redirect-not-allowed"),
        ({"redirect_uri": None}, "redirect-not-allowed"),
        ({"redirect_uri": f"{APP}/"}, "redirect-not-allowed"),
    ],
)
async def test_who_is_not_our_app_is_not_redirected(dev: Dev, changed: dict[str, str | None], code: str) -> None:
    async with dev.ask(**changed) as answer:
        await problem_in(answer, 400, code)
        assert "Location" not in answer.headers
    body = {name: value for name, value in {**REQUEST, **changed}.items() if value is not None}
    async with dev.say(body, email="mina@example.com") as answer:
        await problem_in(answer, 400, code)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_an_app_that_asks_wrongly_is_told_so(dev: Dev, changed: dict[str, str | None], error: str) -> None:
    async with dev.ask(**changed) as answer:
        assert answer.status == 302
        assert told_in(answer.headers["Location"]) == {"error": error, "state": REQUEST["state"]}
    body = {name: value for name, value in {**REQUEST, **changed}.items() if value is not None}
    async with dev.say(body, email="mina@example.com") as answer:
        assert answer.status == 303
        assert told_in(answer.headers["Location"])["error"] == error


async def test_a_state_that_was_not_sent_does_not_come_back(dev: Dev) -> None:
    async with dev.ask(state=None, login_hint="mina@example.com", auto="1", prompt="none") as answer:
        assert set(told_in(answer.headers["Location"])) == {"code"}


async def refusal(dev: Dev, code: str, **changed: str) -> str:
    async with dev.redeem(code, **changed) as answer:
        assert (answer.status, answer.content_type) == (400, "application/json")
        told = await answer.json()
        assert set(told) == {"error", "error_description"}
        return str(told["error"])


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": ""},
        {"code_verifier": "w" * 43},
        {"code_verifier": challenge_of(VERIFIER)},
        {"redirect_uri": "oddiya://signin"},
        {"redirect_uri": ""},
    ],
)
async def test_a_code_is_for_who_asked_for_it_and_burns_when_another_shows_it(
    dev: Dev, changed: dict[str, str]
) -> None:
    code = await dev.code()
    assert await refusal(dev, code, **changed) == "invalid_grant"
    assert await refusal(dev, code) == "invalid_grant"


async def test_a_code_is_good_for_a_minute(dev: Dev) -> None:
    code = await dev.code()
    dev.clock.move(timedelta(seconds=60))
    assert await refusal(dev, code) == "invalid_grant"


async def test_of_twenty_with_one_code_one_gets_a_token(dev: Dev) -> None:
    code = await dev.code()

    async def status() -> int:
        async with dev.redeem(code) as answer:
            return int(answer.status)

    assert sorted(await asyncio.gather(*(status() for _ in range(20)))) == [200, *[400] * 19]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": "somebody"}, "invalid_client"),
    ],
)
async def test_the_token_endpoint_refuses_in_the_words_of_oauth(dev: Dev, changed: dict[str, str], error: str) -> None:
    code = await dev.code()
    assert await refusal(dev, code, **changed) == error
    assert await refusal(dev, f"{code}x") == "invalid_grant"


async def test_a_request_that_cannot_be_read_is_refused_in_the_words_of_oauth(dev: Dev) -> None:
    async with dev.client.post("/dev-issuer/token", data={"what": "is this"}) as answer:
        assert (await answer.json())["error"] == "invalid_request"
