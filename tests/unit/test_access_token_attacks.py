"""Access tokens that are not ours, or not any more: each is refused, at once, and nobody is asked about it."""

import hmac
import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.jose.token_key import TokenKey
from tests.tokens.forging import (
    AUDIENCE,
    ISSUER,
    SECONDS,
    SESSION,
    TOKEN,
    USER,
    Sign,
    b64,
    header,
    payload,
    rs256,
    rsa_with,
    token,
)
from tests.tokens.published import useless_keys
from tests.tokens.reading import Reading, with_own_keys, with_published_keys

OURS, THEIRS = TokenKey.made(), TokenKey.made()
GOOD = token(header(OURS), payload(), rs256(OURS))
HEAD, BODY, SIGNATURE = GOOD.split(".")


@pytest.fixture(params=["its own keys", "published keys"])
async def reading(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reading]:
    if request.param == "its own keys":
        yield with_own_keys(OURS)
        return
    async with with_published_keys(OURS, tmp_path) as reading:
        yield reading


async def test_the_token_that_all_others_here_are_made_of_is_good(reading: Reading) -> None:
    claims = await reading.verifier.verify(GOOD)
    assert (claims.user_id, claims.session_id, claims.token_id) == (USER, SESSION, TOKEN)
    assert reading.verifier.recall(GOOD) is claims


@pytest.mark.parametrize("signature", ["", "null", SIGNATURE], ids=["none", "null", "real"])
@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None, [], ["RS256"], "rs256", "RS256 ", ...])
async def test_jw_1_a_token_without_a_signature_of_ours_is_refused(
    reading: Reading, alg: object, signature: str
) -> None:
    await reading.refused(f"{b64(json.dumps(header(OURS, alg=alg)).encode())}.{BODY}.{signature}")
    await reading.refused_header(header(OURS, alg=alg))


def public_forms() -> dict[str, bytes]:
    public = OURS.public.prepared_key
    pkcs1 = public.public_bytes(Encoding.PEM, PublicFormat.PKCS1)
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "PKCS1": pkcs1,
        "SPKI": spki,
        "SPKI without newline": spki.strip(),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "PKCS1 DER": public.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        "SSH": public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        "JWK": json.dumps(OURS.jwk).encode(),
        "modulus": OURS.jwk["n"].encode(),
        "kid": OURS.kid.encode(),
        "nothing": b"",
        "a common secret": b"secret",
    }


@pytest.mark.parametrize("secret", public_forms().values(), ids=public_forms())
@pytest.mark.parametrize("bits", [256, 384, 512])
async def test_jw_2_the_public_key_is_no_secret_to_sign_with(reading: Reading, bits: int, secret: bytes) -> None:
    def mac(data: bytes) -> bytes:
        return hmac.digest(secret, data, f"sha{bits}")

    await reading.refused(token(header(OURS, alg=f"HS{bits}"), payload(), mac))
    await reading.refused(token(header(OURS), payload(), mac))


EDWARDS, CURVE = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
OTHER_ALGORITHMS: dict[str, Sign] = {
    "RS384": rsa_with(OURS, padding.PKCS1v15(), hashes.SHA384()),
    "RS512": rsa_with(OURS, padding.PKCS1v15(), hashes.SHA512()),
    "PS256": rsa_with(OURS, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
    "ES256": lambda data: CURVE.sign(data, ec.ECDSA(hashes.SHA256())),
    "EdDSA": EDWARDS.sign,
}


@pytest.mark.parametrize("alg", OTHER_ALGORITHMS)
async def test_jw_3_one_algorithm_is_ours_and_no_other(reading: Reading, alg: str) -> None:
    await reading.refused(token(header(OURS, alg=alg), payload(), OTHER_ALGORITHMS[alg]))
    await reading.refused(token(header(OURS), payload(), OTHER_ALGORITHMS[alg]))
    await reading.refused(token(header(OURS), payload(), rs256(THEIRS)))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0)
        yield door


@pytest.mark.parametrize("kid", [OURS.kid, THEIRS.kid, ...], ids=["ours", "theirs", "none"])
async def test_jw_4_a_token_brings_no_key_with_it_and_nobody_fetches_one(
    reading: Reading, listener: socket.socket, kid: object
) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/jwks.json"
    for extra in ({"jwk": dict(THEIRS.jwk)}, {"jku": url}, {"x5u": url}, {"x5c": ["MIIB"]}, {"iss": url}):
        head = header(OURS, kid=kid, **extra)
        await reading.refused(token(head, payload(), rs256(THEIRS)))
        await reading.refused(token(head, payload(), rs256(OURS)))
    with pytest.raises(BlockingIOError):
        listener.accept()


