"""Sign in with a user pool of Cognito, as with any issuer that the operator names."""

import pytest

from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, any_issuer, providers, refused, sign_in
from tests.servers.oidc import CLIENT_ID, OidcServer

FEDERATED = {"identities": [{"providerName": "Google", "userId": "7"}], "cognito:username": "google_7"}


async def test_co_1_an_access_token_in_the_place_of_an_id_token_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.says = {"token_use": "access", "client_id": CLIENT_ID}
    await refused(oidc_provider, oidc_server, "the token_use of its token")
    oidc_server.omits = {"aud", "nonce", "at_hash"}
    await refused(oidc_provider, oidc_server, "is missing or wrong")


async def test_co_1_an_id_token_says_that_it_is_one(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.says = {"token_use": "id"}
    await accepted(oidc_provider, oidc_server)


VERIFIED = [True, "true"]
UNVERIFIED = [False, "false", "True", None, "absent"]


@pytest.mark.parametrize("flag", [*VERIFIED, *UNVERIFIED])
@pytest.mark.parametrize("more", [{}, FEDERATED], ids=["own user", "federated"])
@pytest.mark.parametrize("trusted", ["true", "false"])
async def test_co_2_an_address_is_verified_if_the_pool_says_so_and_is_trusted(
    oidc_server: OidcServer, oidc_clock: ManualClock, flag: object, more: dict[str, object], trusted: str
) -> None:
    oidc_server.says = {**more, "email_verified": flag}
    oidc_server.omits = {"email_verified"} if flag == "absent" else set()
    async with providers(oidc_clock, **any_issuer(oidc_server, ODDIYA_OIDC_TRUSTS_EMAIL=trusted)) as opened:
        proof = (await sign_in(opened.get("oidc"), oidc_server)).proof
    counts = trusted == "true" and flag in VERIFIED
    assert (proof.email, proof.email_verified, proof.email_settles) == ("mina@example.com", counts, counts)


async def test_co_2_nobody_is_trusted_unless_the_operator_says_so(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    proof = (await sign_in(oidc_provider, oidc_server)).proof
    assert (proof.email_verified, proof.email_settles) == (False, False)
