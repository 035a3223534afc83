"""What every adapter that knows sign-in providers promises."""

from collections.abc import Callable

import pytest

from core.errors import BadAnswer, NoAnswer
from core.identity.model.errors import ProofRefused, ProviderNotFound
from ports.identity_providers import IdentityProvider, IdentityProviders
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.oidc.asking import TARGET, any_issuer, asked, code_given, sign_in
from tests.servers.misbehaviour import a_redirect, html, silence
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer
from tests.servers.oidc_tokens import rsa_signer


@pytest.fixture(params=enrolled("identity_providers"))
async def providers(
    request: pytest.FixtureRequest, open_adapter: OpenAdapter, oidc_server: OidcServer
) -> IdentityProviders:
    environment = any_issuer(oidc_server, ODDIYA_OIDC_NAME="Our pool", ODDIYA_OIDC_TIMEOUT="0.5")
    opened: IdentityProviders = await open_adapter(
        request.param,
        **environment,
        ODDIYA_GOOGLE_CLIENT_ID=CLIENT_ID,
        ODDIYA_KAKAO_CLIENT_ID=CLIENT_ID,
        ODDIYA_KAKAO_ISSUER=f"{oidc_server.url}/nonsense",
    )
    return opened


@pytest.fixture
def provider(providers: IdentityProviders) -> IdentityProvider:
    return providers.get("oidc")


async def test_all_lists_them_in_the_order_of_the_configuration(providers: IdentityProviders) -> None:
    listed = [(info.id, info.name) for info in providers.all()]
    assert listed == [
        ("google", "Google"),
        ("kakao", "Kakao"),
        ("oidc", "Our pool"),
        ("dev", "Development"),
    ]
    assert all(providers.get(provider_id) for provider_id, _ in listed)


@pytest.mark.parametrize(
    "name", ["apple", "", "OIDC", "oidc ", "../oidc", "..%2foidc", "o" * 10_000, "\ud800", "oidc\x00"]
)
async def test_one_that_is_not_configured_is_not_found_and_nobody_is_called(
    providers: IdentityProviders, oidc_server: OidcServer, name: str
) -> None:
    with pytest.raises(ProviderNotFound):
        providers.get(name)
    assert not oidc_server.calls


async def test_nobody_is_called_before_somebody_signs_in(providers: IdentityProviders, oidc_server: OidcServer) -> None:
    assert providers.all()
    assert not oidc_server.calls


async def test_one_that_answers_nonsense_keeps_nobody_from_signing_in_elsewhere(
    providers: IdentityProviders, oidc_server: OidcServer
) -> None:
    oidc_server.answers = {"/nonsense/.well-known/openid-configuration": html}
    with pytest.raises(BadAnswer):
        await providers.get("kakao").authorization(asked())
    assert (await sign_in(providers.get("oidc"), oidc_server)).proof.identity.provider == oidc_server.url


async def test_two_authorizations_share_no_value(provider: IdentityProvider) -> None:
    one, other = [(await provider.authorization(asked())).url.split("&") for _ in range(2)]
    shared = {part.split("=")[0].rpartition("?")[2] for part in set(one) & set(other)}
    assert shared.isdisjoint({"state", "nonce", "code_challenge"})
    assert len(one) == len(other)


async def test_prove_exchanges_the_code_with_the_verifier_and_returns_what_the_id_token_says(
    provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    asking = asked()
    proved = await provider.prove(code_given(oidc_server, asking, await provider.authorization(asking)))
    assert proved.proof.identity.provider == oidc_server.url
    assert (proved.proof.identity.provider_id, proved.proof.email) == ("248289761001", "mina@example.com")
    (form,) = oidc_server.forms
    assert (form["code_verifier"], form["redirect_uri"]) == (asking.verifier, TARGET)


async def test_what_proves_nothing_is_refused(provider: IdentityProvider, oidc_server: OidcServer) -> None:
    with pytest.raises(ProofRefused):
        await sign_in(provider, oidc_server, code="a code that the provider never gave")
    with pytest.raises(ProofRefused):
        await sign_in(provider, oidc_server, code="")
    with pytest.raises(ProofRefused):
        await sign_in(provider, oidc_server, nonce="another sign-in's nonce")
    oidc_server.signer = rsa_signer("stranger")
    with pytest.raises(ProofRefused):
        await sign_in(provider, oidc_server)


async def test_an_iss_that_is_not_the_expected_one_is_refused_and_the_code_goes_nowhere(
    provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    with pytest.raises(ProofRefused):
        await sign_in(provider, oidc_server, issuer_named="https://evil.test")
    assert oidc_server.calls["/token"] == 0


async def test_nonsense_is_a_bad_answer(provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.answers = {"/token": html}
    with pytest.raises(BadAnswer):
        await sign_in(provider, oidc_server)


async def test_who_does_not_answer_in_time_gives_no_answer(provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.answers = {"/token": silence}
    with pytest.raises(NoAnswer):
        await sign_in(provider, oidc_server)


async def test_no_redirect_is_followed(provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.answers = {"/token": a_redirect}
    with pytest.raises(BadAnswer):
        await sign_in(provider, oidc_server)
    assert oidc_server.calls["/thief"] == 0


async def test_a_grant_that_is_not_valid_any_more_is_quiet(provider: IdentityProvider) -> None:
    await provider.revoke("of yesterday")
    await provider.revoke("of yesterday")


async def test_a_notice_that_the_provider_did_not_sign_for_us_is_refused(
    provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    for payload in ("", "x", oidc_server.notice({"type": "consent-revoked", "sub": "x"}, aud="stranger")):
        with pytest.raises(ProofRefused):
            await provider.notice(payload)


async def test_no_secret_or_code_is_shown(
    provider: IdentityProvider, oidc_server: OidcServer, secrets_in_play: Callable[[str], None]
) -> None:
    asking = asked()
    sent = await provider.authorization(asking)
    given = code_given(oidc_server, asking, sent)
    proved = await provider.prove(given)
    shown = repr((provider, asking, sent, given, proved))
    for secret in (CLIENT_SECRET, asking.verifier, asking.state, asking.nonce, given.code):
        secrets_in_play(secret)
        assert secret not in shown
