"""What of a service's answer reaches the client, and what the gateway adds."""

import pytest

from entrypoints.gateway.answered.answer_fields import AnswerFields
from entrypoints.gateway.answered.lines import framing_field
from entrypoints.gateway.http1.fields import Field
from entrypoints.gateway.http1.heads import ResponseHead
from tests.gateway.asked.requests import an_answer, lines_of

PLAIN = AnswerFields(secure=False)
SECURE = AnswerFields(secure=True)
SECOND = 784111777
DATE = b"Date: Sun, 06 Nov 1994 08:49:37 GMT"
HSTS = b"Strict-Transport-Security: max-age=31536000"
LOCKED = b"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"
SPELLINGS = (str, str.lower, str.upper)

INTERNAL = (
    "Server", "X-Powered-By", "Via", "X-User-Id", "X-Session-Id", "X-Internal-Secret", "X-Hop-Signature",
    "X-Request-Id", "X-Served-By", "X-Backend-Host", "X-Forwarded-For", "Strict-Transport-Security", "Server-Timing",
)  # fmt: skip
HOP_BY_HOP = (
    "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
    "Transfer-Encoding", "Upgrade", "Content-Length",
)  # fmt: skip
CORS = (
    "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
    "Access-Control-Allow-Private-Network",
)  # fmt: skip


def second() -> int:
    return SECOND


def answered(*fields: Field, status: int = 200, is_signed_in: bool = False) -> list[bytes]:
    return told(PLAIN, an_answer(fields, status=status), is_signed_in=is_signed_in)


def told(answer_fields: AnswerFields, answer: ResponseHead, *, is_signed_in: bool) -> list[bytes]:
    """Return the fields without the first line, and without the one that frames the body, which is there once."""
    written = answer_fields.of_service(answer, is_signed_in=is_signed_in, is_1_0=False, second=second)
    _, *lines = lines_of(written)
    for framing in lines_of(framing_field(answer, is_1_0=False)):
        lines.remove(framing)
    return lines


def named(lines: list[bytes], name: bytes) -> list[bytes]:
    return [line.partition(b": ")[2] for line in lines if line.lower().startswith(name.lower() + b":")]


def test_an_answer_without_fields_gets_what_every_answer_has() -> None:
    assert sorted(answered()) == sorted([
        b"Cache-Control: no-store",
        b"Referrer-Policy: no-referrer",
        LOCKED,
        DATE,
        b"X-Content-Type-Options: nosniff",
        b"X-Frame-Options: DENY",
    ])  # fmt: skip


def test_an_answer_of_the_gateways_own_has_the_same() -> None:
    assert sorted(lines_of(PLAIN.of_ours(SECOND))) == sorted(answered())
    assert sorted(lines_of(SECURE.of_ours(SECOND))) == sorted([*answered(), HSTS])


def test_browsers_are_kept_to_https_only_where_clients_use_it() -> None:
    assert HSTS in told(SECURE, an_answer(), is_signed_in=True)
    assert HSTS not in answered()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"Content-Security-Policy", b"default-src 'self'"),
        (b"Referrer-Policy", b"same-origin"),
        (b"Cache-Control", b"public, max-age=300"),
        (b"Date", b"Mon, 07 Nov 1994 08:49:37 GMT"),
    ],
)
def test_what_a_service_says_itself_is_not_said_again(name: bytes, value: bytes) -> None:
    assert named(answered((name, value)), name) == [value]
    assert named(answered((name.upper(), value)), name) == [value]


@pytest.mark.parametrize("name", [b"X-Content-Type-Options", b"X-Frame-Options"])
def test_what_is_the_same_everywhere_is_said_once(name: bytes) -> None:
    assert len(named(answered((name, b"whatever")), name)) == 1
    assert named(answered((name, b"whatever")), name) != [b"whatever"]


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", INTERNAL)
def test_hd_10_what_is_ours_alone_does_not_get_out(name: str, spell: type[str]) -> None:
    assert answered((spell(name).encode(), b"users-7d9f.internal")) == answered()


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", HOP_BY_HOP)
def test_hd_4_what_belongs_to_the_services_connection_stays_there(name: str, spell: type[str]) -> None:
    assert answered((spell(name).encode(), b"1")) == answered()


def test_hd_4_what_a_service_nominates_is_for_the_gateway_alone() -> None:
    fields = ((b"Connection", b"close, ETag, CACHE-CONTROL, date"), (b"ETag", b'"1"'), (b"Date", b"x"))
    assert answered(*fields, (b"Cache-Control", b"public")) == answered()


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", CORS)
def test_cors_fields_of_a_service_are_dropped(name: str, spell: type[str]) -> None:
    assert answered((spell(name).encode(), b"*")) == answered()


def test_what_passes_keeps_its_spelling_its_order_and_its_repetitions() -> None:
    fields = (
        (b"content-type", b"application/json"),
        (b"Set-Cookie", b"a=1; Path=/"),
        (b"SERVER", b"plans"),
        (b"set-cookie", b"b=2"),
        (b"ETag", b'"1"'),
        (b"Vary", b"Accept"),
    )
    assert answered(*fields)[:5] == [
        b"content-type: application/json",
        b"Set-Cookie: a=1; Path=/",
        b"set-cookie: b=2",
        b'ETag: "1"',
        b"Vary: Accept",
    ]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_hd_11_an_answer_that_says_nothing_of_caches_is_kept_by_none(*, is_signed_in: bool) -> None:
    answer = answered(is_signed_in=is_signed_in)
    assert named(answer, b"Cache-Control") == [b"no-store"]
    assert named(answer, b"Vary") == []


@pytest.mark.parametrize("cache", [b"private, no-cache", b"max-age=60", b"public, max-age=60", b"private"])
def test_hd_11_an_answer_to_somebody_signed_in_differs_by_who_asks(cache: bytes) -> None:
    fields = ((b"Cache-Control", cache), (b"Vary", b"Accept"))
    answer = answered(*fields, is_signed_in=True)
    assert named(answer, b"Cache-Control") == [cache]
    assert named(answer, b"Vary") == [b"Accept", b"Authorization"]
    assert named(answered(*fields), b"Vary") == [b"Accept"]


@pytest.mark.parametrize("cache", [b"no-store", b"No-Store", b"private, no-store"])
def test_hd_11_what_is_never_kept_need_not_differ(cache: bytes) -> None:
    assert named(answered((b"Cache-Control", cache), is_signed_in=True), b"Vary") == []


def test_an_answer_that_nothing_changed_does_not_change_what_was_said_then() -> None:
    answer = answered((b"ETag", b'"1"'), (b"Cache-Control", b"no-cache"), status=304)
    assert sorted(answer) == sorted([
        b'ETag: "1"', b"Cache-Control: no-cache", DATE, b"X-Content-Type-Options: nosniff", b"X-Frame-Options: DENY",
    ])  # fmt: skip


def test_the_end_of_a_handshake_passes_what_was_agreed_on() -> None:
    fields = (
        (b"Server", b"agent"),
        (b"Connection", b"upgrade"),
        (b"Upgrade", b"websocket"),
        (b"Sec-WebSocket-Accept", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        (b"sec-websocket-protocol", b"oddiya.v1"),
        (b"Access-Control-Allow-Origin", b"*"),
    )
    assert lines_of(PLAIN.of_upgrade(an_answer(fields, status=101))) == [
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        b"sec-websocket-protocol: oddiya.v1",
    ]
