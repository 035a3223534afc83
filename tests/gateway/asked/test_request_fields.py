"""Which of a client's fields reach a service."""

from pathlib import Path

import orjson
import pytest

from entrypoints.clients import ONLY_BROWSERS_SEND
from entrypoints.gateway.asked.request_fields import PASSING
from entrypoints.gateway.http1.fields import Field
from entrypoints.gateway.passed_on.client_fields import client_fields
from tests.gateway.asked.requests import a_head, a_request, lines_of

OPENAPI = Path(__file__).parents[3] / "composition" / "openapi.json"

IDENTITY = ("X-User-Id", "X-Session-Id", "X-Hop-Signature", "Authorization", "Proxy-Authorization")
FORWARDED = (
    "X-Internal-Secret", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "Forwarded",
    "X-Real-IP", "X-Client-IP", "X-Request-Id", "traceparent", "tracestate", "Via",
)  # fmt: skip
HOP_BY_HOP = (
    "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer",
    "Transfer-Encoding", "Upgrade",
)  # fmt: skip
PATH_IN_DISGUISE = (
    "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix", "X-HTTP-Method-Override",
    "X-HTTP-Method", "X-Method-Override", "X-Original-Method",
)  # fmt: skip
SPELLINGS = (str, str.lower, str.upper, str.swapcase)


def passing(*fields: Field) -> list[bytes]:
    return lines_of(client_fields(a_head(fields=fields).said))


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", IDENTITY)
def test_hd_1_nobody_says_from_outside_who_they_are(name: str, spell: type[str]) -> None:
    sent = (spell(name).encode(), b"a")
    assert passing(sent, (b"Accept", b"*/*"), sent) == [b"Accept: */*"]


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", FORWARDED)
def test_hd_2_nobody_says_from_outside_on_which_way_they_came(name: str, spell: type[str]) -> None:
    assert passing((spell(name).encode(), b"a"), (b"Accept", b"*/*")) == [b"Accept: */*"]


@pytest.mark.parametrize(
    ("connection", "left"),
    [
        (b"close", [b"Cookie: a=b", b"Accept: */*"]),
        (b"close, Cookie", [b"Accept: */*"]),
        (b"COOKIE , accept", []),
        (b"close, X-User-Id, x-forwarded-for", [b"Cookie: a=b", b"Accept: */*"]),
    ],
)
def test_hd_3_what_is_nominated_in_connection_stays_here(connection: bytes, left: list[bytes]) -> None:
    assert passing((b"Connection", connection), (b"Cookie", b"a=b"), (b"Accept", b"*/*"), (b"X-User-Id", b"a")) == left


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", HOP_BY_HOP)
def test_hd_4_what_belongs_to_the_connection_stays_here(name: str, spell: type[str]) -> None:
    assert passing((spell(name).encode(), b"gzip"), (b"Accept", b"*/*")) == [b"Accept: */*"]


@pytest.mark.parametrize("value", [b"trailers", b"Trailers"])
def test_hd_4_te_passes_as_trailers(value: bytes) -> None:
    assert passing((b"TE", value)) == [b"TE: " + value]


@pytest.mark.parametrize("value", [b"gzip", b"trailers, gzip", b"trailers;q=0.5", b"", b"xtrailers"])
def test_hd_4_te_passes_as_nothing_else(value: bytes) -> None:
    assert passing((b"TE", value)) == []


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("name", PATH_IN_DISGUISE)
def test_hd_6_no_header_says_what_is_asked_for(name: str, spell: type[str]) -> None:
    field = (spell(name).encode(), b"/health")
    assert passing(field) == []
    assert a_request("/api/private", fields=[field]).path == "/api/private"


@pytest.mark.parametrize("name", ["Host", "Content-Length", "Expect", "Referer", "DNT", "X-Anything", "Accept-Charset"])
def test_what_nobody_reads_or_somebody_else_writes_stays_here(name: str) -> None:
    assert passing((name.encode(), b"a")) == []


def test_what_passes_keeps_its_spelling_its_order_and_its_repetitions() -> None:
    fields = (
        (b"aCCEPT", b"a/b"),
        (b"Host", b"h"),
        (b"User-Agent", b"caf\xe9"),
        (b"accept", b""),
        (b"If-Match", b'"1"'),
        (b"If-Match", b'"2"'),
    )
    assert passing(*fields) == [b"aCCEPT: a/b", b"User-Agent: caf\xe9", b"accept: ", b'If-Match: "1"', b'If-Match: "2"']


def test_without_fields_there_is_nothing_to_pass() -> None:
    assert client_fields(a_head().said) == b""


def test_every_header_that_is_published_passes() -> None:
    operations = [
        operation for path in orjson.loads(OPENAPI.read_bytes())["paths"].values() for operation in path.values()
    ]
    parameters = [parameter for operation in operations for parameter in operation.get("parameters", ())]
    published = {parameter["name"].lower().encode() for parameter in parameters if parameter["in"] == "header"}
    assert published
    assert published <= PASSING


def test_every_header_by_which_a_service_knows_browsers_passes() -> None:
    assert {name.lower().encode() for name in ONLY_BROWSERS_SEND} <= PASSING
