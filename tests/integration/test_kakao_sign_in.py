"""Sign in with Kakao: an ID token for one of the app's keys, and an address that something else vouches for."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, asked, providers, refused, sign_in
from tests.servers.misbehaviour import a_500
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer

NATIVE_KEY = "native-app-key"
VERIFIED = {"email": "jisu@kakao.com", "is_email_valid": True, "is_email_verified": True}


@pytest.fixture
async def kakao(oidc_server: OidcServer, oidc_clock: ManualClock) -> AsyncIterator[IdentityProvider]:
    oidc_server.says = {"sub": "4242", "nickname": "지수"}
    oidc_server.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    knows(oidc_server, VERIFIED)
    async with providers(
        oidc_clock,
        ODDIYA_KAKAO_ISSUER=oidc_server.url,
        ODDIYA_KAKAO_API=oidc_server.url,
        ODDIYA_KAKAO_CLIENT_ID=CLIENT_ID,
        ODDIYA_KAKAO_CLIENT_SECRET=CLIENT_SECRET,
        ODDIYA_KAKAO_AUDIENCES=NATIVE_KEY,
    ) as opened:
        yield opened.get("kakao")


def knows(server: OidcServer, account: Any) -> None:
    """Let Kakao know this of the person."""
    server.user = {"id": 4242, "kakao_account": account}


async def test_ka_1_tokens_for_the_rest_key_and_the_native_key_are_taken_and_no_others(
    kakao: IdentityProvider, oidc_server: OidcServer
) -> None:
    for key in (CLIENT_ID, NATIVE_KEY):
        oidc_server.says["aud"] = key
        await accepted(kakao, oidc_server)
    oidc_server.says["aud"] = "the key of another app"
    await refused(kakao, oidc_server, "the aud of its token")


async def test_ka_2_an_address_counts_as_verified_if_both_flags_say_so_and_leads_nowhere(
    kakao: IdentityProvider, oidc_server: OidcServer
) -> None:
    proof = (await sign_in(kakao, oidc_server)).proof
    assert (proof.email, proof.email_verified, proof.email_settles) == ("jisu@kakao.com", True, False)
    assert (proof.identity.provider_id, proof.name) == ("4242", "지수")


@pytest.mark.parametrize("flag", ["is_email_valid", "is_email_verified"])
@pytest.mark.parametrize("value", [False, None, "true", 1, "absent"])
async def test_ka_2_an_address_of_which_one_flag_is_not_true_is_not_verified(
    kakao: IdentityProvider, oidc_server: OidcServer, flag: str, value: object
) -> None:
    account = {**VERIFIED, flag: value}
    knows(oidc_server, {name: said for name, said in account.items() if said != "absent"})
    proof = (await sign_in(kakao, oidc_server)).proof
    assert (proof.email, proof.email_verified, proof.email_settles) == ("jisu@kakao.com", False, False)


@pytest.mark.parametrize("account", [None, {}, {"email_needs_agreement": True}, [7], {"email": None}])
async def test_ka_2_a_person_who_did_not_agree_to_tell_the_address_comes_in_without_one(
    kakao: IdentityProvider, oidc_server: OidcServer, account: object
) -> None:
    """And what the ID token says of an address proves nothing."""
    oidc_server.says |= {"email": "victim@example.com", "email_verified": True}
    knows(oidc_server, account)
    proof = (await sign_in(kakao, oidc_server)).proof
    assert (proof.email, proof.email_verified, proof.email_settles) == (None, False, False)
    assert proof.identity.provider_id == "4242"


@pytest.mark.parametrize("other", [4243, "somebody else", None, True, [4242]])
async def test_the_user_information_of_somebody_else_proves_nothing(
    kakao: IdentityProvider, oidc_server: OidcServer, other: object
) -> None:
    oidc_server.user = {"id": other, "kakao_account": VERIFIED}
    with pytest.raises(ProofRefused, match="somebody else's"):
        await sign_in(kakao, oidc_server)


async def test_user_information_that_cannot_be_had_is_a_bad_answer(
    kakao: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.answers = {"/v2/user/me": a_500}
    with pytest.raises(BadAnswer):
        await sign_in(kakao, oidc_server)


async def test_people_are_asked_for_what_the_apps_console_allows(
    oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    environment = {"ODDIYA_KAKAO_ISSUER": oidc_server.url, "ODDIYA_KAKAO_CLIENT_ID": CLIENT_ID}
    for scopes, expected in (({}, "openid account_email profile_nickname"), ({"ODDIYA_KAKAO_SCOPES": ","}, "openid")):
        async with providers(oidc_clock, **environment, **scopes) as opened:
            sent = await opened.get("kakao").authorization(asked())
            assert parse_qs(urlsplit(sent.url).query)["scope"] == [expected]
