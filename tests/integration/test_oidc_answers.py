"""What Oddiya does with answers that no provider should give (CB-9)."""

from collections.abc import Callable

import pytest
import structlog
from aiohttp import web
from structlog.testing import capture_logs

from core.errors import BadAnswer, NoAnswer
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, any_issuer, asked, code_given, providers, sign_in
from tests.servers.misbehaviour import BAD_ANSWERS, NO_ANSWERS
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, Handler, OidcServer

DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token", "/userinfo"])
@pytest.mark.parametrize("answer", [*NO_ANSWERS, *BAD_ANSWERS], ids=lambda answer: answer.__name__)
async def test_cb_9_an_answer_that_none_should_give_is_an_error_of_ours_and_no_secret_is_logged(
    oidc_server: OidcServer,
    oidc_clock: ManualClock,
    secrets_in_play: Callable[[str], None],
    answer: Handler,
    path: str,
) -> None:
    oidc_server.metadata = {"userinfo_endpoint": f"{oidc_server.url}/userinfo"}
    oidc_server.omits = {"email"}
    oidc_server.answers = {path: answer}
    secrets_in_play(CLIENT_SECRET)
    async with providers(oidc_clock, **any_issuer(oidc_server), ODDIYA_OIDC_TIMEOUT="0.3") as opened:
        provider, asking = opened.get("oidc"), asked()
        secrets_in_play(asking.verifier)
        with pytest.raises(NoAnswer if answer in NO_ANSWERS else BadAnswer) as failure:
            sent = await provider.authorization(asking)
            given = code_given(oidc_server, asking, sent)
            secrets_in_play(given.code)
            await provider.prove(given)
    structlog.get_logger().warning("sign-in failed", error=str(failure.value))
    assert oidc_server.calls["/thief"] == 0
    assert "script" not in str(failure.value)


async def test_cb_9_nobody_listens(oidc_clock: ManualClock) -> None:
    async with providers(
        oidc_clock, ODDIYA_OIDC_ISSUER="http://127.0.0.1:1", ODDIYA_OIDC_CLIENT_ID=CLIENT_ID
    ) as opened:
        with pytest.raises(NoAnswer):
            await opened.get("oidc").authorization(asked())


@pytest.mark.parametrize(
    "wrong",
    [
        {"id_token": None},
        {"id_token": ["x"]},
        {"id_token": {"alg": "none"}},
        {"access_token": None},
        {"access_token": 7},
        {"token_type": None},
        {"token_type": "mac"},
        {"token_type": "DPoP"},
        {"token_type": ["Bearer"]},
    ],
    ids=str,
)
async def test_cb_9_an_answer_that_lacks_what_it_must_have_is_a_bad_one(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, wrong: dict[str, object]
) -> None:
    oidc_server.tokens = wrong
    with pytest.raises(BadAnswer):
        await sign_in(oidc_provider, oidc_server)


@pytest.mark.parametrize("token_type", ["bearer", "BEARER", "Bearer"])
async def test_a_bearer_token_is_one_in_any_case(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, token_type: str
) -> None:
    oidc_server.tokens = {"token_type": token_type}
    await accepted(oidc_provider, oidc_server)


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
async def test_cb_9_a_provider_that_does_not_know_us_is_told_to_the_operator(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, error: str
) -> None:
    async def refusal(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": error, "error_description": CLIENT_SECRET}, status=401)

    oidc_server.answers = {"/token": refusal}
    with capture_logs() as lines, pytest.raises(BadAnswer):
        await sign_in(oidc_provider, oidc_server)
    assert [line["log_level"] for line in lines] == ["error"]
