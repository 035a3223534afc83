"""What Oddiya asks of a provider, and when it asks nothing."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.oidc.web import RETRY
from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from ports.identity_providers import CodeGiven, IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import TARGET, accepted, any_issuer, asked, code_given, providers, sign_in
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer

DISCOVERY = "/.well-known/openid-configuration"


def said(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, strict_parsing=True)


async def test_az_2_the_person_is_sent_with_a_challenge_a_state_a_nonce_and_openid(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    asking = asked(login_hint="min+a@example.com & 김")
    sent = await oidc_provider.authorization(asking)
    parameters = said(sent.url)
    assert sent.url.startswith(f"{oidc_server.url}/authorize?")
    assert len(parameters.pop("code_challenge")[0]) == 43
    assert parameters == {
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [TARGET],
        "scope": ["openid email profile"],
        "state": [asking.state],
        "nonce": [asking.nonce],
        "code_challenge_method": ["S256"],
        "login_hint": ["min+a@example.com & 김"],
    }
    assert (sent.redirect_uri, sent.issuer) == (TARGET, oidc_server.url)
    assert asking.verifier not in sent.url


async def test_az_2_what_the_endpoint_has_in_its_own_query_stays(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.metadata = {"authorization_endpoint": f"{oidc_server.url}/authorize?tenant=7"}
    sent = await oidc_provider.authorization(asked())
    assert said(sent.url)["tenant"] == ["7"]


async def test_az_6_an_issuer_that_names_another_is_refused_alone_and_asked_again_later(
    oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    oidc_server.metadata = {"issuer": "https://evil.test"}
    async with providers(oidc_clock, **any_issuer(oidc_server), ODDIYA_DEV_ISSUER="true") as opened:
        assert [info.id for info in opened.all()] == ["oidc", "dev"]
        provider = opened.get("oidc")
        given = CodeGiven(
            code="code", issuer=oidc_server.url, issuer_named=None, nonce="n", verifier="v", redirect_uri=TARGET
        )
        with capture_logs() as lines:
            for _ in range(20):
                with pytest.raises(BadAnswer):
                    await provider.authorization(asked())
                with pytest.raises(BadAnswer):
                    await provider.prove(given)
        assert [(line["log_level"], line["provider"]) for line in lines] == [("error", "OpenID")]
        assert oidc_server.calls == {DISCOVERY: 1}
        oidc_server.metadata = {}
        oidc_clock.move(RETRY)
        await accepted(provider, oidc_server)


@pytest.mark.parametrize("named", ["https://accounts.google.com", "", " ", "null"])
async def test_cb_4_a_code_that_another_issuer_sends_goes_nowhere(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, named: str
) -> None:
    with pytest.raises(ProofRefused, match="its iss is another issuer's"):
        await sign_in(oidc_provider, oidc_server, issuer_named=named)
    assert oidc_server.calls["/token"] == 0


async def test_cb_4_an_issuer_that_names_itself_must_be_named(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(ProofRefused, match="its iss is missing"):
        await sign_in(oidc_provider, oidc_server)
    assert oidc_server.calls["/token"] == 0
    await accepted(oidc_provider, oidc_server, issuer_named=oidc_server.url)


@pytest.mark.parametrize("promise", [{}, {"authorization_response_iss_parameter_supported": False}])
async def test_cb_4_an_issuer_need_not_name_itself_but_may(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, promise: dict[str, object]
) -> None:
    oidc_server.metadata = promise
    await accepted(oidc_provider, oidc_server)
    await accepted(oidc_provider, oidc_server, issuer_named=oidc_server.url)


async def test_cb_5_a_code_for_a_sign_in_that_was_begun_with_another_issuer_goes_nowhere(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    with pytest.raises(ProofRefused, match="begun with another issuer"):
        await sign_in(oidc_provider, oidc_server, issuer="https://accounts.google.com")
    assert oidc_server.calls["/token"] == 0


async def test_cb_8_a_code_that_the_provider_does_not_take_proves_nothing(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    asking = asked()
    given = code_given(oidc_server, asking, await oidc_provider.authorization(asking))
    await oidc_provider.prove(given)
    with pytest.raises(ProofRefused, match="does not take the code") as refusal:
        await oidc_provider.prove(given)
    assert "<b>" not in str(refusal.value)


async def test_cb_10_the_verifier_always_goes_along(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    asking = asked()
    await oidc_provider.prove(code_given(oidc_server, asking, await oidc_provider.authorization(asking)))
    (form,) = oidc_server.forms
    assert form["code_verifier"] == asking.verifier
    assert (form["grant_type"], form["redirect_uri"]) == ("authorization_code", TARGET)


async def test_cb_10_another_verifier_or_redirect_uri_is_not_taken(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    for wrong in ({"verifier": "v" * 43}, {"redirect_uri": "https://elsewhere.test/"}):
        with pytest.raises(ProofRefused):
            await sign_in(oidc_provider, oidc_server, **wrong)


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"], None])
async def test_the_secret_goes_where_the_issuer_takes_it(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, methods: list[str] | None
) -> None:
    oidc_server.metadata = {"token_endpoint_auth_methods_supported": methods}
    await accepted(oidc_provider, oidc_server)
    in_form = oidc_server.forms[0].get("client_secret")
    assert in_form == (CLIENT_SECRET if methods == ["client_secret_post"] else None)


async def test_a_client_without_a_secret_says_who_it_is(oidc_server: OidcServer, oidc_clock: ManualClock) -> None:
    oidc_server.knows = lambda client_id, secret: (client_id, secret) == (CLIENT_ID, None)
    async with providers(oidc_clock, ODDIYA_OIDC_ISSUER=oidc_server.url, ODDIYA_OIDC_CLIENT_ID=CLIENT_ID) as opened:
        await accepted(opened.get("oidc"), oidc_server)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
async def test_an_endpoint_that_is_no_url_is_not_used(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock, name: str
) -> None:
    for wrong in (None, 7, "", "/token", "file:///etc/passwd", "http://", "http://[", "http://u@h/", "http://h/#x"):
        oidc_server.metadata = {name: wrong}
        with pytest.raises(BadAnswer):
            await oidc_provider.authorization(asked())
        oidc_clock.move(RETRY)


async def test_a_provider_sends_no_notices_and_wants_no_grant_back(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    assert (await sign_in(oidc_provider, oidc_server)).grant is None
    await oidc_provider.revoke("a grant that it never gave")
    with pytest.raises(ProofRefused):
        await oidc_provider.notice(oidc_server.notice({"type": "consent-revoked", "sub": "248289761001"}))


async def test_nothing_that_an_issuer_sets_as_a_cookie_comes_back(
    oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    oidc_server.url = oidc_server.url.replace("127.0.0.1", "localhost")  # cookies of mere addresses are never kept
    seen: list[str | None] = []

    async def setting_cookies(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Cookie"))
        answer = await oidc_server._discovery(request)
        answer.set_cookie("followed", "everywhere")
        return answer

    oidc_server.answers = {DISCOVERY: setting_cookies}
    async with providers(oidc_clock, **any_issuer(oidc_server)) as opened:
        await opened.get("oidc").authorization(asked())
        oidc_clock.move(timedelta(hours=2))
        await opened.get("oidc").authorization(asked())
    assert seen == [None, None]


async def test_oi_1_two_issuers_with_the_same_subject_are_two_people(
    oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    both = {**any_issuer(oidc_server), "ODDIYA_GOOGLE_ISSUER": oidc_server.url.replace("127.0.0.1", "localhost")}
    async with providers(oidc_clock, **both, ODDIYA_GOOGLE_CLIENT_ID=CLIENT_ID) as opened:
        one = await sign_in(opened.get("oidc"), oidc_server)
        name = oidc_server.url = both["ODDIYA_GOOGLE_ISSUER"]
        oidc_server.knows = lambda client_id, _: client_id == CLIENT_ID
        other = await sign_in(opened.get("google"), oidc_server)
    assert one.proof.identity.provider_id == other.proof.identity.provider_id
    assert one.proof.email == other.proof.email
    assert one.proof.identity != other.proof.identity
    assert other.proof.identity.provider == name
