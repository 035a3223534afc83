"""An OpenID issuer of the tests' own: strict about what it is asked, and wrong wherever a test wants it to be.

It plays Google, Apple, Kakao and Cognito alike. What it says is changed by its attributes: `says` and `omits` change
the claims of ID tokens, `signer` and `header` how they are signed, `published` which keys it has, `metadata` what its
discovery document says, and `answers` takes the place of whole endpoints.
"""

import asyncio
import hashlib
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest
from aiohttp import web
from attrs import define, field, frozen

from adapters.system.clock import SystemClock
from ports.clock import Clock
from tests.builders import an_id
from tests.servers.oidc_tokens import Json, Signer, base64url, half_hash, rsa_signer, token_of

CLIENT_ID = "oddiya-tests"
CLIENT_SECRET = "a secret: 100 % + & more"
US = (CLIENT_ID, CLIENT_SECRET)
ENOUGH_BITS = 22  # characters of base64url for 128 bits

OVER = web.AppKey("over", asyncio.Event)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@frozen
class Approved:
    """What the issuer remembers of a sign-in between the browser and the token endpoint."""

    nonce: str
    challenge: str
    redirect_uri: str


@define
class OidcServer:
    """The issuer, and what it was asked."""

    url: str = ""
    clock: Clock = field(factory=SystemClock)
    signer: Signer = field(factory=lambda: rsa_signer("first"))
    published: list[Json] = field(factory=lambda: [rsa_signer("first").jwk])
    header: Json = field(factory=dict)
    says: Json = field(factory=dict)
    omits: set[str] = field(factory=set)
    metadata: Json = field(factory=dict)
    tokens: Json = field(factory=dict)
    user: Json = field(factory=dict)
    knows: Callable[[str, str | None], bool] = lambda client_id, secret: (client_id, secret) == US
    answers: dict[str, Handler] = field(factory=dict)
    calls: Counter[str] = field(factory=Counter)
    forms: list[dict[str, str]] = field(factory=list)
    _approved: dict[str, Approved] = field(factory=dict)

    def approve(self, url: str) -> str:
        """Do what a browser and a person do at the authorization endpoint; return the code."""
        endpoint, _, query = url.partition("?")
        asked = parse_qs(query, strict_parsing=True)
        assert endpoint == f"{self.url}/authorize"
        assert all(len(values) == 1 for values in asked.values())
        told = {name: values[0] for name, values in asked.items()}
        assert (told["response_type"], told["code_challenge_method"]) == ("code", "S256")
        assert "openid" in told["scope"].split()
        assert min(len(told["state"]), len(told["nonce"])) >= ENOUGH_BITS
        code = f"code-{an_id()}"
        self._approved[code] = Approved(told["nonce"], told["code_challenge"], told["redirect_uri"])
        return code

    def id_token(self, nonce: str, access_token: str) -> str:
        """Return the ID token, right but for what the test changed."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.url,
            "sub": "248289761001",
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "at_hash": half_hash(access_token),
            "email": "mina@example.com",
            "email_verified": True,
            "name": "Mina",
            **self.says,
        }
        said = {name: value for name, value in claims.items() if name not in self.omits}
        return token_of(said, self.signer, self.header)

    def notice(self, event: object, **changed: Any) -> str:
        """Return what Apple sends unasked."""
        now = self.clock.now()
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(days=1)).timestamp()),
            "jti": "notice-1",
            "events": event,
            **changed,
        }
        return token_of({name: value for name, value in claims.items() if value is not None}, self.signer, self.header)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer as the test wants it, or as it should be."""
        self.calls[request.path] += 1
        if request.path in self.answers:
            return await self.answers[request.path](request)
        own: dict[str, Handler] = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": self._jwks,
            "/token": self._token,
            "/userinfo": self._user,
            "/v2/user/me": self._user,
            "/auth/revoke": self._revoke,
        }
        return await own[request.path](request)

    async def _discovery(self, _: web.Request) -> web.Response:
        endpoints = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        return web.json_response({**endpoints, **self.metadata})

    async def _jwks(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.published})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        if not self.knows(*_client(request, form)):
            return web.json_response({"error": "invalid_client"}, status=401)
        approved = self._approved.pop(form["code"], None)
        challenge = base64url(hashlib.sha256(form["code_verifier"].encode()).digest())
        if approved is None or (challenge, form["redirect_uri"]) != (approved.challenge, approved.redirect_uri):
            return web.json_response({"error": "invalid_grant", "error_description": "<b>no</b>"}, status=400)
        access_token = f"access-{an_id()}"
        tokens = {
            "id_token": self.id_token(approved.nonce, access_token),
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 3600,
            **self.tokens,
        }
        return web.json_response({name: value for name, value in tokens.items() if value is not None})

    async def _user(self, request: web.Request) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Bearer access-"):
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response(self.user)

    async def _revoke(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        if not self.knows(*_client(request, form)):
            return web.json_response({"error": "invalid_client"}, status=400)
        return web.Response()


def _client(request: web.Request, form: dict[str, str]) -> tuple[str, str | None]:
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        client_id, _, secret = b64decode(credentials).decode().partition(":")
        return unquote_plus(client_id), unquote_plus(secret)
    return form["client_id"], form.get("client_secret")


@pytest.fixture
async def oidc_server() -> AsyncIterator[OidcServer]:
    """Run an issuer on this machine."""
    server = OidcServer()
    application = web.Application()
    application[OVER] = asyncio.Event()
    application.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    application[OVER].set()
    await runner.cleanup()
