"""What the sign-in providers may be told, and what only the operator can mend."""

from contextlib import AsyncExitStack
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.oidc.discovery import leads_out
from adapters.oidc.identity_providers import Section
from adapters.oidc.settings import IssuerUrl, ProviderId
from adapters.section import CannotOpen
from composition.opener import Opener
from composition.profiles import AWS
from composition.settings import Settings
from ports.identity_providers import IdentityProviders
from tests.clocks import ManualClock
from tests.oidc.asking import asked, providers
from tests.servers.oidc import OidcServer
from tests.servers.oidc_tokens import ec_signer, pem_of, rsa_signer

APPLE = {
    "ODDIYA_APPLE_CLIENT_ID": "test.oddiya.web",
    "ODDIYA_APPLE_TEAM_ID": "TEAM000001",
    "ODDIYA_APPLE_KEY_ID": "ABC123DEFG",
    "ODDIYA_APPLE_PRIVATE_KEY": pem_of(ec_signer("apple").private),
}
ISSUER = {"ODDIYA_OIDC_ISSUER": "https://id.test", "ODDIYA_OIDC_CLIENT_ID": "us"}


async def opened(settings: Settings) -> list[str]:
    async with AsyncExitStack() as stack:
        found: IdentityProviders = await Opener(settings, stack).open("identity_providers")
        return [info.id for info in found.all()]


async def test_whoever_is_configured_is_there_in_one_order() -> None:
    everybody = {**APPLE, **ISSUER, "ODDIYA_KAKAO_CLIENT_ID": "us", "ODDIYA_GOOGLE_CLIENT_ID": "us"}
    assert await opened(Settings.read(everybody)) == ["google", "apple", "kakao", "oidc", "dev"]


@pytest.mark.parametrize("profile", ["memory", "embedded"])
async def test_a_laptop_has_the_development_provider_at_once(profile: str) -> None:
    assert await opened(Settings.read({"ODDIYA_PROFILE": profile})) == ["dev"]
    assert await opened(Settings.read({"ODDIYA_PROFILE": profile, "ODDIYA_DEV_ISSUER": "false"})) == []


async def test_production_has_no_development_provider_and_will_not_open_with_one() -> None:
    assert await opened(Settings.read({"ODDIYA_PROFILE": "aws"})) == []
    dev = {"ODDIYA_DEV_ISSUER": "true"}
    for settings in (Settings.read({"ODDIYA_PROFILE": "aws", **dev}), Settings(dev, AWS)):
        with pytest.raises(CannotOpen, match="ODDIYA_DEV_ISSUER is true"):
            await opened(settings)


@pytest.mark.parametrize("missing", [*APPLE, *ISSUER])
async def test_a_provider_of_which_half_is_told_is_the_operators_mistake(missing: str) -> None:
    told = APPLE if missing in APPLE else ISSUER
    with pytest.raises(CannotOpen, match=f"{missing} is missing") as refusal:
        await opened(Settings.read({name: text for name, text in told.items() if name != missing}))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("taken", ["google", "dev"])
async def test_two_providers_cannot_be_called_the_same(taken: str) -> None:
    with pytest.raises(CannotOpen, match=f"ODDIYA_OIDC_ID is '{taken}'"):
        await opened(Settings.read({**ISSUER, "ODDIYA_GOOGLE_CLIENT_ID": "us", "ODDIYA_OIDC_ID": taken}))


WRONG_KEYS = {
    "junk": "junk",
    "damaged": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    "another kind": pem_of(rsa_signer("first").private),
    "another curve": pem_of(ec.generate_private_key(ec.SECP384R1())),
    "a public one": ec_signer("apple").public_pem,
}


