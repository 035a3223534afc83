"""The heads of answers, which come from our own services and are believed no more than a client's."""

import pytest

from entrypoints.gateway.http1.faults import FieldsTooLarge, NotHttp
from entrypoints.gateway.http1.framing import CHUNKED, NOTHING, UNTIL_CLOSE, Framing, Sized
from entrypoints.gateway.http1.heads import response_head


def an_answer(*fields: bytes, line: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((line, *fields)) + b"\r\n\r\n"


def test_a_head_says_how_it_went() -> None:
    head = response_head(an_answer(b"Vary: a", b"Content-Length: 5", b"vary: b", b"Connection: X-A"), to="GET")
    assert (head.status, head.reason, head.framing) == (200, b"OK", Sized(length=5))
    assert (head.keeps_alive, head.nominated) == (True, frozenset({b"x-a"}))
    assert head.fields == (
        (b"Vary", b"a"), (b"Content-Length", b"5"), (b"vary", b"b"), (b"Connection", b"X-A"),
    )  # fmt: skip
    assert head.values == {b"vary": b"a, b", b"content-length": b"5", b"connection": b"X-A"}


@pytest.mark.parametrize("reason", [b"", b"Not Found", b" a\tb ", b"\xec\x84\x9c"], ids=ascii)
def test_a_reason_may_be_anything_visible(reason: bytes) -> None:
    assert response_head(an_answer(line=b"HTTP/1.1 404 " + reason), to="GET").reason == reason


def test_cookies_stay_apart() -> None:
    head = response_head(an_answer(b"Set-Cookie: a=1; Expires=Fri, 21 Nov", b"Vary: a", b"set-cookie: b=2"), to="GET")
    assert [value for name, value in head.fields if name.lower() == b"set-cookie"] == [
        b"a=1; Expires=Fri, 21 Nov",
        b"b=2",
    ]
    assert head.values == {b"set-cookie": b"a=1; Expires=Fri, 21 Nov", b"vary": b"a"}


@pytest.mark.parametrize(
    ("status", "method", "fields", "framing"),
    [
        (200, "GET", [b"Content-Length: 5"], Sized(length=5)),
        (200, "GET", [b"Transfer-Encoding: chunked"], CHUNKED),
        (200, "GET", [], UNTIL_CLOSE),
        (404, "POST", [b"Content-Length: 0"], NOTHING),
        (200, "HEAD", [b"Content-Length: 5"], NOTHING),
        (200, "HEAD", [b"Transfer-Encoding: chunked"], NOTHING),
        (200, "HEAD", [], NOTHING),
        (204, "DELETE", [], NOTHING),
        (204, "DELETE", [b"Content-Length: 5"], NOTHING),
        (304, "GET", [b"Content-Length: 5"], NOTHING),
        (100, "POST", [], NOTHING),
        (103, "GET", [b"Transfer-Encoding: chunked"], NOTHING),
        (101, "GET", [b"Upgrade: websocket"], NOTHING),
    ],
)
def test_the_body_is_framed_as_status_and_method_and_fields_say(
    status: int, method: str, fields: list[bytes], framing: Framing
) -> None:
    head = response_head(an_answer(*fields, line=b"HTTP/1.1 %d " % status), to=method)
    assert head.framing == framing
    assert head.keeps_alive == (framing != UNTIL_CLOSE)


def test_a_connection_is_kept_as_version_and_connection_say() -> None:
    sized = b"Content-Length: 5"
    assert not response_head(an_answer(sized, b"Connection: close"), to="GET").keeps_alive
    assert not response_head(an_answer(sized, line=b"HTTP/1.0 200 OK"), to="GET").keeps_alive
    assert response_head(an_answer(sized, b"Connection: keep-alive", line=b"HTTP/1.0 200 OK"), to="GET").keeps_alive


@pytest.mark.parametrize(
    "line",
    [
        b"", b"HTTP/1.1", b"HTTP/1.1 200", b"HTTP/1.1  200 OK", b"HTTP/1.1 20 OK", b"HTTP/1.1 2000 OK",
        b"HTTP/1.1 +20 OK", b"HTTP/1.1 0200 OK",
        b"HTTP/1.1 099 OK", b"HTTP/1.1 000 OK", b"HTTP/1.1 600 OK", b"HTTP/1.1 \xd9\xa2\xd9 OK", b"HTTP/1.1 2_0 OK",
        b"HTTP/1.2 200 OK", b"HTTP/2 200 OK", b"http/1.1 200 OK", b"HTTP/1.1\t200 OK", b"HTTP/1.1 200\tOK",
        b" HTTP/1.1 200 OK",
        b"HTTP/1.1 200 a\rb", b"HTTP/1.1 200 a\nb", b"HTTP/1.1 200 a\0b", b"ICY 200 OK",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_status_line_that_is_none_is_refused(line: bytes) -> None:
    with pytest.raises(NotHttp):
        response_head(an_answer(b"Content-Length: 0", line=line), to="GET")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([b"Content-Length: 5", b"Content-Length: 5"], id="cl-twice-same"),
        pytest.param([b"Content-Length: 5", b"content-length: 6"], id="cl-twice-different"),
        pytest.param([b"Content-Length: 5, 5"], id="cl-list"),
        pytest.param([b"Content-Length: -1"], id="cl-odd"),
        pytest.param([b"Content-Length: 5", b"Transfer-Encoding: chunked"], id="cl-te"),
        pytest.param([b"Transfer-Encoding: gzip, chunked"], id="te-list"),
        pytest.param([b"Content-Type: a/b", b"Content-Type: c/d"], id="content-type-twice"),
        pytest.param([b"X-A: b\rX-B: c"], id="cr"),
        pytest.param([b"X-A: b\nX-B: c"], id="lf"),
        pytest.param([b"X-A: b", b" c"], id="obs-fold"),
        pytest.param([b"X-A : b"], id="blank-before-colon"),
        pytest.param([b"X-A: \0"], id="nul"),
        pytest.param([b"X-A"], id="no-colon"),
    ],
)
def test_hd_10_an_answer_that_can_be_read_in_two_ways_is_refused(fields: list[bytes], method: str) -> None:
    with pytest.raises(NotHttp):
        response_head(an_answer(*fields), to=method)


def test_hd_10_transfer_encoding_in_http_1_0_is_refused() -> None:
    with pytest.raises(NotHttp):
        response_head(an_answer(b"Transfer-Encoding: chunked", line=b"HTTP/1.0 200 OK"), to="GET")


def test_an_answer_has_no_more_fields_than_a_request() -> None:
    assert len(response_head(an_answer(*[b"X-A: b"] * 100), to="GET").fields) == 100
    with pytest.raises(FieldsTooLarge):
        response_head(an_answer(*[b"X-A: b"] * 101), to="GET")
