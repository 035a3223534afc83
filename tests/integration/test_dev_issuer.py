"""The dev issuer, as a strict client and a browser see it; then our own client, over real HTTP."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import unused_port
from attrs import define, field, frozen
from joserfc import jws
from joserfc.jwk import KeySet
from typing_extensions import override

from adapters.jose.id_token_signer import JoseIdTokenSigner
from adapters.memory.cache import MemoryCache
from adapters.oidc.identity_providers import Section, open_adapter
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from composition.settings import Settings
from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from core.identity.model.pkce import challenge_of
from core.identity.model.redirect_targets import RedirectTargets
from core.identity.model.user import Identity
from entrypoints.dev_issuer.codes import DevCodes
from entrypoints.dev_issuer.page import source_of
from entrypoints.dev_issuer.routes import DevIssuerRoutes
from entrypoints.http.app import http_app
from entrypoints.http.server import serve
from ports.clock import Clock
from ports.identity_providers import CodeGiven, IdentityProvider, SignInAsked
from tests.clocks import ManualClock
from tests.http.asking import problem_in
from tests.http.conftest import a_service
from tests.provider_flows import APP, TARGETS, signing_key

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
REQUEST = {
    "client_id": "oddiya-dev",
    "redirect_uri": APP,
    "response_type": "code",
    "scope": "openid email profile",
    "state": 'a state & "more"',
    "nonce": "n-0S6_WzA2Mj",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


@define
class Page(HTMLParser):
    """What a browser makes of a page: one form, what it names, and whatever it would load or run."""

    text: str
    form: dict[str, str | None] = field(factory=dict)
    fields: dict[str, str] = field(factory=dict)
    tags: list[str] = field(factory=list)
    linked: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self.linked += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "style", "onclick")]
        if tag == "form":
            self.form = told
        if tag == "input":
            self.fields[told["name"] or ""] = told.get("value") or ""


@frozen
class Dev:
    """The running issuer."""

    client: ClientSession
    clock: ManualClock
    issuer: str

    def ask(self, **changed: str | None) -> Any:
        query = {name: value for name, value in {**REQUEST, **changed}.items() if value is not None}
        return self.client.get("/dev-issuer/authorize", params=query, allow_redirects=False)

    def say(self, fields: Mapping[str, str], **typed: str) -> Any:
        return self.client.post("/dev-issuer/authorize", data={**fields, **typed}, allow_redirects=False)

    async def code(self, email: str = "mina@example.com", **changed: str) -> str:
        async with self.ask(login_hint=email, auto="1", **changed) as answer:
            return told_in(answer.headers["Location"])["code"]

    def redeem(self, code: str, **changed: str) -> Any:
        body = {
            "grant_type": "authorization_code",
            "client_id": "oddiya-dev",
            "redirect_uri": APP,
            "code": code,
            "code_verifier": VERIFIER,
        }
        return self.client.post("/dev-issuer/token", data={**body, **changed})

    async def claims(self, code: str) -> dict[str, Any]:
        async with self.redeem(code) as answer:
            tokens = await answer.json()
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))
        return claims


def told_in(location: str) -> dict[str, str]:
    """Return what stands in a redirect to the app."""
    base, _, query = location.partition("?")
    assert base == APP
    return dict(parse_qsl(query, strict_parsing=True))


def routes(issuer: str, clock: Clock, targets: RedirectTargets = TARGETS) -> DevIssuerRoutes:
    cache = MemoryCache(clock=clock, most_bytes=1024 * 1024)
    codes = DevCodes(cache=cache, randomness=SystemRandomness())
    signer = JoseIdTokenSigner(signing_key())
    return DevIssuerRoutes(issuer=issuer, targets=targets, codes=codes, signer=signer, clock=clock)


@pytest.fixture
async def dev() -> AsyncIterator[Dev]:
    clock, port = ManualClock(), unused_port()
    issuer = f"http://127.0.0.1:{port}/dev-issuer"
    async with AsyncExitStack() as stack:
        app = http_app(a_service(clock=clock), [routes(issuer, clock)])
        serving = await stack.enter_async_context(serve(app, "127.0.0.1", port))
        client = ClientSession(serving.url, cookie_jar=DummyCookieJar())
        yield Dev(await stack.enter_async_context(client), clock, issuer)


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
    assert "This is no e-mail address" in page.text


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


# Our own client from here on.


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    clock, port = SystemClock(), unused_port()
    told = {"ODDIYA_DEV_ISSUER": "true", "ODDIYA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    async with AsyncExitStack() as stack:
        app = http_app(a_service(), [routes(f"http://127.0.0.1:{port}/dev-issuer", clock)])
        await stack.enter_async_context(serve(app, "127.0.0.1", port))
        section = Settings.read(told).section(Section, {"clock": clock})
        yield (await stack.enter_async_context(open_adapter(section))).get("dev")


ASKED = SignInAsked(
    state="s" * 43, nonce="n" * 43, verifier=VERIFIER, target=APP, login_hint="mina@example.com", at_once=True
)


async def came_back(provider: IdentityProvider, **changed: Any) -> CodeGiven:
    """Visit the dev issuer as a script does, and return what comes back."""
    sent = await provider.authorization(ASKED)
    async with ClientSession() as browser, browser.get(sent.url, allow_redirects=False) as answer:
        told = told_in(answer.headers["Location"])
    assert told["state"] == ASKED.state
    given: dict[str, Any] = {
        "code": told["code"],
        "issuer": sent.issuer,
        "issuer_named": told.get("iss"),
        "nonce": ASKED.nonce,
        "verifier": ASKED.verifier,
        "redirect_uri": sent.redirect_uri,
    }
    return CodeGiven(**{**given, **changed})


async def test_az_2_our_client_sends_somebody_with_all_that_protects_a_sign_in(provider: IdentityProvider) -> None:
    sent = await provider.authorization(ASKED)
    query = dict(parse_qsl(urlsplit(sent.url).query, strict_parsing=True))
    assert query | {"auto": "1"} == query
    assert (query["response_type"], query["redirect_uri"], query["scope"].split()[0]) == ("code", APP, "openid")
    assert (query["state"], query["nonce"]) == (ASKED.state, ASKED.nonce)
    assert (query["code_challenge"], query["code_challenge_method"]) == (challenge_of(VERIFIER), "S256")


async def test_our_client_and_our_issuer_understand_each_other(provider: IdentityProvider) -> None:
    given = await came_back(provider)
    proof = (await provider.prove(given)).proof
    assert (proof.email, proof.email_verified, proof.name) == ("mina@example.com", True, "Mina")
    assert proof.identity == Identity(provider=given.issuer, provider_id=proof.identity.provider_id)
    with pytest.raises(ProofRefused):
        await provider.prove(given)


@pytest.mark.parametrize("changed", [{"verifier": "w" * 43}, {"nonce": "m" * 43}, {"redirect_uri": "oddiya://signin"}])
async def test_cb_10_our_client_gets_nothing_for_what_it_did_not_begin(
    provider: IdentityProvider, changed: dict[str, str]
) -> None:
    with pytest.raises((ProofRefused, BadAnswer)):
        await provider.prove(await came_back(provider, **changed))
