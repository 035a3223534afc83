"""Signing in with a provider, as the auth service does it, with the tests' own issuer at the other end."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from attrs import evolve

from adapters.oidc.identity_providers import Section, open_adapter
from composition.settings import Settings
from core.identity.model.errors import ProofRefused
from ports.clock import Clock
from ports.identity_providers import Authorization, CodeGiven, IdentityProvider, IdentityProviders, Proved, SignInAsked
from tests.clocks import ManualClock
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer

TARGET = "https://app.oddiya.test/signed-in"


def providers(clock: Clock, **environment: str) -> AbstractAsyncContextManager[IdentityProviders]:
    """Open the configured providers, none but those that the environment names."""
    told = {"ODDIYA_DEV_ISSUER": "false", "ODDIYA_OIDC_TIMEOUT": "2", **environment}
    return open_adapter(Settings.read(told).section(Section, {"clock": clock}))


def any_issuer(server: OidcServer, **more: str) -> dict[str, str]:
    """Return the settings that make the tests' issuer a provider."""
    return {
        "ODDIYA_OIDC_ISSUER": server.url,
        "ODDIYA_OIDC_CLIENT_ID": CLIENT_ID,
        "ODDIYA_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        **more,
    }


def asked(**changed: Any) -> SignInAsked:
    """Return what somebody is sent to the provider with."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return evolve(SignInAsked(state=state, nonce=nonce, verifier=verifier, target=TARGET), **changed)


def code_given(server: OidcServer, asking: SignInAsked, sent: Authorization, **changed: Any) -> CodeGiven:
    """Return what comes back from a provider at which the person said yes."""
    given = CodeGiven(
        code=server.approve(sent.url),
        issuer=sent.issuer,
        issuer_named=None,
        nonce=asking.nonce,
        verifier=asking.verifier,
        redirect_uri=sent.redirect_uri,
    )
    return evolve(given, **changed)


async def sign_in(provider: IdentityProvider, server: OidcServer, **changed: Any) -> Proved:
    """Sign in from beginning to end; `changed` is what came back otherwise than it should."""
    asking = asked()
    sent = await provider.authorization(asking)
    return await provider.prove(code_given(server, asking, sent, **changed))


async def accepted(provider: IdentityProvider, server: OidcServer, **changed: Any) -> None:
    """Expect that a sign-in proves who somebody is."""
    identity = (await sign_in(provider, server, **changed)).proof.identity
    assert (identity.provider, bool(identity.provider_id)) == (server.url, True)


async def refused(provider: IdentityProvider, server: OidcServer, why: str) -> None:
    """Expect that a sign-in proves nothing, for this reason."""
    with pytest.raises(ProofRefused, match=why):
        await sign_in(provider, server)


@pytest.fixture
def oidc_clock(oidc_server: OidcServer) -> ManualClock:
    """A clock that the issuer goes by too."""
    clock = ManualClock()
    oidc_server.clock = clock
    return clock


@pytest.fixture
async def oidc_provider(oidc_server: OidcServer, oidc_clock: ManualClock) -> AsyncIterator[IdentityProvider]:
    """Sign-in with the tests' issuer as with any that an operator names."""
    async with providers(oidc_clock, **any_issuer(oidc_server)) as opened:
        yield opened.get("oidc")
