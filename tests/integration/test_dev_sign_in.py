"""Signing in with the dev issuer, as our own client does it over HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from adapters.oidc.identity_providers import Section, open_adapter
from adapters.system.clock import SystemClock
from composition.settings import Settings
from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from core.identity.model.pkce import challenge_of
from core.identity.model.user import Identity
from entrypoints.http.app import http_app
from entrypoints.http.server import serve
from ports.identity_providers import CodeGiven, IdentityProvider, SignInAsked
from tests.http.conftest import a_service
from tests.identity.providers import APP
from tests.servers.dev_issuer import VERIFIER, dev_issuer_routes, told_in


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    clock, port = SystemClock(), unused_port()
    told = {"ODDIYA_DEV_ISSUER": "true", "ODDIYA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    async with AsyncExitStack() as stack:
        app = http_app(a_service(), [dev_issuer_routes(f"http://127.0.0.1:{port}/dev-issuer", clock)])
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
