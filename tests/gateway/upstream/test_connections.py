"""What holds for every connection to a service, however it is reached."""

import asyncio
from hashlib import sha256
from math import inf

import pytest

from entrypoints.gateway.http1.faults import BrokenOff, HeadTooLong, TooLate
from entrypoints.gateway.http1.wire import LONGEST_HEAD, Wire
from entrypoints.gateway.upstream.dialling import Unreachable
from tests.gateway.upstream.conftest import OpenService
from tests.gateway.upstream.services import ANSWER, ask, echoing, head_of, listening
from tests.waiting import until

LARGE = bytes(range(256)) * 40_000
PIECE = 64 * 1024
ONE_READ = 256 * 1024  # what the event loops take in at once at most


async def _everything(wire: Wire) -> list[bytes]:
    """Take in everything that comes, much slower than it could."""
    pieces = []
    while piece := await asyncio.wait_for(wire.piece(by=inf), 10):
        pieces.append(piece)
        for _ in range(20):
            await asyncio.sleep(0)
    return pieces


async def _write_all(wire: Wire, data: bytes) -> int:
    """Write as much as there is room for, again and again; return how many bytes waited at most."""
    most = 0
    for start in range(0, len(data), PIECE):
        wire.write(data[start : start + PIECE])
        most = max(most, wire.transport.get_write_buffer_size())
        if wire.is_full:
            await asyncio.wait_for(wire.room(by=inf), 10)
    return most


async def test_what_is_written_arrives_in_order(open_service: OpenService) -> None:
    wire = await (await open_service(echoing)).dial()
    numbers = b"".join(b"%d " % number for number in range(1000))
    for number in range(1000):
        wire.write(b"%d " % number)
    got = b""
    while len(got) < len(numbers):
        got += await asyncio.wait_for(wire.piece(by=inf), 10)
    assert got == numbers


async def test_an_answer_comes_no_faster_than_it_is_taken(open_service: OpenService) -> None:
    async def flooding(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(LARGE)
        await writer.drain()
        writer.close()

    wire = await (await open_service(flooding)).dial()
    wire.write(b"GET / HTTP/1.1\r\n\r\n")
    pieces = await _everything(wire)
    assert sha256(b"".join(pieces)).digest() == sha256(LARGE).digest()
    assert max(map(len, pieces)) <= 2 * ONE_READ


async def test_a_body_goes_no_faster_than_the_service_takes_it(open_service: OpenService) -> None:
    taken = sha256()
    done = asyncio.Event()

    async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100_000):
            taken.update(data)
            await asyncio.sleep(0)
        writer.close()
        done.set()

    wire = await (await open_service(counting)).dial()
    assert await _write_all(wire, LARGE) <= 2 * PIECE
    wire.end()
    await asyncio.wait_for(done.wait(), 10)
    assert taken.digest() == sha256(LARGE).digest()


async def test_both_directions_flow_at_once(open_service: OpenService) -> None:
    wire = await (await open_service(echoing)).dial()
    pieces, _ = await asyncio.gather(_everything(wire), _write_all_and_end(wire))
    assert sha256(b"".join(pieces)).digest() == sha256(LARGE).digest()
    assert max(map(len, pieces)) <= 2 * ONE_READ


async def _write_all_and_end(wire: Wire) -> None:
    await _write_all(wire, LARGE)
    wire.end()


async def test_a_service_that_hangs_up_in_the_middle_of_a_head_broke_off(open_service: OpenService) -> None:
    async def breaking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ANSWER[:20])
        writer.close()

    wire = await (await open_service(breaking)).dial()
    with pytest.raises(BrokenOff):
        await ask(wire)
    assert not wire.is_open


async def test_a_service_that_hangs_up_without_a_word_answers_nothing(open_service: OpenService) -> None:
    async def leaving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.transport.abort()

    service = await open_service(leaving)
    wire = await service.dial()
    assert await ask(wire) == b""

    async def is_forgotten() -> bool:
        return wire not in service.wires

    await until(is_forgotten)


async def test_what_was_written_before_closing_arrives(open_service: OpenService) -> None:
    got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def taking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.set_result(await reader.read(-1))
        writer.close()

    wire = await (await open_service(taking)).dial()
    wire.write(LARGE)
    wire.close()
    assert not wire.is_open
    assert await asyncio.wait_for(got, 10) == LARGE
    await lost(wire)
    wire.abort()
    assert not wire.is_open


