"""What else an ID token may say, and how it is taken (sign-in.md, section 2.3, "Add")."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.oidc.said import name_in
from core.identity.model.errors import ProofRefused
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, any_issuer, asked, providers, refused, sign_in
from tests.servers.oidc import CLIENT_ID, OidcServer
from tests.servers.oidc_tokens import base64url, rsa_signer

UNREADABLE = "it is not a token, or signed in a way that is not taken"


async def test_aud_may_list_us_but_no_stranger(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.says = {"aud": [CLIENT_ID]}
    await accepted(oidc_provider, oidc_server)
    for azp in ({}, {"azp": "stranger"}, {"azp": CLIENT_ID}):
        oidc_server.says = {"aud": [CLIENT_ID, "stranger"], **azp}
        await refused(oidc_provider, oidc_server, "the aud of its token")


async def test_azp_is_us_if_it_is_there(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.says = {"azp": CLIENT_ID}
    await accepted(oidc_provider, oidc_server)
    for wrong in ("stranger", "", None, [CLIENT_ID]):
        oidc_server.says = {"azp": wrong}
        await refused(oidc_provider, oidc_server, "the azp of its token")


async def test_a_token_of_another_app_of_the_same_provider_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.says = {"aud": "somebody-elses-app", "azp": "somebody-elses-app"}
    await refused(oidc_provider, oidc_server, "the aud of its token")


@pytest.mark.parametrize("exp", [0, 1, -1, "9999999999", 1e999, float("nan"), None, [], True, {}])
async def test_exp_is_a_moment_to_come(oidc_provider: IdentityProvider, oidc_server: OidcServer, exp: object) -> None:
    oidc_server.says = {"exp": exp}
    with pytest.raises(ProofRefused):
        await sign_in(oidc_provider, oidc_server)


async def test_exp_is_missing(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.omits = {"exp"}
    await refused(oidc_provider, oidc_server, "the exp of its token")


async def test_clocks_may_differ_by_a_minute(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    now = int(oidc_clock.now().timestamp())
    for fine in ({"exp": now - 59}, {"nbf": now + 60}, {"iat": now + 60}, {"exp": 2**63}):
        oidc_server.says = fine
        await accepted(oidc_provider, oidc_server)
    for wrong in (
        {"exp": now - 60},
        {"nbf": now + 61},
        {"iat": now + 61},
        {"nbf": "now"},
        {"iat": None},
        {"iat": True},
    ):
        oidc_server.says = wrong
        await refused(oidc_provider, oidc_server, f"the {next(iter(wrong))} of its token")


async def test_a_person_who_signed_in_there_too_long_ago_is_refused(
    oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    now = int(oidc_clock.now().timestamp())
    async with providers(oidc_clock, **any_issuer(oidc_server, ODDIYA_OIDC_MAX_AGE="600")) as opened:
        provider = opened.get("oidc")
        assert "max_age=600" in (await provider.authorization(asked())).url
        oidc_server.says = {"auth_time": now - 660}
        await accepted(provider, oidc_server)
        for wrong in (now - 661, 0, None, str(now), True, [now]):
            oidc_server.says = {"auth_time": wrong}
            await refused(provider, oidc_server, "the auth_time of its token")
        oidc_server.says = {}
        await refused(provider, oidc_server, "the auth_time of its token")


@pytest.mark.parametrize("typ", ["at+jwt", "logout+jwt", "secevent+jwt", "id+jwt", ""])
async def test_a_token_that_says_it_is_of_another_kind_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, typ: str
) -> None:
    oidc_server.header = {"typ": typ}
    await refused(oidc_provider, oidc_server, "of another kind")


async def test_a_token_need_not_say_of_which_kind_it_is(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.header = {"typ": None, "x5t": "unknown members stand in nobody's way"}
    await accepted(oidc_provider, oidc_server)


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["kid"]},
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": True},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"b64": True},
        {"crit": []},
        {"crit": "exp", "exp": 1},
        {"crit": 7},
    ],
    ids=str,
)
async def test_a_token_that_needs_an_extension_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, header: dict[str, object]
) -> None:
    oidc_server.header = header
    with pytest.raises(ProofRefused):
        await sign_in(oidc_provider, oidc_server)


async def test_a_key_that_a_token_brings_along_is_not_looked_at(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    """And nobody is asked for one (CVE-2018-0114)."""
    thief = rsa_signer("thief")
    oidc_server.signer = thief
    for header in ({"jwk": thief.jwk}, {"jku": f"{oidc_server.url}/thief"}, {"x5u": f"{oidc_server.url}/thief"}):
        oidc_server.header = {"kid": "first", **header}
        with pytest.raises(ProofRefused):
            await sign_in(oidc_provider, oidc_server)
    assert oidc_server.calls["/thief"] == 0


@pytest.mark.parametrize("kid", ["../../dev/null", "' OR 1=1", "a\r\nb", "k" * 200, ""])
async def test_a_kid_is_compared_and_nothing_else(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, kid: str
) -> None:
    oidc_server.header = {"kid": kid}
    await refused(oidc_provider, oidc_server, "signature is not its issuer's")


@pytest.mark.parametrize("kid", [7, ["first"], {"first": 1}, True])
async def test_a_kid_that_is_no_text_is_refused_unasked(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, kid: object
) -> None:
    oidc_server.header = {"kid": kid}
    await refused(oidc_provider, oidc_server, UNREADABLE)
    assert oidc_server.calls["/jwks"] == 0


def headed(header: bytes) -> str:
    return f"{base64url(header)}.e30.AAAA"


GARBAGE = {
    "nothing": "",
    "one part": "token",
    "two parts": "e30.e30",
    "five parts, as if encrypted": "e30.e30.e30.e30.e30",
    "no JSON": headed(b"header"),
    "a list": headed(b'["alg"]'),
    "a text": headed(b'"alg"'),
    "no UTF-8": headed(bytes([255, 254])),
    "not even ASCII": "서울.서울.서울",
    "deep": headed(b"[" * 300),
    "a large number": headed(b'{"alg":' + b"9" * 300 + b"}"),
    "large": headed(b'{"alg":"RS256","kid":"' + b"k" * 600 + b'"}'),
    "a wrong base64": "e30=.e30.AAAA",
}


@pytest.mark.parametrize("token", GARBAGE.values(), ids=GARBAGE)
async def test_what_is_no_token_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, token: str
) -> None:
    oidc_server.tokens = {"id_token": token}
    await refused(oidc_provider, oidc_server, UNREADABLE)


async def test_a_long_token_is_refused_unread(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.tokens = {"id_token": "a" * 33_000}
    await refused(oidc_provider, oidc_server, "too long")


async def test_a_signed_token_that_says_nothing_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    signer = rsa_signer("first")
    for payload in (b"", b"null", b"[]", b'"sub"', b"{", b"[" * 5000, b'{"exp": NaN}', bytes([255])):
        text = f"{base64url(json.dumps({'alg': 'RS256', 'kid': 'first'}).encode())}.{base64url(payload)}"
        oidc_server.tokens = {"id_token": f"{text}.{base64url(signer.sign(text.encode()))}"}
        await refused(oidc_provider, oidc_server, "says nothing")


@pytest.mark.parametrize("sub", ["", "s" * 256, 7, None, ["x"], {"x": 1}, True, "a\x00b", "a\r\nb", "수빈"])
async def test_a_subject_is_a_text_that_can_be_kept(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, sub: object
) -> None:
    oidc_server.says = {"sub": sub}
    await refused(oidc_provider, oidc_server, "the sub of its token")


async def test_the_longest_subject_is_kept(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    oidc_server.says = {"sub": "s" * 255}
    assert (await sign_in(oidc_provider, oidc_server)).proof.identity.provider_id == "s" * 255


@pytest.mark.parametrize("email", [["a@example.com"], 7, {"a@example.com": 1}, True])
async def test_an_address_that_is_no_text_is_refused(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, email: object
) -> None:
    oidc_server.says = {"email": email}
    await refused(oidc_provider, oidc_server, "the e-mail address is not a text")


@pytest.mark.parametrize(
    "email", ["a@gmail.com@evil.test", '"a@gmail.com"@evil.test', "a", "", "a@b", " a@example.com", "a\n@example.com"]
)
async def test_what_is_no_address_is_forgotten_and_the_person_comes_in(
    oidc_server: OidcServer, oidc_clock: ManualClock, email: str
) -> None:
    """One with two signs is what oauth2-proxy stumbled over (GHSA-c5c4-8r6x-56w3)."""
    async with providers(oidc_clock, **any_issuer(oidc_server, ODDIYA_OIDC_TRUSTS_EMAIL="true")) as opened:
        oidc_server.says = {"email": email, "email_verified": True}
        proof = (await sign_in(opened.get("oidc"), oidc_server)).proof
    assert (proof.email, proof.email_verified, proof.email_settles) == (None, False, False)


@pytest.mark.parametrize("verified", [False, "false", "TRUE", "yes", 1, "1", None, [], [True], {}])
async def test_an_address_is_verified_only_where_the_issuer_says_so(
    oidc_server: OidcServer, oidc_clock: ManualClock, verified: object
) -> None:
    async with providers(oidc_clock, **any_issuer(oidc_server, ODDIYA_OIDC_TRUSTS_EMAIL="true")) as opened:
        oidc_server.says = {"email_verified": verified}
        proof = (await sign_in(opened.get("oidc"), oidc_server)).proof
        assert (proof.email, proof.email_verified, proof.email_settles) == ("mina@example.com", False, False)


NAMES = [
    ("Mina", "Mina"),
    ("김 민아", "김 민아"),
    ("  a \t b\r\nc ", "a b c"),
    ("\u202egnp.exe", "gnp.exe"),
    ("👩‍👩‍👧", "👩‍👩‍👧"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("n" * 1_000_000, "n" * 200),
    (7, ""),
    (None, ""),
    (["Mina"], ""),
]


@pytest.mark.parametrize(("said", "kept"), NAMES, ids=range(len(NAMES)))
def test_a_name_is_one_line_that_can_be_seen(said: object, kept: str) -> None:
    assert name_in(said) == kept


@given(st.text())
def test_a_cleaned_name_stays_as_it_is(text: str) -> None:
    assert name_in(name_in(text)) == name_in(text)
    assert len(name_in(text)) <= 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
CLAIMS = st.sampled_from(
    [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nbf",
        "nonce",
        "at_hash",
        "azp",
        "email",
        "email_verified",
        "name",
        "amr",
        "jti",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(says=st.dictionaries(CLAIMS, JSON, min_size=1, max_size=3))
async def test_whatever_an_id_token_says_it_proves_something_or_nothing(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, says: dict[str, object]
) -> None:
    oidc_server.says = says
    try:
        proof = (await sign_in(oidc_provider, oidc_server)).proof
    except ProofRefused:
        return
    assert proof.identity.provider == oidc_server.url
    assert proof.identity.provider_id == says.get("sub", "248289761001")
