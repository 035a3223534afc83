"""No bytes make more work than there are of them: a head costs so many steps at most, a body so many for each byte."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from entrypoints.gateway.http1.chunks import LONGEST_SIZE, MOST_TRAILERS, ChunkedReader
from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.framing import chunk
from entrypoints.gateway.http1.heads import LONGEST_LINE, request_head, response_head, too_long

MANY = 32_000
MOST_FOR_A_HEAD = 2 * LONGEST_LINE
MOST_FOR_A_BYTE = 10


def steps(does: Callable[[], object]) -> int:
    """Count what is called, in Python and in C, until it is done or refused."""
    count = 0

    def take_note(_frame: object, event: str, _about: object) -> None:
        nonlocal count
        count += event.endswith("call")

    sys.setprofile(take_note)
    try:
        with suppress(HttpFault):
            does()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "odd",
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b":",
        b" ",
        b"\t",
        b",",
        b"a: b\r\n",
        b"a:\r\n",
        b"\r\n ",
        b"\x80",
        b"a",
        b"%00",
        b"\r\n\r\n",
    ],
    ids=ascii,
)
@pytest.mark.parametrize(
    "around",
    [
        pytest.param((b"", b""), id="alone"),
        pytest.param((b"GET /", b" HTTP/1.1\r\nHost: a\r\n\r\n"), id="target"),
        pytest.param((b"GET / HTTP/1.1\r\n", b"\r\n\r\n"), id="fields"),
        pytest.param((b"GET / HTTP/1.1\r\nHost: ", b"\r\n\r\n"), id="host"),
        pytest.param((b"GET / HTTP/1.1\r\nHost: a\r\nConnection: ", b"\r\n\r\n"), id="connection"),
        pytest.param((b"HTTP/1.1 200 ", b"\r\n\r\n"), id="reason"),
    ],
)
@pytest.mark.parametrize("size", [8_000, MANY])
def test_odd_heads_cost_but_so_much(odd: bytes, around: tuple[bytes, bytes], size: int) -> None:
    raw = around[0] + odd * (size // len(odd)) + around[1]
    for read in (request_head, partial(response_head, to="GET"), too_long):
        assert 0 < steps(partial(read, raw)) <= MOST_FOR_A_HEAD


@pytest.mark.parametrize(
    "body",
    [chunk(b"a"), b"0\r\n", b"0", b"\r\n", b"1\r\n", b"1;", chunk(b"a" * 100)],
    ids=["smallest-chunks", "last-chunks", "zeros", "empty-lines", "sizes", "extensions", "chunks"],
)
@pytest.mark.parametrize("piece", [1, 7, MANY], ids=["byte-by-byte", "by-seven", "at-once"])
def test_odd_bodies_cost_what_they_weigh(body: bytes, piece: int) -> None:
    data = body * (MANY // len(body))

    def read() -> None:
        reader = ChunkedReader()
        for at in range(0, len(data), piece):
            reader.feed(data[at : at + piece])

    assert 0 < steps(read) <= MOST_FOR_A_BYTE * len(data)


@pytest.mark.parametrize(
    "body", [b"f" * 100, chunk(b"a") * 100, b"0\r\n" + b"X-A: b\r\n" * 1_000], ids=["size", "data", "trailers"]
)
def test_a_reader_holds_no_more_than_one_line(body: bytes) -> None:
    reader = ChunkedReader()
    most = 0
    with suppress(HttpFault):
        for at in range(len(body)):
            reader.feed(body[at : at + 1])
            most = max(most, len(reader._held))
    assert 0 < most <= (MOST_TRAILERS if body.startswith(b"0") else LONGEST_SIZE) + 1
