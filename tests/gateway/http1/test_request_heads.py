"""The heads of requests, as they should be and as they should not."""

import pytest

from entrypoints.gateway.http1.faults import AuthorizationTwice, ExpectationUnknown, NotHttp
from entrypoints.gateway.http1.framing import CHUNKED, NOTHING, Sized
from entrypoints.gateway.http1.heads import request_head
from tests.gateway.http1.messages import a_request


def test_a_head_says_what_is_asked_for() -> None:
    head = request_head(
        a_request(b"Accept: a/b", b"X-Flavour:\t kimchi \t", b"accept: c/d", line=b"GET /a?b=%63 HTTP/1.1")
    )
    assert (head.method, head.target, head.is_1_0) == ("GET", "/a?b=%63", False)
    assert head.said.fields == (
        (b"Host", b"api.oddiya.example"), (b"Accept", b"a/b"), (b"X-Flavour", b"kimchi"), (b"accept", b"c/d"),
    )  # fmt: skip
    assert head.values == {b"host": b"api.oddiya.example", b"accept": b"a/b, c/d", b"x-flavour": b"kimchi"}
    assert (head.said.framing, head.said.keeps_alive, head.said.nominated, head.said.expects_continue) == (
        NOTHING,
        True,
        frozenset(),
        False,
    )


def test_values_may_be_empty_and_hold_bytes_beyond_ascii() -> None:
    head = request_head(a_request(b"X-Empty:", b"X-Name: \xec\x84\x9c\xec\x9a\xb8 a\tb"))
    assert head.values[b"x-empty"] == b""
    assert head.values[b"x-name"] == "서울 a\tb".encode()


@pytest.mark.parametrize(
    "method", ["GET", "OPTIONS", "get", "CONNECT", "TRACE", "TRACK", "M-SEARCH", "!#$%&'*+-.^_`|~"]
)
def test_hd_7_any_token_is_read_as_a_method_for_the_caller_to_refuse(method: str) -> None:
    assert request_head(a_request(line=b"%b / HTTP/1.1" % method.encode())).method == method


@pytest.mark.parametrize("target", ["/", "*", "http://evil.example/a", "/a%00?b#c", '//a//../b;c|\\`{}"<>^', "a:443"])
def test_any_visible_ascii_is_read_as_a_target_for_the_caller_to_understand(target: str) -> None:
    assert request_head(a_request(line=b"GET %b HTTP/1.1" % target.encode())).target == target


