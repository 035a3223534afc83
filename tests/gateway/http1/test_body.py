"""A body is taken from its wire, and nothing else is."""

import asyncio
from math import inf

import pytest

from entrypoints.gateway.http1.body import Body
from entrypoints.gateway.http1.faults import BrokenOff, NotHttp, TooLate
from entrypoints.gateway.http1.framing import CHUNKED, LAST_CHUNK, NOTHING, UNTIL_CLOSE, Framing, Sized, chunk
from entrypoints.gateway.http1.heads import request_head
from entrypoints.gateway.http1.wire import MOST_HELD
from tests.gateway.http1.messages import a_request
from tests.gateway.http1.wires import OtherEnd, a_wire, until

RECEIVED_AT_ONCE = 256 * 1024
NEXT = a_request(line=b"GET /next HTTP/1.1")


async def test_no_body_takes_nothing() -> None:
    async with a_wire() as (wire, other):
        await other.send(NEXT)
        await until(lambda: wire.holds)
        body = Body(wire, NOTHING)
        assert (body.is_whole, body.at_hand(), await body.piece(by=inf), body.taken) == (True, b"", b"", 0)
        assert await wire.head(by=inf) == NEXT


@pytest.mark.parametrize(
    ("framing", "sent"),
    [(Sized(length=5), b"hello"), (CHUNKED, chunk(b"hello") + LAST_CHUNK)],
    ids=["sized", "chunked"],
)
async def test_what_is_at_hand_is_had_without_waiting_and_what_comes_after_it_goes_back(
    framing: Framing, sent: bytes
) -> None:
    async with a_wire() as (wire, other):
        await other.send(sent + NEXT)
        await until(lambda: wire.holds)
        body = Body(wire, framing)
        assert not body.is_whole
        assert (body.at_hand(), body.is_whole, body.taken) == (b"hello", True, 5)
        assert (body.at_hand(), await body.piece(by=inf)) == (b"", b"")
        assert await wire.head(by=inf) == NEXT


async def test_nothing_at_hand_is_nothing() -> None:
    async with a_wire() as (wire, _):
        body = Body(wire, Sized(length=5))
        assert (body.at_hand(), body.is_whole) == (b"", False)


@pytest.mark.parametrize("framing", [Sized(length=600), CHUNKED], ids=["sized", "chunked"])
async def test_pieces_come_one_after_another_until_the_end(framing: Framing) -> None:
    payload = bytes(range(200)) * 3
    sent = payload if framing != CHUNKED else chunk(payload[:100]) + chunk(payload[100:]) + LAST_CHUNK
    async with a_wire() as (wire, other):
        body = Body(wire, framing)
        sending = asyncio.create_task(_send_slowly(other, sent + NEXT))
        taken = b""
        while piece := await body.piece(by=inf):
            taken += piece
            assert body.taken == len(taken)
        await sending
        assert (taken, body.is_whole) == (payload, True)
        assert await wire.head(by=inf) == NEXT


async def test_the_last_piece_ends_the_body_if_all_of_it_came() -> None:
    async with a_wire() as (wire, other):
        body = Body(wire, CHUNKED)
        await other.send(chunk(b"hello"))
        assert (await body.piece(by=inf), body.is_whole) == (b"hello", False)
        await other.send(LAST_CHUNK)
        assert (await body.piece(by=inf), body.is_whole) == (b"", True)


async def test_a_body_until_the_close_is_whole_at_the_close() -> None:
    async with a_wire() as (wire, other):
        body = Body(wire, UNTIL_CLOSE)
        await other.send(b"hello")
        assert (await body.piece(by=inf), body.is_whole) == (b"hello", False)
        other.hang_up()
        assert (await body.piece(by=inf), body.is_whole, body.taken) == (b"", True, 5)


@pytest.mark.parametrize("framing", [Sized(length=10), CHUNKED], ids=["sized", "chunked"])
async def test_a_body_is_broken_off_where_the_other_side_hangs_up(framing: Framing) -> None:
    async with a_wire() as (wire, other):
        body = Body(wire, framing)
        await other.send(b"hello" if framing != CHUNKED else chunk(b"hello"))
        assert await body.piece(by=inf) == b"hello"
        other.hang_up()
        with pytest.raises(BrokenOff):
            await body.piece(by=inf)
        assert not body.is_whole


async def test_a_piece_that_does_not_come_is_too_late() -> None:
    async with a_wire() as (wire, _):
        body = Body(wire, Sized(length=10))
        waiting = asyncio.create_task(body.piece(by=inf))
        await asyncio.sleep(0)
        wire.hurry(by=1)
        wire.sweep(2)
        with pytest.raises(TooLate):
            await waiting


async def test_what_is_no_chunk_is_refused() -> None:
    async with a_wire() as (wire, other):
        body = Body(wire, CHUNKED)
        await other.send(chunk(b"hello") + b"0x5\r\n")
        with pytest.raises(NotHttp):
            await body.piece(by=inf)
        assert not body.is_whole


async def _send_slowly(other: OtherEnd, data: bytes) -> None:
    for at in range(0, len(data), 7):
        await other.send(data[at : at + 7])
        await asyncio.sleep(0)


async def test_smuggling_by_pipelined_bodies_lets_in_no_more_than_a_wire_may_hold() -> None:
    requests, most = 2_000, 0
    sent = (a_request(b"Content-Length: 1000") + b"a" * 1000) * requests
    async with a_wire() as (wire, other):
        sending = asyncio.create_task(other.send(sent))
        for _ in range(requests):
            body = Body(wire, request_head(await wire.head(by=inf)).said.framing)
            while await body.piece(by=inf):
                await asyncio.sleep(0)
            most = max(most, len(wire._held))
        await sending
    # One read more may come before whoever was woken by the last one gets to run.
    assert most <= MOST_HELD + 2 * RECEIVED_AT_ONCE


async def test_who_is_hurried_waits_no_longer_for_the_rest_of_a_head() -> None:
    async with a_wire() as (wire, end):
        waiting = asyncio.create_task(wire.head(by=inf))
        await asyncio.sleep(0)
        wire.hurry(by=1)
        await end.send(b"HTTP/1.1 1")
        await until(lambda: wire.holds)
        await asyncio.sleep(0)
        wire.sweep(1)
        with pytest.raises(TooLate):
            await waiting