STRANGE_KIDS = [
    *(..., None, 0, True, ["a"], {}, {"kid": OURS.kid}, [OURS.kid], "", " ", OURS.kid + " ", OURS.kid.lower()),
    *("../../dev/null", "' OR 1=1", "|sleep 10", "a\r\nSet-Cookie: a=b", OURS.kid + "\x00", "*", "k" * 5000),
    *(THEIRS.kid, "\ud800", "서울"),
]


@pytest.mark.parametrize("kid", STRANGE_KIDS, ids=range(len(STRANGE_KIDS)))
async def test_jw_5_a_kid_is_the_name_of_a_published_key_or_nothing(reading: Reading, kid: object) -> None:
    await reading.refused_header(header(OURS, kid=kid))


@pytest.mark.parametrize("extra", [{"crit": crit} for crit in (["exp"], ["x"], [], "exp")] + [{"b64": False}])
async def test_jw_6_a_header_asks_for_nothing_that_is_not_done_here(reading: Reading, extra: dict[str, object]) -> None:
    await reading.refused_header(header(OURS, **extra))


@pytest.mark.parametrize("exp", [..., None, [], {}, True, "9999999999", -1, 0, 2**63, 10**400, SECONDS - 60])
async def test_jw_7_exp_is_a_moment_to_come(reading: Reading, exp: object) -> None:
    await reading.refused_payload(exp=exp)


@pytest.mark.parametrize("exp", ["1e999", "-1e999", "NaN", "Infinity", "1e3", f"{SECONDS + 60}.0", "9" * 5000])
async def test_jw_7_exp_is_a_whole_number(reading: Reading, exp: str) -> None:
    await reading.refused_raw_payload(f'"exp": {SECONDS + 3600}', f'"exp": {exp}')


async def test_jw_7_exp_is_over_a_few_seconds_after_the_moment(reading: Reading) -> None:
    await reading.accepted(token(header(OURS), payload(exp=SECONDS - 4), rs256(OURS)))
    await reading.refused_payload(exp=SECONDS - 5)


@pytest.mark.parametrize("name", ["nbf", "iat"])
async def test_jw_8_a_token_of_the_future_is_refused(reading: Reading, name: str) -> None:
    await reading.accepted(token(header(OURS), payload(**{name: SECONDS + 60}), rs256(OURS)))
    strange: tuple[object, ...] = (SECONDS + 61, 2**63, None, True, "0", [], f"{SECONDS}")
    for moment in strange:
        await reading.refused_payload(**{name: moment})


async def test_jw_8_a_token_says_when_it_was_made(reading: Reading) -> None:
    await reading.refused_payload(iat=...)
    await reading.refused_payload(iat=SECONDS + 61, nbf=SECONDS)


@pytest.mark.parametrize("iss", [..., None, "", "https://evil.example", f"{ISSUER}/", ISSUER.upper(), [ISSUER], {}])
async def test_jw_9_a_token_is_from_our_issuer(reading: Reading, iss: object) -> None:
    await reading.refused_payload(iss=iss)


@pytest.mark.parametrize("aud", [..., None, "", "another", [], ["another"], {AUDIENCE: 1}, f"{AUDIENCE} another", True])
async def test_jw_9_a_token_is_for_us(reading: Reading, aud: object) -> None:
    await reading.refused_payload(aud=aud)


@pytest.mark.parametrize(
    "typ", ["JWT", ..., "id+jwt", "at+JWT", "application/at+jwt", None, "", ["at+jwt"], "logout+jwt"]
)
async def test_jw_10_a_token_for_another_purpose_is_no_access_token(reading: Reading, typ: object) -> None:
    await reading.refused_header(header(OURS, typ=typ))


@pytest.mark.parametrize("name", ["sub", "sid", "jti"])
@pytest.mark.parametrize(
    "text",
    [
        *(..., None, "", 7, [USER], "mina", USER.upper(), USER.replace("-", ""), f"{{{USER}}}", f"urn:uuid:{USER}"),
        *(USER + "\n", f"{USER}\r\nX-User-Id: 1", f"{USER},{USER}", f" {USER}", USER.replace("1", "١"), USER[:-1]),
    ],
    ids=lambda text: repr(text)[:60],
)
async def test_jw_11_whom_a_token_is_about_is_a_uuid(reading: Reading, name: str, text: object) -> None:
    await reading.refused_payload(**{name: text})


@pytest.mark.parametrize("length", [8193, 1_000_000, 50_000_000])
async def test_jw_12_a_token_that_is_too_long_is_not_even_looked_at(reading: Reading, length: int) -> None:
    await reading.refused(f"{HEAD}.{'A' * (length - len(HEAD) - len(SIGNATURE) - 2)}.{SIGNATURE}")
    await reading.refused("A" * length)
    await reading.refused("." * length)


