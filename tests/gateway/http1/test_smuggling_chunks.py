"""The smuggling table, as far as it is about chunks and trailers."""

import pytest

from entrypoints.gateway.http1.faults import NotHttp
from entrypoints.gateway.http1.framing import CHUNKED

CHUNKS = {
    "size-underscore": b"0_2e\r\n",
    "size-plus": b"+5\r\nhello\r\n0\r\n\r\n",
    "size-minus": b"-0\r\n\r\n",
    "size-0x": b"0x5\r\nhello\r\n0\r\n\r\n",
    "size-17-digits": b"00000000000000005\r\nhello\r\n0\r\n\r\n",
    "size-blank-before": b" 5\r\nhello\r\n0\r\n\r\n",
    "size-blank-after": b"5 \r\nhello\r\n0\r\n\r\n",
    "size-tab-after": b"5\t\r\nhello\r\n0\r\n\r\n",
    "size-empty": b"\r\nhello\r\n0\r\n\r\n",
    "size-of-unicode-digits": b"\xd9\xa5\r\nhello\r\n0\r\n\r\n",
    "size-not-hexadecimal": b"g\r\n",
    "size-bare-lf": b"5\nhello\r\n0\r\n\r\n",
    "size-bare-cr": b"5\rhello\r\n0\r\n\r\n",
    "size-cr-cr-lf": b"5\r\r\nhello\r\n0\r\n\r\n",
    "size-nul": b"5\0\r\nhello\r\n0\r\n\r\n",
    "extension": b"5;a=b\r\nhello\r\n0\r\n\r\n",
    "extension-lf": b"5;a\nb\r\nhello\r\n0\r\n\r\n",
    "extension-cr": b"5;a\rb\r\nhello\r\n0\r\n\r\n",
    "extension-empty": b"5;\r\nhello\r\n0\r\n\r\n",
    "extension-of-last-chunk": b"5\r\nhello\r\n0;a\r\n\r\n",
    "data-too-long": b"5\r\nhello!\r\n0\r\n\r\n",
    "data-ends-with-lf": b"5\r\nhello\n0\r\n\r\n",
    "data-ends-with-cr": b"5\r\nhello\r0\r\n\r\n",
    "data-ends-with-two-others": b"5\r\nhelloXX0\r\n\r\n",
    "data-ends-with-nothing": b"5\r\nhello0\r\n\r\n",
    "last-chunk-bare-lf": b"0\n\n" + b" " * 20,
    "end-bare-lf": b"0\r\n\nGET /smuggled HTTP/1.1\r\n\r\n",
    "trailer-content-length": b"0\r\nContent-Length: 5\r\n\r\n",
    "trailer-transfer-encoding": b"0\r\ntransfer-encoding: chunked\r\n\r\n",
    "trailer-host": b"0\r\nHost: evil.example\r\n\r\n",
    "trailer-authorization": b"0\r\nAuthorization: Bearer a\r\n\r\n",
    "trailer-cookie": b"0\r\nDigest: a\r\nCookie: a=b\r\n\r\n",
    "hd-1-trailer-x-user-id": b"0\r\nX-User-Id: somebody\r\n\r\n",
    "hd-1-trailer-x-user-id-alias": b"0\r\nx_user.ID: somebody\r\n\r\n",
    "trailer-obs-fold": b"0\r\nX-A: b\r\n c\r\n\r\n",
    "trailer-blank-before-colon": b"0\r\nX-A : b\r\n\r\n",
    "trailer-bare-lf": b"0\r\nX-A: b\nHost: c\r\n\r\n",
    "trailer-nul": b"0\r\nX-A: \0\r\n\r\n",
    "trailer-no-field": b"0\r\nGET /smuggled HTTP/1.1\r\n\r\n",
    "trailers-too-long": b"0\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
    "trailer-too-long": b"0\r\nX-A: " + b"b" * 1100 + b"\r\n\r\n",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in CHUNKS.items()])
def test_smuggling_by_chunks_is_refused(body: bytes) -> None:
    with pytest.raises(NotHttp):
        CHUNKED.reader().feed(body)


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in CHUNKS.items()])
def test_smuggling_by_chunks_is_refused_also_byte_by_byte(body: bytes) -> None:
    reader = CHUNKED.reader()
    with pytest.raises(NotHttp):
        for at in range(len(body)):
            reader.feed(body[at : at + 1])


def test_smuggling_by_a_size_line_without_end_is_refused_before_much_of_it_is_held() -> None:
    reader = CHUNKED.reader()
    reader.feed(b"0" * 17)
    with pytest.raises(NotHttp):
        reader.feed(b"0")
