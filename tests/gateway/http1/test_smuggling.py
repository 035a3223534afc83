"""The smuggling table, as far as one message shows it: what can be read in two ways is refused."""

import pytest

from entrypoints.gateway.http1.faults import HttpFault, NotHttp
from entrypoints.gateway.http1.heads import request_head
from tests.gateway.http1.messages import a_request, read_all

CHUNKED = b"Transfer-Encoding: chunked"
FIVE = b"Content-Length: 5"

HEADS = {
    "cl-te": [FIVE, CHUNKED],
    "te-cl": [CHUNKED, FIVE],
    "te-cl-0": [CHUNKED, b"Content-Length: 0"],
    "cl-twice-same": [FIVE, FIVE],
    "cl-twice-different": [FIVE, b"Content-Length: 6"],
    "cl-twice-other-case": [FIVE, b"content-length: 5"],
    "te-twice": [CHUNKED, CHUNKED],
    "te-identity-then-chunked": [b"Transfer-Encoding: identity", CHUNKED],
    "obs-fold": [b"X-A: b", b" c"],
    "obs-fold-tab": [b"X-A: b", b"\tc"],
    "obs-fold-of-te": [b"Transfer-Encoding:", b" chunked"],
    "obs-fold-of-first-field": [b" X-A: b"],
    "space-before-colon-te": [b"Transfer-Encoding : chunked"],
    "space-before-colon-cl": [b"Content-Length : 5"],
    "tab-before-colon": [b"Transfer-Encoding\t: chunked"],
    "no-colon": [b"Transfer-Encoding chunked"],
    "bare-lf": [b"X-A: b\nTransfer-Encoding: chunked"],
    "bare-cr": [b"X-A: b\rTransfer-Encoding: chunked"],
    "lf-cr": [b"X-A: b\n\rTransfer-Encoding: chunked"],
    "bare-lf-lf": [b"X-A: b\n\nGET /smuggled HTTP/1.1"],
    "cr-cr-lf": [b"X-A: b\r"],
    "lf-in-name": [b"X\n-A: b"],
    "nul-in-value": [b"X-A: b\0"],
    "nul-in-name": [b"X-A\0: b"],
    "nul-in-te": [b"Transfer-Encoding: chunked\0"],
    "vertical-tab-te": [b"Transfer-Encoding: \x0bchunked"],
    "form-feed-te": [b"Transfer-Encoding: chunked\x0c"],
    "te-name-beyond-ascii": [b"Transfer-Encod\xc4\xb1ng: chunked"],
    "host-twice-same": [b"Host: api.oddiya.example"],
    "host-twice-different": [b"host: evil.example"],
}


@pytest.mark.parametrize("fields", [pytest.param(fields, id=name) for name, fields in HEADS.items()])
def test_smuggling_by_fields_is_refused(fields: list[bytes]) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(*fields))


@pytest.mark.parametrize(
    "length",
    [
        b"+5", b"-5", b"-0", b"0x5", b"5,5", b"5, 5", b"1_0", b"5 5", b"", b"5.0", b"5e0", b"0b1", b"5;a", b'"5"',
        b"NaN",
        b"\xd9\xa5", b"\xef\xbc\x95", b"\xb2", b"\t5", b"5\t", b"5\x0b", b"1" * 19, b"18446744073709551621",
    ],
    ids=ascii,
)  # fmt: skip
def test_smuggling_by_an_odd_content_length_is_refused(length: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(b"Content-Length: " + length))


@pytest.mark.parametrize(
    "coding",
    [
        b"xchunked", b"chunkedx", b"chunked, identity", b"identity, chunked", b"chunked, chunked", b"chunked,",
        b",chunked",
        b"gzip, chunked", b"gzip", b"identity", b"\tchunked", b"chunked\t", b"chunked;a", b"chunked;q=1", b'"chunked"',
        b"'chunked'", b"chunked, cow", b"", b"ch unked", b"chun\xe2\x84\xaaed", b"\xa0chunked", b"x: chunked",
    ],
    ids=ascii,
)  # fmt: skip
def test_smuggling_by_an_odd_transfer_encoding_is_refused(coding: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(b"Transfer-Encoding: " + coding))


def test_smuggling_by_blanks_after_the_transfer_encoding_does_not_work_for_they_mean_nothing() -> None:
    (read,) = read_all(a_request(b"Transfer-Encoding: chunked ") + b"5\r\nhello\r\n0\r\n\r\n")
    assert read.body == b"hello"


def test_smuggling_by_transfer_encoding_in_http_1_0_is_refused() -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(CHUNKED, line=b"POST / HTTP/1.0"))


@pytest.mark.parametrize("version", ["0.9", "1.2", "2.0", "2", "1.1.", "3"])
def test_smuggling_by_another_version_is_refused(version: str) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(line=b"GET / HTTP/" + version.encode()))


def test_smuggling_by_no_version_is_refused() -> None:
    with pytest.raises(NotHttp):
        request_head(b"GET /\r\n\r\n")


@pytest.mark.parametrize(
    "host",
    [
        b"a@b", b"user:pw@b", b"b/c", b"b?c", b"b#c", b"a,b", b"a, b", b"a b", b"", b":80", b"a:", b"a:b", b"a:80:80",
        b"a:123456", b"a:65536", b"a:-1", b"a:+80", b"http://a", b"[::1", b"::1", b"[::1]a", b"[fe80::1%25eth0]",
        b"a\\b",
        b"a%2eb", b"a\tb", b"\ta", b"a;b", b"\xc3\xa4.example", b"a:\xd9\xa5",
    ],
    ids=ascii,
)  # fmt: skip
def test_smuggling_by_an_odd_host_is_refused(host: bytes) -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(host=b"Host: " + host))


def test_smuggling_without_a_host_is_refused() -> None:
    with pytest.raises(NotHttp):
        request_head(a_request(host=None))


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD", "DELETE"])
@pytest.mark.parametrize(
    ("field", "body"), [(FIVE, b"GET /"), (CHUNKED, b"5\r\nGET /\r\n0\r\n\r\n")], ids=["sized", "chunked"]
)
def test_smuggling_by_a_body_where_none_is_usual_ends_where_the_body_ends(
    method: str, field: bytes, body: bytes
) -> None:
    line = method.encode() + b" /first HTTP/1.1"
    first, second = read_all(a_request(field, line=line) + body + a_request(line=b"GET /second HTTP/1.1"))
    assert (first.method, first.target, first.body) == (method, "/first", b"GET /")
    assert (second.target, second.body) == ("/second", b"")


def test_smuggling_by_ten_thousand_pipelined_requests_reads_each_of_them() -> None:
    requests = b"".join(a_request(FIVE, line=b"PUT /%d HTTP/1.1" % number) + b"hello" for number in range(10_000))
    read = read_all(requests)
    assert [request.target for request in read] == [f"/{number}" for number in range(10_000)]
    assert {request.body for request in read} == {b"hello"}


def test_smuggling_a_request_behind_a_body_that_is_cut_short_reads_nothing() -> None:
    assert read_all(a_request(b"Content-Length: 500") + a_request()) == []
    with pytest.raises(HttpFault):
        reader = request_head(a_request(b"Content-Length: 500")).said.framing.reader()
        reader.feed(a_request())
        reader.end()
