"""Sign in with Apple: its signed secret, its form, its addresses, and the tokens that it wants back."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from structlog.testing import capture_logs

from adapters.oidc.apple_notice import OLDEST
from core.errors import BadAnswer, NoAnswer
from core.identity.model.errors import ProofRefused
from entrypoints.relay import KEPT
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import TARGET, accepted, asked, providers, refused, sign_in
from tests.servers.misbehaviour import a_500, silence
from tests.servers.oidc import CLIENT_ID, OidcServer
from tests.servers.oidc_tokens import bytes_of, ec_signer, pem_of, unpacked

KEY = ec_signer("ABC123DEFG")
BUNDLE_ID = "test.oddiya.app"
HOUR = timedelta(hours=1)


@pytest.fixture
async def apple(oidc_server: OidcServer, oidc_clock: ManualClock) -> AsyncIterator[IdentityProvider]:
    oidc_server.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    oidc_server.knows = lambda client_id, secret: client_id == CLIENT_ID and is_signed(secret or "")
    oidc_server.tokens = {"refresh_token": "apple-refresh-token"}
    async with providers(
        oidc_clock,
        ODDIYA_PUBLIC_URL="https://oddiya.test",
        ODDIYA_OIDC_TIMEOUT="0.3",
        ODDIYA_APPLE_ISSUER=oidc_server.url,
        ODDIYA_APPLE_CLIENT_ID=CLIENT_ID,
        ODDIYA_APPLE_TEAM_ID="TEAM000001",
        ODDIYA_APPLE_KEY_ID=KEY.kid,
        ODDIYA_APPLE_PRIVATE_KEY=pem_of(KEY.private).replace("\n", "\\n"),
        ODDIYA_APPLE_AUDIENCES=BUNDLE_ID,
    ) as opened:
        yield opened.get("apple")


def is_signed(secret: str) -> bool:
    text, _, signature = secret.rpartition(".")
    raw = bytes_of(signature)
    numbers = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    try:
        KEY.private.public_key().verify(encode_dss_signature(*numbers), text.encode(), ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


async def test_ap_1_the_secret_is_a_token_that_we_sign_for_an_hour_at_most(
    apple: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock, secrets_in_play: Callable[[str], None]
) -> None:
    await accepted(apple, oidc_server)
    secret = oidc_server.forms[0]["client_secret"]
    secrets_in_play(secret)
    header, claims = unpacked(secret)
    now = int(oidc_clock.now().timestamp())
    assert (header["alg"], header["kid"]) == ("ES256", KEY.kid)
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("TEAM000001", CLIENT_ID, "https://appleid.apple.com")
    assert claims["iat"] == now
    assert now < claims["exp"] <= now + HOUR.total_seconds()
    assert secret not in repr(apple)


async def test_ap_1_a_secret_is_used_again_while_it_is_good_for_minutes_and_made_anew_before_it_ends(
    apple: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    ends = []
    for _ in range(24):
        await accepted(apple, oidc_server)
        exp = unpacked(oidc_server.forms[-1]["client_secret"])[1]["exp"]
        assert exp >= (oidc_clock.now() + timedelta(minutes=5)).timestamp()
        ends.append(exp)
        oidc_clock.move(timedelta(minutes=4))
    assert 2 <= len(set(ends)) < len(ends) / 2


async def test_ap_1_a_clock_that_was_set_back_does_not_send_a_secret_from_the_future(
    apple: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    await accepted(apple, oidc_server)
    oidc_clock.move(-HOUR)
    await accepted(apple, oidc_server)
    assert unpacked(oidc_server.forms[-1]["client_secret"])[1]["iat"] == int(oidc_clock.now().timestamp())


async def test_ap_2_a_secret_that_apple_refuses_is_told_to_the_operator(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.knows = lambda *_: False
    with capture_logs() as lines, pytest.raises(BadAnswer):
        await sign_in(apple, oidc_server)
    assert [(line["log_level"], line["provider"]) for line in lines] == [("error", "Apple")]


async def test_ap_3_apple_sends_a_form_to_our_own_address_whatever_the_app_wants(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    sent = await apple.authorization(asked(login_hint="mina@example.com"))
    parameters = parse_qs(urlsplit(sent.url).query)
    assert sent.redirect_uri == "https://oddiya.test/oauth2/callback/apple"
    assert parameters["redirect_uri"] == [sent.redirect_uri]
    assert (parameters["response_mode"], parameters["scope"]) == (["form_post"], ["openid name email"])
    assert TARGET not in sent.url
    await accepted(apple, oidc_server)


PEOPLE = [
    ('{"name":{"firstName":"Mina","lastName":"Kim"},"email":"victim@example.com"}', "Mina Kim"),
    ('{"name":{"firstName":"민아","lastName":"김"}}', "김민아"),
    ('{"name":{"firstName":"太郎","lastName":"山田"}}', "山田太郎"),
    ('{"name":{"firstName":"Mina","middleName":"J","lastName":"김"}}', "Mina 김"),
    ('{"name":{"firstName":"Mina"}}', "Mina"),
    ('{"name":{"lastName":" Kim\\u0000\\n "}}', "Kim"),
    ('{"name":{"firstName":"<script>alert(1)</script>"}}', "<script>alert(1)</script>"),
    ('{"name":{"firstName":7,"lastName":["Kim"]}}', ""),
    ('{"name":"Mina"}', ""),
    ('{"name":null}', ""),
    ('["Mina"]', ""),
    ("{", ""),
    ("", ""),
    ("[" * 4000, ""),
    (f'{{"name":{{"firstName":"{"a" * 300}","lastName":"b"}}}}', "a" * 200),
    (f'{{"name":{{"firstName":"{"a" * 1_000_000}"}}}}', ""),
    ('{"name":{"firstName":"\ud800"}}', ""),
]


@pytest.mark.parametrize(("person", "name"), PEOPLE, ids=range(len(PEOPLE)))
async def test_ap_4_the_name_comes_with_the_first_sign_in_and_the_address_beside_it_is_nobodys(
    apple: IdentityProvider, oidc_server: OidcServer, person: str, name: str
) -> None:
    proof = (await sign_in(apple, oidc_server, person=person)).proof
    assert (proof.name, proof.email) == (name, "mina@example.com")


async def test_ap_5_a_later_sign_in_says_no_name(apple: IdentityProvider, oidc_server: OidcServer) -> None:
    """And the ID token has none, whatever stands in it: what is empty blanks nothing (see `Proof`)."""
    oidc_server.says = {"name": "not Apple's"}
    assert (await sign_in(apple, oidc_server)).proof.name == ""


@pytest.mark.parametrize(
    ("flag", "verified"),
    [("true", True), ("false", False), (True, True), (False, False), ("absent", False), ("TRUE", False), (1, False)],
)
async def test_ap_7_whether_the_address_is_verified_may_be_said_as_text(
    apple: IdentityProvider, oidc_server: OidcServer, flag: object, *, verified: bool
) -> None:
    oidc_server.says = {"email_verified": flag}
    oidc_server.omits = {"email_verified"} if flag == "absent" else set()
    proof = (await sign_in(apple, oidc_server)).proof
    assert (proof.email_verified, proof.email_settles) == (verified, verified)


@pytest.mark.parametrize(
    "says",
    [
        {"email": "x7@privaterelay.appleid.com"},
        {"email": "x7@PrivateRelay.AppleID.com", "is_private_email": "false"},
        {"is_private_email": "true"},
        {"is_private_email": True},
    ],
    ids=str,
)
async def test_ap_8_a_relayed_address_is_kept_and_leads_to_no_other_account(
    apple: IdentityProvider, oidc_server: OidcServer, says: dict[str, object]
) -> None:
    oidc_server.says = {"email_verified": "true", **says}
    proof = (await sign_in(apple, oidc_server)).proof
    assert proof.email == says.get("email", "mina@example.com")
    assert (proof.email_verified, proof.email_settles) == (True, False)


async def test_ap_7_an_address_that_is_not_relayed_may_be_said_to_be_none_as_text(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.says = {"is_private_email": "false"}
    assert (await sign_in(apple, oidc_server)).proof.email_settles


async def test_ap_9_tokens_for_the_apps_that_are_listed_are_taken_and_no_others(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    for ours in (CLIENT_ID, BUNDLE_ID):
        oidc_server.says = {"aud": ours}
        await accepted(apple, oidc_server)
    oidc_server.says = {"aud": "test.oddiya.app.other"}
    await refused(apple, oidc_server, "the aud of its token")


async def test_ap_10_who_changes_their_address_stays_who_they_are(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    before = (await sign_in(apple, oidc_server)).proof
    oidc_server.says = {"email": "new@example.com"}
    after = (await sign_in(apple, oidc_server)).proof
    assert before.identity == after.identity
    assert before.email != after.email


async def test_ap_11_the_refresh_token_is_what_apple_wants_back(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    grant = (await sign_in(apple, oidc_server)).grant
    assert grant == "apple-refresh-token"
    await apple.revoke(grant)
    form = oidc_server.forms[-1]
    assert (form["token"], form["token_type_hint"], form["client_id"]) == (grant, "refresh_token", CLIENT_ID)
    assert oidc_server.calls["/auth/revoke"] == 1


@pytest.mark.parametrize("odd", [None, 7, ["token"]])
async def test_ap_11_without_a_refresh_token_there_is_nothing_to_hand_back(
    apple: IdentityProvider, oidc_server: OidcServer, odd: object
) -> None:
    oidc_server.tokens = {"refresh_token": odd}
    assert (await sign_in(apple, oidc_server)).grant is None


async def test_ap_11_a_grant_that_is_not_valid_any_more_is_quiet(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    async def gone(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "invalid_grant"}, status=400)

    oidc_server.answers = {"/auth/revoke": gone}
    await apple.revoke("a token of yesterday")


async def test_ap_11_a_revocation_that_apple_does_not_take_now_may_be_tried_again(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.answers = {"/auth/revoke": a_500}
    with pytest.raises(BadAnswer):
        await apple.revoke("token")
    oidc_server.answers = {"/auth/revoke": silence}
    with pytest.raises(NoAnswer):
        await apple.revoke("token")
    oidc_server.answers = {}
    oidc_server.knows = lambda *_: False
    with pytest.raises(BadAnswer):
        await apple.revoke("token")


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "sub": "248289761001", "event_time": 1508184845000, **more}


@pytest.mark.parametrize("kind", ["consent-revoked", "account-delete", "account-deleted"])
async def test_ap_12_a_notice_tells_that_somebody_has_left(
    apple: IdentityProvider, oidc_server: OidcServer, kind: str
) -> None:
    identity = (await sign_in(apple, oidc_server)).proof.identity
    for _ in range(2):  # notices come twice, and are read alike
        notice = await apple.notice(oidc_server.notice(event(kind)))
        assert (notice.notice_id, notice.kind, notice.identity) == ("notice-1", "gone", identity)


async def test_ap_12_an_event_may_be_packed_as_text(apple: IdentityProvider, oidc_server: OidcServer) -> None:
    packed = '{"type":"consent-revoked","sub":"248289761001","event_time":1}'
    assert (await apple.notice(oidc_server.notice(packed))).kind == "gone"


@pytest.mark.parametrize("kind", ["email-disabled", "email-enabled", "something new", None, ["consent-revoked"]])
async def test_ap_12_other_notices_change_nothing(
    apple: IdentityProvider, oidc_server: OidcServer, kind: object
) -> None:
    notice = await apple.notice(oidc_server.notice({"type": kind, "sub": "248289761001", "email": "a@example.com"}))
    assert (notice.kind, notice.identity) == ("other", None)


async def test_ap_12_a_notice_may_be_for_any_of_our_apps_and_need_not_end(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    assert (await apple.notice(oidc_server.notice(event("consent-revoked"), aud=BUNDLE_ID, exp=None))).kind == "gone"


async def test_ap_12_an_old_notice_is_refused_before_it_could_be_taken_for_a_new_one(
    apple: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    """What was dealt with is remembered for a week; a notice whose first coming is forgotten would count again."""
    payload = oidc_server.notice(event("consent-revoked"), exp=None)
    oidc_clock.move(OLDEST)
    assert (await apple.notice(payload)).kind == "gone"
    oidc_clock.move(timedelta(seconds=1))
    with pytest.raises(ProofRefused, match="too old"):
        await apple.notice(payload)
    assert OLDEST + timedelta(hours=1) < KEPT


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "stranger"},
        {"aud": [CLIENT_ID, "stranger"]},
        {"aud": None},
        {"exp": 1},
        {"exp": "never"},
        {"iat": None},
        {"iat": 2**40},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "j" * 256},
        {"events": None},
        {"events": "not JSON"},
        {"events": [event("consent-revoked")]},
        {"events": {"type": "consent-revoked"}},
        {"events": event("consent-revoked") | {"sub": ""}},
        {"events": event("consent-revoked") | {"sub": 7}},
    ],
    ids=str,
)
async def test_ap_12_a_notice_that_is_not_for_us_is_refused(
    apple: IdentityProvider, oidc_server: OidcServer, wrong: dict[str, Any]
) -> None:
    payload = oidc_server.notice(**{"event": event("consent-revoked"), **wrong})
    with pytest.raises(ProofRefused):
        await apple.notice(payload)


async def test_ap_12_a_notice_that_apple_did_not_sign_is_refused(
    apple: IdentityProvider, oidc_server: OidcServer
) -> None:
    signed = oidc_server.notice(event("consent-revoked"))
    oidc_server.signer = ec_signer("stranger")
    for payload in (oidc_server.notice(event("consent-revoked")), signed[:-4] + "AAAA", signed[:-1], "", "x", "\ud800"):
        with pytest.raises(ProofRefused):
            await apple.notice(payload)
