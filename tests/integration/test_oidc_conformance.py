"""The relying-party tests of the OpenID Foundation by their names, run against an issuer of our own."""

from datetime import timedelta

import pytest

from adapters.oidc.kept import COOLDOWN
from core.errors import BadAnswer
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, asked, refused, sign_in
from tests.servers.oidc import CLIENT_ID, OidcServer
from tests.servers.oidc_tokens import HmacSigner, NoSigner, WrongSigner, ec_signer, rsa_signer

FIRST, SECOND = rsa_signer("first"), rsa_signer("second")
DISCOVERY = "/.well-known/openid-configuration"


async def test_oidcc_client_test(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    proved = await sign_in(oidc_provider, oidc_server)
    assert (proved.proof.identity.provider, proved.proof.identity.provider_id) == (oidc_server.url, "248289761001")
    assert (proved.proof.email, proved.proof.name) == ("mina@example.com", "Mina")


async def test_oidcc_client_test_invalid_iss(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    for wrong in (
        "https://elsewhere.test",
        oidc_server.url + "/",
        oidc_server.url.upper(),
        [oidc_server.url],
        "",
        None,
    ):
        oidc_server.says = {"iss": wrong}
        await refused(oidc_provider, oidc_server, "the iss of its token")


async def test_oidcc_client_test_missing_sub(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.omits = {"sub"}
    await refused(oidc_provider, oidc_server, "the sub of its token")


async def test_oidcc_client_test_invalid_aud(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    for wrong in ("another-app", CLIENT_ID + " ", [], [["x"]], {CLIENT_ID: 1}, "", None):
        oidc_server.says = {"aud": wrong}
        await refused(oidc_provider, oidc_server, "the aud of its token")


async def test_oidcc_client_test_missing_aud(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.omits = {"aud"}
    await refused(oidc_provider, oidc_server, "the aud of its token")


async def test_oidcc_client_test_missing_iat(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.omits = {"iat"}
    await refused(oidc_provider, oidc_server, "the iat of its token")


async def test_oidcc_client_test_kid_absent_single_jwks(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.header = {"kid": None}
    oidc_server.published = [FIRST.jwk, ec_signer("other kind").jwk, {**SECOND.jwk, "alg": "PS256"}]
    await accepted(oidc_provider, oidc_server)


async def test_oidcc_client_test_kid_absent_multiple_jwks(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.header = {"kid": None}
    oidc_server.published = [FIRST.jwk, SECOND.jwk]
    await refused(oidc_provider, oidc_server, "signature is not its issuer's")


async def test_oidcc_client_test_idtoken_sig_rs256(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.published = [ec_signer("ec").jwk, SECOND.jwk, FIRST.jwk]
    oidc_server.signer = SECOND
    await accepted(oidc_provider, oidc_server)


async def test_an_id_token_signed_with_es256_is_taken_too(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.signer = ec_signer("ec")
    oidc_server.published = [FIRST.jwk, ec_signer("ec").jwk]
    await accepted(oidc_provider, oidc_server)


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
async def test_oidcc_client_test_idtoken_sig_none(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, alg: str
) -> None:
    for signer in (NoSigner("first", alg), WrongSigner(FIRST)):
        oidc_server.signer = signer
        oidc_server.header = {"alg": alg}
        await refused(oidc_provider, oidc_server, "signed in a way that is not taken")


async def test_oidcc_client_test_invalid_sig_rs256(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    for signer in (WrongSigner(FIRST), rsa_signer("stranger")):
        oidc_server.signer = signer
        oidc_server.header = {"kid": "first"}
        await refused(oidc_provider, oidc_server, "signature is not its issuer's")


async def test_oidcc_client_test_invalid_sig_es256(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.published = [FIRST.jwk, ec_signer("ec").jwk]
    for signer in (WrongSigner(ec_signer("ec")), ec_signer("stranger")):
        oidc_server.signer = signer
        oidc_server.header = {"kid": "ec"}
        await refused(oidc_provider, oidc_server, "signature is not its issuer's")


@pytest.mark.parametrize("secret", [FIRST.public_pem, FIRST.public_pem.strip(), FIRST.jwk["n"].encode(), b""])
async def test_oidcc_client_test_invalid_sig_hs256(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, secret: bytes
) -> None:
    oidc_server.published = [FIRST.jwk, {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"}]
    oidc_server.signer = HmacSigner("first", secret)
    await refused(oidc_provider, oidc_server, "signed in a way that is not taken")


async def test_oidcc_client_test_nonce_invalid(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    for wrong in ("another", "", None, ["another"], 7):
        oidc_server.says = {"nonce": wrong}
        await refused(oidc_provider, oidc_server, "the nonce of its token")
    oidc_server.omits = {"nonce"}
    await refused(oidc_provider, oidc_server, "the nonce of its token")


async def test_oidcc_client_test_invalid_at_hash(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    for wrong in ("AAAAAAAAAAAAAAAAAAAAAA", "", None, 7, ["x"]):
        oidc_server.says = {"at_hash": wrong}
        await refused(oidc_provider, oidc_server, "the at_hash of its token")


async def test_oidcc_client_test_scope_userinfo_claims(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    """An issuer may tell of the address at the user info endpoint only."""
    oidc_server.metadata = {"userinfo_endpoint": f"{oidc_server.url}/userinfo"}
    oidc_server.omits = {"email", "email_verified", "name"}
    oidc_server.user = {"sub": "248289761001", "email": "jisu@example.com", "name": "Jisu"}
    proof = (await sign_in(oidc_provider, oidc_server)).proof
    assert (proof.email, proof.name) == ("jisu@example.com", "Jisu")


async def test_oidcc_client_test_userinfo_bearer_header(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.metadata = {"userinfo_endpoint": f"{oidc_server.url}/userinfo"}
    await accepted(oidc_provider, oidc_server)
    assert oidc_server.calls["/userinfo"] == 0, "the ID token said it all"
    oidc_server.omits = {"email"}
    oidc_server.user = {"sub": "248289761001"}
    assert (await sign_in(oidc_provider, oidc_server)).proof.email is None
    assert oidc_server.calls["/userinfo"] == 1


async def test_oidcc_client_test_userinfo_invalid_sub(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.metadata = {"userinfo_endpoint": f"{oidc_server.url}/userinfo"}
    oidc_server.omits = {"email"}
    for wrong in ({"sub": "somebody else"}, {}, {"sub": None}, {"sub": 248289761001}):
        oidc_server.user = {**wrong, "email": "victim@example.com", "email_verified": True}
        await refused(oidc_provider, oidc_server, "the user info is somebody else's")


async def test_oidcc_client_test_discovery_openid_config(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    await sign_in(oidc_provider, oidc_server)
    await sign_in(oidc_provider, oidc_server)
    assert (oidc_server.calls[DISCOVERY], oidc_server.calls["/jwks"]) == (1, 1)


async def test_oidcc_client_test_discovery_jwks_uri_keys(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    """What is damaged, weak, or for something else stands in nobody's way."""
    oidc_server.published = [
        {}, {"kty": "RSA"}, {"kty": "RSA", "n": 7, "e": "AQAB", "kid": "first"}, {"kty": "quantum", "kid": "first"},
        {**FIRST.jwk, "use": "enc"}, {**SECOND.jwk, "kid": 7}, {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "oct", "k": "AAAA", "kid": "first"},
        rsa_signer("weak", 1024).jwk, {**FIRST.jwk, "d": "AQAB"}, {**FIRST.jwk, "kid": "other", "n": "A" * 342},
    ]  # fmt: skip
    await accepted(oidc_provider, oidc_server)


@pytest.mark.parametrize("other", ["https://evil.test", "", None, 7, ["x"]])
async def test_oidcc_client_test_discovery_issuer_mismatch(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, other: object
) -> None:
    oidc_server.metadata = {"issuer": other}
    with pytest.raises(BadAnswer):
        await oidc_provider.authorization(asked())
    assert oidc_server.calls == {DISCOVERY: 1}


async def test_oidcc_client_test_signing_key_rotation(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    await sign_in(oidc_provider, oidc_server)
    oidc_server.signer, oidc_server.published = SECOND, [SECOND.jwk]
    oidc_clock.move(timedelta(hours=2))
    await accepted(oidc_provider, oidc_server)


async def test_oidcc_client_test_signing_key_rotation_just_before_signing(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    for kid in ("first", "second", "third"):
        oidc_server.signer, oidc_server.published = rsa_signer(kid), [rsa_signer(kid).jwk]
        await accepted(oidc_provider, oidc_server)
        oidc_clock.move(COOLDOWN)
    assert oidc_server.calls["/jwks"] == 3