@pytest.mark.parametrize(
    "line",
    [
        b"", b"GET", b"GET /", b"GET  / HTTP/1.1", b"GET /  HTTP/1.1", b"GET / HTTP/1.1 ", b" GET / HTTP/1.1",
        b"GET / a HTTP/1.1", b"GET\t/ HTTP/1.1", b"GET /\ta HTTP/1.1", b"GET  HTTP/1.1", b" / HTTP/1.1",
        b"GE(T / HTTP/1.1", b"G\xc3\x89T / HTTP/1.1", b"GET /\xc3\xa9 HTTP/1.1", b"GET /\x7f HTTP/1.1",
        b"GET / HTTP/1.1\0", b"GET / http/1.1", b"GET / HTTP/1.10", b"GET / HTTP/01.1", b"GET / HTTP/1,1",
        b"GET / HTTPS/1.1", b"\r\nGET / HTTP/1.1", b"\xef\xbb\xbfGET / HTTP/1.1", b"PRI * HTTP/2.0",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_first_line_that_is_none_is_refused(line: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(line=line))


@pytest.mark.parametrize(
    "field",
    [
        b": a", b"a", b"a b: c", b"a\t: c", b"a\x0b: c", b"(a): c", b"a/b: c", b"\xc3\xa4: c", b"a\0: c", b'"a": c',
        b"a: \0", b"a: \x01", b"a: \x0b", b"a: \x1f", b"a: \x7f", b"a: b\rc", b"a: b\nc", b"a: b\r\rc", b"",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_field_that_is_none_is_refused(field: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(field))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n", b"\r\n\r\n", b"GET / HTTP/1.1\r\n", a_request()[:-1], a_request(b"A: b")[:-2], a_request() + b"a"],
)
def test_what_does_not_end_with_an_empty_line_is_no_head(raw: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(raw)


def test_jw_16_two_authorization_fields_are_a_fault_of_their_own() -> None:
    with pytest.raises(AuthorizationTwice):
        request_head(a_request(b"Authorization: Bearer a", b"authorization: Bearer a"))


@pytest.mark.parametrize(
    "name",
    [
        "Content-Type", "Cookie", "Expect", "Idempotency-Key", "Origin", "Range", "Sec-WebSocket-Key", "TraceParent",
        "X-Request-Id",
    ],
)  # fmt: skip
def test_what_is_meant_once_is_refused_when_it_stands_there_twice(name: str) -> None:
    with pytest.raises(NotHttp, match=name.lower()):
        request_head(a_request(f"{name}: a".encode(), b"Accept: b", f"{name.upper()}: a".encode()))


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "Upgrade", "X-Forwarded-For", "X-Unheard-Of"])
def test_a_list_may_be_spread_over_several_fields(name: str) -> None:
    head = request_head(a_request(f"{name}: a".encode(), b"Accept: b", f"{name.upper()}: c, d".encode()))
    assert head.values[name.lower().encode()] == b"a, c, d"


@pytest.mark.parametrize(
    ("version", "connection", "keeps_alive"),
    [
        ("1.1", None, True), ("1.1", b"keep-alive", True), ("1.1", b"close", False), ("1.1", b"Close", False),
        ("1.1", b"X-A , CLOSE", False), ("1.0", None, False), ("1.0", b"Keep-Alive", True),
        ("1.0", b"keep-alive, close", False),
    ],
)  # fmt: skip
def test_a_connection_is_kept_as_version_and_connection_say(
    version: str,
    connection: bytes | None,
    keeps_alive: bool,  # noqa: FBT001 - a column of the table
) -> None:
    fields = [] if connection is None else [b"Connection: " + connection]
    head = request_head(a_request(*fields, line=b"GET / HTTP/" + version.encode()))
    assert (head.said.keeps_alive, head.is_1_0) == (keeps_alive, version == "1.0")


def test_hd_3_names_in_connection_are_nominated_whatever_their_case() -> None:
    head = request_head(a_request(b"Connection: close, X-User-Id", b"connection:,, x-FORWARDED-for ,"))
    assert head.said.nominated == {b"close", b"x-user-id", b"x-forwarded-for"}


@pytest.mark.parametrize("connection", [b"a b", b"a\tb", b"a;q=1", b'"close"', b"a, \xc3\xa4"], ids=ascii)
def test_connection_names_names(connection: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(b"Connection: " + connection))


@pytest.mark.parametrize("expect", [b"100-continue", b"100-Continue"])
def test_a_client_that_waits_to_be_told_to_go_on_is_known(expect: bytes) -> None:
    assert request_head(a_request(b"Expect: " + expect, b"Content-Length: 5")).said.expects_continue
    assert not request_head(a_request(b"Expect: " + expect)).said.expects_continue
    in_1_0 = a_request(b"Expect: " + expect, b"Content-Length: 5", line=b"POST / HTTP/1.0")
    assert not request_head(in_1_0).said.expects_continue


@pytest.mark.parametrize(
    "expect", [b"", b"200-ok", b"100-continue, 100-continue", b"100-continue; a", b"x100-continue"]
)
def test_any_other_expectation_is_a_fault_of_its_own(expect: bytes) -> None:
    with pytest.raises(ExpectationUnknown):
        request_head(a_request(b"Expect: " + expect, b"Content-Length: 5"))


@pytest.mark.parametrize(
    "host", [b"a", b"a.b-c_d.example", b"A.example:8443", b"127.0.0.1:80", b"[::1]", b"[::ffff:1.2.3.4]:65535"]
)
def test_a_host_may_have_a_port(host: bytes) -> None:
    assert request_head(a_request(host=b"Host: " + host)).values[b"host"] == host


def test_http_1_0_needs_no_host_but_a_good_one_if_any() -> None:
    assert b"host" not in request_head(a_request(host=None, line=b"GET / HTTP/1.0")).values
    with pytest.raises(NotHttp):
        request_head(a_request(host=b"Host: a@b", line=b"GET / HTTP/1.0"))


def test_the_body_is_framed_as_the_fields_say() -> None:
    assert request_head(a_request(b"Content-Length: 0")).said.framing == NOTHING
    assert request_head(a_request(b"Content-Length: 0042")).said.framing == Sized(length=42)
    assert request_head(a_request(b"Content-Length: " + b"9" * 18)).said.framing == Sized(length=10**18 - 1)
    assert request_head(a_request(b"Transfer-Encoding:ChunKed ")).said.framing == CHUNKED
