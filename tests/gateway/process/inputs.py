"""Bytes that clients may send: requests, requests with something wrong, and anything else."""

import re
from operator import add
from typing import TypeVar

from hypothesis import strategies as st

from tests.gateway.process.table import MINE, SMALL
from tests.gateway.process.tokens import OURS, a_token, seconds
from tests.tokens.forging import b64

T = TypeVar("T")
USUAL = ("HTTP/1.1",)
GOOD = a_token()
BEARERS = (f"Bearer {GOOD}", f"bearer {GOOD}")
OTHERS = (f"Bearer {GOOD}x", f"Bearer {a_token(exp=seconds() - 99)}", "Bearer", f"Bearer {b64(OURS.kid.encode())}.a.b")

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STRANGE_METHODS = ("TRACE", "get", "", "CONNECT")
EARLY = "/early"
RESTS = ("", "/a", "/a%20b/c", "?q", "?", "/a?b=%2F", EARLY, f"{EARLY}?q")
STRANGE_RESTS = ("/../mine", "/%2e%2e/mine", "//a", "/a/", ";a", "/%00", "#a", "\\a", "x", " ", "/\xff")
STRANGE_PREFIXES = ("/echo", "/echo/", "/", "*", "http://a/echo/small", f"{SMALL}/..", "")
FIELDS = (
    *(
        "Accept: a",
        "accept:b",
        "Cookie: a=b",
        "Cookie: c",
        "User-Agent: \xe9",
        "If-Match: *",
        "A: b",
        "A:",
        "TE: trailers",
    ),
    *("X-User-Id: 1", "x-user-id:1", "X-Session-Id: 1", "X-Forwarded-For: 1", "X-Hop-Signature: 1.a", "Upgrade: h2c"),
    *("Connection: keep-alive", "Connection: accept, x-user-id", "Connection: authorization", "Expect: 100-continue"),
)
STRANGE_FIELDS = (
    *(f"Authorization: {value}" for value in (*BEARERS, *OTHERS)),
    *("Host: b", "x_user_id: 1", "X-User-Id : 1", "Trailer: A", " folded", "A: \0", "A: b\rC: d", "A: b\nC: d", "a"),
    *("Connection: close", "Content-Length: 0", "Transfer-Encoding: chunked", "X.User.Id: 1", "Expect: a"),
)
SIZED = ("Content-Length: {}", "content-length:{}")
STRANGE_SIZED = ("Content-Length: 0{}", "Content-Length: +{}", "Content-Length: {}, {}", "Content-Length: {}1")
CHUNKED = ("Transfer-Encoding: chunked", "transfer-encoding: Chunked", "Transfer-Encoding:  chunked ")
STRANGE_CHUNKED = ("Transfer-Encoding : chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: \x0bchunked")
CHUNKS = (b"%x\r\n%s\r\n0\r\n\r\n", b"0%X\r\n%s\r\n0\r\nA: b\r\n\r\n")
STRANGE_CHUNKS = (b"%x;a\r\n%s\r\n0\r\n\r\n", b"%x\r\n%s0\r\n\r\n", b"%x\n%s\r\n0\r\n\r\n", b"0x%x\r\n%s\r\n0\r\n\r\n")
STRANGE_VERSIONS = ("HTTP/1.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ", "")
STRANGE_ENDS = ("\n", "\r", "\r\r\n", "\r\n ")
PIECES = st.sampled_from(
    [
        *(
            b"\r\n",
            b"\n",
            b"\r",
            b"\r\n\r\n",
            b" ",
            b"\t",
            b"\0",
            b":",
            b"0",
            b"0\r\n\r\n",
            b"\xff",
            b",",
            b";a=b",
            b"%2f",
            b"../",
        ),
        *(
            b"Content-Length: 5\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"GET /echo/small HTTP/1.1\r\nHost: a\r\n\r\n",
            b"_",
        ),
        f"GET {MINE} HTTP/1.1\r\nHost: a\r\nAuthorization: {BEARERS[0]}\r\n\r\n".encode(),
    ]
)
BODIES = st.just(b"") | st.binary(max_size=40) | st.just(f"GET {SMALL}/inside HTTP/1.1\r\nHost: a\r\n\r\n".encode())


@st.composite
def requests(draw: st.DrawFn, *, strange: bool) -> bytes:
    """Draw a request; a strange one may have something wrong anywhere."""

    def one_of(usual: tuple[T, ...], unusual: tuple[T, ...]) -> T:
        is_unusual = strange and draw(st.integers(0, 7)) == 0
        return draw(st.sampled_from(unusual if is_unusual else usual))

    prefix = one_of((SMALL, MINE), STRANGE_PREFIXES)
    fields = ["Host: a", *(one_of(FIELDS, STRANGE_FIELDS) for _ in range(draw(st.integers(0, 3))))]
    fields += [f"Authorization: {one_of(BEARERS, OTHERS)}"] if prefix == MINE else []
    body = draw(BODIES)
    if body and draw(st.booleans()):
        fields.append(one_of(CHUNKED, STRANGE_CHUNKED))
        body = one_of(CHUNKS, STRANGE_CHUNKS) % (len(body), body)
    elif body:
        fields.append(one_of(SIZED, STRANGE_SIZED).replace("{}", str(len(body))))
    line = (
        f"{one_of(METHODS, STRANGE_METHODS)} {prefix}{one_of(RESTS, STRANGE_RESTS)} {one_of(USUAL, STRANGE_VERSIONS)}"
    )
    lines = [line, *draw(st.permutations(fields)), ""]
    return "".join(one + one_of(("\r\n",), STRANGE_ENDS) for one in lines).encode("latin-1") + body


ANY = requests(strange=False) | requests(strange=True)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw requests in which pieces were put in, left out, or doubled."""
    data = b"".join(draw(st.lists(ANY, min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        middle = draw(st.sampled_from([b"", data[start:end] * 2]) | PIECES)
        data = data[:start] + middle + data[end:]
    return data


INPUTS = st.lists(ANY, min_size=1, max_size=4).map(b"".join) | damaged() | st.binary(max_size=200)


@st.composite
def paused(draw: st.DrawFn) -> tuple[bytes, int]:
    """Draw bytes, and after how many of them the sender pauses: often soon after the end of a head."""
    data = draw(INPUTS)
    ends = [found.end() for found in re.finditer(rb"\r\n\r\n", data)] or [0]
    return data, draw(st.just(0) | st.builds(add, st.sampled_from(ends), st.integers(0, 9)))