async def lost(wire: Wire) -> None:
    async def is_lost() -> bool:
        return wire.is_over

    await until(is_lost)


async def test_an_answer_still_comes_after_the_end_of_what_was_sent(open_service: OpenService) -> None:
    async def answering_at_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read(-1)).upper())
        writer.close()

    wire = await (await open_service(answering_at_the_end)).dial()
    wire.write(b"what is asked")
    wire.end()
    assert b"".join(await _everything(wire)) == b"WHAT IS ASKED"


async def test_hanging_up_at_once_ends_what_the_service_does(open_service: OpenService) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def streaming(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        begun.set()
        try:
            while True:
                writer.write(b"more")
                await writer.drain()
                await asyncio.sleep(0.001)
        finally:
            ended.set()

    wire = await (await open_service(streaming)).dial()
    wire.write(b"GET / HTTP/1.1\r\n\r\n")
    await asyncio.wait_for(begun.wait(), 10)
    wire.abort()
    await asyncio.wait_for(ended.wait(), 10)


async def test_who_waits_for_room_is_told_that_the_service_is_gone(open_service: OpenService) -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(1))
        await asyncio.Event().wait()

    service = await open_service(deaf)
    wire = await service.dial()
    while not wire.is_full:
        wire.write(LARGE)
    waiting = asyncio.ensure_future(wire.room(by=inf))
    await asyncio.sleep(0)
    await service.kill()
    with pytest.raises(BrokenOff):
        await asyncio.wait_for(waiting, 10)


async def test_who_waits_is_told_when_it_was_too_long(open_service: OpenService) -> None:
    wire = await (await open_service(listening)).dial()
    waiting = asyncio.ensure_future(wire.piece(by=100.0))
    await asyncio.sleep(0)
    wire.sweep(99.9)
    assert not waiting.done()
    wire.sweep(100.0)
    with pytest.raises(TooLate):
        await waiting


async def test_who_waits_for_room_and_who_waits_for_bytes_have_times_of_their_own(open_service: OpenService) -> None:
    async def deaf(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    wire = await (await open_service(deaf)).dial()
    while not wire.is_full:
        wire.write(LARGE)
    reading, writing = asyncio.ensure_future(wire.piece(by=200.0)), asyncio.ensure_future(wire.room(by=100.0))
    await asyncio.sleep(0)
    wire.sweep(150.0)
    with pytest.raises(TooLate):
        await writing
    assert not reading.done()
    wire.sweep(200.0)
    with pytest.raises(TooLate):
        await reading


async def test_a_wait_that_was_given_up_late_does_not_take_the_next_one_along(open_service: OpenService) -> None:
    wire = await (await open_service(listening)).dial()
    first = asyncio.ensure_future(wire.piece(by=inf))
    await asyncio.sleep(0)
    first.cancel()
    second = asyncio.ensure_future(wire.piece(by=100.0))
    await asyncio.wait({first})
    await asyncio.sleep(0)
    wire.sweep(100.0)
    with pytest.raises(TooLate):
        await second


async def test_a_head_without_end_is_too_long_also_when_it_has_one_later(open_service: OpenService) -> None:
    async def verbose(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * LONGEST_HEAD + b"\r\n\r\n")
        await listening(reader, writer)

    wire = await (await open_service(verbose)).dial()
    with pytest.raises(HeadTooLong):
        await asyncio.wait_for(wire.head(by=inf), 10)


async def test_who_stops_waiting_loses_nothing(open_service: OpenService) -> None:
    wire = await (await open_service(echoing)).dial()
    waiting = asyncio.ensure_future(wire.piece(by=inf))
    await asyncio.sleep(0)
    waiting.cancel()
    wire.write(b"hello")
    assert await asyncio.wait_for(wire.piece(by=inf), 10) == b"hello"


async def test_a_service_sees_a_client_of_this_machine(open_service: OpenService) -> None:
    service = await open_service(listening)
    await service.dial()

    async def is_connected() -> bool:
        return len(service.connections) == 1

    await until(is_connected)
    assert service.connections[0].get_extra_info("peername")[0] == "127.0.0.1"


async def test_a_service_that_does_not_accept_is_unreachable(open_service: OpenService) -> None:
    service = await open_service(listening)
    dial = service.dial
    await service.kill()
    with pytest.raises(Unreachable) as refused:
        await dial()
    assert refused.value.reason == "connection_refused"
    assert not service.wires
