"""The running dev issuer, and a browser that reads its page."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import unused_port
from attrs import define, field, frozen
from typing_extensions import override

from adapters.jose.id_token_signer import JoseIdTokenSigner
from adapters.memory.cache import MemoryCache
from adapters.system.randomness import SystemRandomness
from core.identity.model.pkce import challenge_of
from core.identity.model.redirect_targets import RedirectTargets
from entrypoints.dev_issuer.codes import DevCodes
from entrypoints.dev_issuer.routes import DevIssuerRoutes
from entrypoints.http.app import http_app
from entrypoints.http.server import serve
from ports.clock import Clock
from tests.clocks import ManualClock
from tests.http.conftest import a_service
from tests.identity.providers import APP, TARGETS, signing_key

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


def dev_issuer_routes(issuer: str, clock: Clock, targets: RedirectTargets = TARGETS) -> DevIssuerRoutes:
    """Return the routes of an issuer with a key of its own."""
    cache = MemoryCache(clock=clock, most_bytes=1024 * 1024)
    codes = DevCodes(cache=cache, randomness=SystemRandomness())
    signer = JoseIdTokenSigner(signing_key())
    return DevIssuerRoutes(issuer=issuer, targets=targets, codes=codes, signer=signer, clock=clock)


@asynccontextmanager
async def a_dev_issuer() -> AsyncIterator[Dev]:
    """Run the issuer."""
    clock, port = ManualClock(), unused_port()
    issuer = f"http://127.0.0.1:{port}/dev-issuer"
    async with AsyncExitStack() as stack:
        app = http_app(a_service(clock=clock), [dev_issuer_routes(issuer, clock)])
        serving = await stack.enter_async_context(serve(app, "127.0.0.1", port))
        client = ClientSession(serving.url, cookie_jar=DummyCookieJar())
        yield Dev(await stack.enter_async_context(client), clock, issuer)