async def test_jw_12_the_longest_that_is_looked_at_has_8192_characters(reading: Reading) -> None:
    def padded(to: int) -> str:
        body = json.dumps(payload()).encode()
        return token(
            header(OURS), body + b" " * ((to - len(HEAD) - len(SIGNATURE) - 2) * 3 // 4 - len(body)), rs256(OURS)
        )

    assert len(padded(8192)) > 8188
    await reading.accepted(padded(8192))
    await reading.refused(padded(8200))


@pytest.mark.parametrize(
    "head",
    [
        *(b"[" * 5000, b'{"a":' * 1200, b'{"kid":' + b"[" * 5000, b"9" * 5000, b'{"alg":' + b"9" * 5000 + b"}"),
        *(b"", b"{}", b"[]", b"null", b'"RS256"', b"\xff", b"\x00", b"{'alg': 'RS256'}"),
    ],
    ids=lambda head: repr(head)[:20],
)
async def test_jw_13_a_strange_header_breaks_nothing(reading: Reading, head: bytes) -> None:
    await reading.refused_header(head)


async def test_jw_13_a_header_has_one_reading(reading: Reading) -> None:
    written = json.dumps(header(OURS))
    for strange in (
        written[:-1] + ', "alg": "RS256"}',
        written[:-1] + ', "al\\u0067": "none"}',
        f"\ufeff{written}",
        written + written,
        written + "\x00",
    ):
        await reading.refused_header(strange.encode())
    await reading.refused_header(written.encode("utf-16"))
    await reading.refused_header(written.encode("utf-32-le"))
    await reading.refused_header(written.replace("at+jwt", "at+jwt\xff").encode("latin-1"))


@pytest.mark.parametrize(
    "body", [b"[" * 5000, b'{"a":' * 1200, b"", b"null", b"7", b'"x"', b"[]", b"{}", b"\xff", b"9" * 5000]
)
async def test_jw_13_a_strange_payload_breaks_nothing_though_it_is_signed(reading: Reading, body: bytes) -> None:
    await reading.refused(token(header(OURS), body, rs256(OURS)))


async def test_jw_13_a_payload_has_one_reading(reading: Reading) -> None:
    await reading.refused_raw_payload('"aud": "oddiya"', '"aud": "oddiya", "aud": "oddiya"')
    await reading.refused_raw_payload('"aud"', f'"\\u0073ub": "{USER}", "aud"')
    await reading.refused_raw_payload('"aud"', '"more": NaN, "aud"')


@pytest.mark.parametrize(
    "parts", [[HEAD], [HEAD, BODY], [HEAD, BODY, SIGNATURE, ""], [HEAD, "", BODY, SIGNATURE, "a"]], ids=len
)
async def test_jw_14_a_token_has_three_parts(reading: Reading, parts: list[str]) -> None:
    await reading.refused(".".join(parts))


@pytest.mark.parametrize("extra", [{"enc": "A256GCM", "p2c": 10**9, "alg": "PBES2-HS256+A128KW"}, {"zip": "DEF"}])
async def test_jw_14_what_is_encrypted_or_compressed_is_not_opened(reading: Reading, extra: dict[str, object]) -> None:
    jwe = b64(json.dumps(header(OURS, **extra)).encode())
    await reading.refused(f"{jwe}.{BODY}.{BODY}.{BODY}.{SIGNATURE}")
    await reading.refused(f"{jwe}.{BODY}.{SIGNATURE}")


@pytest.mark.parametrize(
    "stray", ["=", "==", " ", "\n", "\r\n", "\t", "\x00", "!", "+", "/", "%3D", "é", "\u2028", "\ud800"]
)
async def test_jw_15_a_token_has_one_spelling_and_no_stray_character(reading: Reading, stray: str) -> None:
    for text in (GOOD + stray, stray + GOOD, f"{HEAD}{stray}.{BODY}.{SIGNATURE}", f"{HEAD}.{BODY}{stray}.{SIGNATURE}"):
        await reading.refused(text)
    await reading.refused(f"{HEAD}.{BODY}.{SIGNATURE[:9]}{stray}{SIGNATURE[9:]}")


async def test_jw_15_spare_bits_are_zero(reading: Reading) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [last for last in alphabet if last != SIGNATURE[-1]]
    assert len(SIGNATURE) % 4, "a signature of 256 bytes has spare bits"
    for last in same:
        await reading.refused(f"{HEAD}.{BODY}.{SIGNATURE[:-1]}{last}")


async def test_jw_19_a_key_that_is_published_for_something_else_signs_no_token(reading: Reading) -> None:
    await reading.accepted(GOOD)
    for useless in useless_keys().values():
        await reading.refused_header(header(OURS, kid=useless["kid"]))


def test_a_kid_is_a_thumbprint_of_43_characters_and_the_token_is_shorter_than_1_kb() -> None:
    assert len(OURS.kid) == 43
    assert len(GOOD) < 1024
