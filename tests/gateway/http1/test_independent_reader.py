"""Whoever else reads what was accepted here reads the same in it; aiohttp's parser, written in C, stands for them."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest
from aiohttp import http_parser
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError
from hypothesis import given, settings
from hypothesis import strategies as st

from entrypoints.gateway.http1.faults import HttpFault
from entrypoints.gateway.http1.framing import CHUNKED
from entrypoints.gateway.http1.heads import request_head, response_head, too_long
from tests.gateway.http1.messages import ODD, Read, a_request, read_all, requests, spoilt

BUFFER = 2**16
CONTROLS = {*range(32), 127} - {ord("\t")}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    with asyncio.Runner() as runner:
        yield runner.get_loop()


def read_by_aiohttp(raw: bytes, *, loop: asyncio.AbstractEventLoop) -> list[Read] | None:
    """Return the requests that are in raw to the end; None if aiohttp refuses it."""
    parser = http_parser.HttpRequestParser(BaseProtocol(loop), loop, BUFFER, auto_decompress=False)
    try:
        messages, _, _ = parser.feed_data(raw)
    except HttpProcessingError:
        return None
    return [
        Read(message.method, message.path, message.raw_headers, payload.read_nowait())
        for message, payload in messages
        if payload.is_eof() and payload.exception() is None
    ]


def test_aiohttp_reads_with_its_parser_in_c() -> None:
    assert http_parser.HttpRequestParser is http_parser.HttpRequestParserC


@given(st.lists(requests(), min_size=1, max_size=3))
def test_good_requests_in_a_row_are_read_alike(loop: asyncio.AbstractEventLoop, sent: list[bytes]) -> None:
    read = read_all(b"".join(sent))
    assert [request.raw for request in read] == sent
    for request in read:
        assert read_by_aiohttp(request.raw, loop=loop) == [request]


@settings(max_examples=500)
@given(spoilt())
def test_what_is_left_of_tampered_requests_is_refused_or_read_alike(
    loop: asyncio.AbstractEventLoop, sent: bytes
) -> None:
    with suppress(HttpFault):
        for request in read_all(sent):
            assert read_by_aiohttp(request.raw, loop=loop) in ([request], None)


@given(st.binary(max_size=300) | st.lists(st.sampled_from(ODD) | st.binary(max_size=3), max_size=30).map(b"".join))
def test_odd_bytes_are_refused_or_have_nothing_odd_in_them(odd: bytes) -> None:
    for raw in (odd, a_request(odd), b"HTTP/1.1 200 OK\r\n" + odd + b"\r\n\r\n"):
        assert isinstance(too_long(raw), HttpFault)
        for read in (request_head, partial(response_head, to="GET")):
            with suppress(HttpFault):
                read(raw)
                assert CONTROLS.isdisjoint(raw.replace(b"\r\n", b""))


@given(st.binary(max_size=300) | st.lists(st.sampled_from(ODD), max_size=30).map(b"".join))
def test_odd_chunks_are_refused_or_come_out_as_less_than_went_in(odd: bytes) -> None:
    reader = CHUNKED.reader()
    with suppress(HttpFault):
        assert len(reader.feed(odd)) + len(reader.rest) < max(1, len(odd))
