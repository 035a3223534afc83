"""Sign in with Google: what its ID tokens are worth."""

from collections.abc import AsyncIterator

import pytest

from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, providers, refused, sign_in
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer

ANDROID = "android.apps.googleusercontent.com"


@pytest.fixture
async def google(oidc_server: OidcServer, oidc_clock: ManualClock) -> AsyncIterator[IdentityProvider]:
    async with providers(
        oidc_clock,
        ODDIYA_GOOGLE_ISSUER=oidc_server.url,
        ODDIYA_GOOGLE_CLIENT_ID=CLIENT_ID,
        ODDIYA_GOOGLE_CLIENT_SECRET=CLIENT_SECRET,
        ODDIYA_GOOGLE_AUDIENCES=f"{ANDROID}, ios.apps.googleusercontent.com",
    ) as opened:
        yield opened.get("google")


async def test_go_1_google_writes_itself_in_two_ways_and_is_one_issuer(
    google: IdentityProvider, oidc_server: OidcServer
) -> None:
    for spelling in (oidc_server.url, oidc_server.url.removeprefix("http://")):
        oidc_server.says = {"iss": spelling}
        await accepted(google, oidc_server)


async def test_go_1_nothing_else_is_google(google: IdentityProvider, oidc_server: OidcServer) -> None:
    host = oidc_server.url.removeprefix("http://")
    for wrong in (f"https://{host}", f"{host}/", f"//{host}", "google.com", "https://accounts.google.com", [host]):
        oidc_server.says = {"iss": wrong}
        await refused(google, oidc_server, "the iss of its token")


async def test_go_1_the_issuer_is_google_unless_told_otherwise(oidc_clock: ManualClock) -> None:
    async with providers(oidc_clock, ODDIYA_GOOGLE_CLIENT_ID=CLIENT_ID) as opened:
        google = opened.get("google")
        assert google.issuers() == ("https://accounts.google.com", "accounts.google.com")  # type: ignore[attr-defined]


async def test_go_2_tokens_of_our_other_apps_are_taken_and_no_others(
    google: IdentityProvider, oidc_server: OidcServer
) -> None:
    for fine in ({"aud": ANDROID}, {"aud": CLIENT_ID, "azp": ANDROID}, {"aud": [CLIENT_ID, ANDROID]}):
        oidc_server.says = fine
        await accepted(google, oidc_server)
    for wrong in ({"aud": "stranger"}, {"azp": "stranger"}, {"aud": [ANDROID, "stranger"], "azp": ANDROID}):
        oidc_server.says = wrong
        await refused(google, oidc_server, "of its token is missing or wrong")


# What is said of an address; whether it is verified, and whether Google is the one to say whose it is.
WORD = [
    ({"email": "mina@gmail.com"}, (True, True)),
    ({"email": "Mina@GMAIL.com"}, (True, True)),
    ({"email": "mina@example.com", "hd": "example.com"}, (True, True)),
    ({"email": "mina@example.com"}, (True, False)),
    ({"email": "mina@gmail.com.evil.test"}, (True, False)),
    ({"email": "mina@notgmail.com"}, (True, False)),
    ({"email": "mina@example.com", "hd": ""}, (True, False)),
    ({"email": "mina@example.com", "hd": True}, (True, False)),
    ({"email": "mina@gmail.com", "email_verified": False}, (False, False)),
    ({"email": "mina@gmail.com", "email_verified": "false"}, (False, False)),
    ({"email": "mina@example.com", "hd": "example.com", "email_verified": None}, (False, False)),
]


@pytest.mark.parametrize(("says", "word"), WORD, ids=[str(says) for says, _ in WORD])
async def test_go_3_google_settles_whose_address_it_is_only_for_its_own(
    google: IdentityProvider, oidc_server: OidcServer, says: dict[str, object], word: tuple[bool, bool]
) -> None:
    oidc_server.says = says
    proof = (await sign_in(google, oidc_server)).proof
    assert (proof.email, (proof.email_verified, proof.email_settles)) == (says["email"], word)
    assert proof.identity.provider == oidc_server.url


async def test_google_is_asked_for_nothing_that_must_be_handed_back(
    google: IdentityProvider, oidc_server: OidcServer
) -> None:
    assert (await sign_in(google, oidc_server)).grant is None
    await google.revoke("nothing")