@pytest.mark.parametrize("key", WRONG_KEYS.values(), ids=WRONG_KEYS)
async def test_a_key_that_is_not_apples_is_not_usable_and_not_shown(key: str) -> None:
    with pytest.raises(CannotOpen) as refusal:
        await opened(Settings.read({**APPLE, "ODDIYA_APPLE_PRIVATE_KEY": key}))
    assert str(refusal.value) == (
        "ODDIYA_APPLE_PRIVATE_KEY is not usable: it expects the content of the .p8 file of that key"
    )


def test_no_secret_is_shown() -> None:
    secret = {"ODDIYA_OIDC_CLIENT_SECRET": "hush-hush", "ODDIYA_GOOGLE_CLIENT_SECRET": "hush-hush"}
    section = Settings.read({**APPLE, **ISSUER, **secret}).section(Section, {"clock": ManualClock()})
    assert "hush-hush" not in repr(section)
    assert "PRIVATE KEY" not in repr(section)


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com",
        "https://tenant.auth0.test/",
        "https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_x7",
        "http://127.0.0.1:9000",
        "http://127.9.9.9/x",
        "http://[::1]:9000/dev",
        "http://localhost:9000",
        "http://pool.localhost",
    ],
)
def test_an_issuer_is_kept_letter_by_letter(url: str) -> None:
    assert IssuerUrl(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "accounts.google.com",
        "http://accounts.google.com",
        "http://10.0.0.1",
        "http://localhost.evil.test",
        "http://127.0.0.1.evil.test",
        "ftp://id.test",
        "https://",
        "https://id.test?x=1",
        "https://id.test#x",
        "https://us:secret@id.test",
        "https://id.test:0",
        "https://id.test:99999",
        "https://id.test/a b",
        "https://id.test/\n",
        "https://id.test/" + "x" * 255,
    ],
)
def test_an_issuer_is_reached_safely_or_not_at_all(url: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        IssuerUrl(url)


def test_an_issuer_that_is_reached_safely_has_no_endpoint_that_is_not() -> None:
    assert leads_out("https://id.test/token", safely=True)
    assert not leads_out("http://id.test/token", safely=True)
    assert leads_out("http://127.0.0.1:9000/token", safely=False)


@pytest.mark.parametrize("text", ["", "Google", "7", "a b", "a/b", "a" * 33, "-a", "é", "a\n"])
def test_a_provider_is_called_something_that_stands_in_a_path(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ProviderId(text)


async def test_the_development_provider_is_our_own_issuer_and_lets_a_script_pass_at_once(
    oidc_server: OidcServer,
) -> None:
    oidc_server.answers = {
        "/dev-issuer/.well-known/openid-configuration": oidc_server._discovery  # at the path of our own issuer
    }
    oidc_server.metadata = {"issuer": f"{oidc_server.url}/dev-issuer"}
    async with providers(ManualClock(), ODDIYA_DEV_ISSUER="true", ODDIYA_PUBLIC_URL=oidc_server.url) as found:
        dev = found.get("dev")
        slowly = await dev.authorization(asked())
        at_once = await dev.authorization(asked(at_once=True, login_hint="mina@example.com"))
    assert slowly.issuer == f"{oidc_server.url}/dev-issuer"
    parameters = parse_qs(urlsplit(at_once.url).query)
    assert (parameters["client_id"], parameters["auto"]) == (["oddiya-dev"], ["1"])
    assert parameters["login_hint"] == ["mina@example.com"]
    assert "auto" not in parse_qs(urlsplit(slowly.url).query)


async def test_nobody_else_lets_a_script_pass(oidc_server: OidcServer) -> None:
    here = {"ODDIYA_OIDC_ISSUER": oidc_server.url, "ODDIYA_GOOGLE_ISSUER": oidc_server.url}
    more = {"ODDIYA_OIDC_CLIENT_ID": "us", "ODDIYA_GOOGLE_CLIENT_ID": "us"}
    async with providers(ManualClock(), **here, **more) as found:
        for info in found.all():
            assert "auto" not in (await found.get(info.id).authorization(asked(at_once=True))).url
