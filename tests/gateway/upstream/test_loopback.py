"""The connection inside a process, seen by the protocols at its ends."""

import asyncio
from contextvars import ContextVar, copy_context
from typing import Any

import pytest
from attrs import define, field
from typing_extensions import override

from entrypoints.gateway.upstream.loopback.transport import LoopbackTransport, connect

LARGE = bytes(200_000)
ASKED: ContextVar[str] = ContextVar("asked", default="nothing")


@define(eq=False)
class End(asyncio.Protocol):
    """Notes what it is told; `keeps` the connection after the other's end."""

    keeps: bool = False
    told: list[str] = field(factory=list)
    got: bytes = b""
    pieces: list[int] = field(factory=list)
    contexts: set[str] = field(factory=set)
    error: Exception | None = None
    transport: LoopbackTransport = field(init=False)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, LoopbackTransport)
        self.transport = transport
        self.contexts.add(ASKED.get())

    @override
    def data_received(self, data: bytes) -> None:
        self.got += data
        self.pieces.append(len(data))
        self.contexts.add(ASKED.get())

    @override
    def eof_received(self) -> bool:
        self.told.append("end")
        return self.keeps

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append("lost")
        self.error = exc

    @override
    def pause_writing(self) -> None:
        self.told.append("full")

    @override
    def resume_writing(self) -> None:
        self.told.append("room")


def connected(*, keeps: bool = False) -> tuple[End, End]:
    one, other = End(keeps=keeps), End(keeps=keeps)
    connect(one, other, copy_context())
    return one, other


async def settled(turns: int = 50) -> None:
    """Let the event loop go on until nothing is left to do."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def test_nothing_arrives_within_the_call_that_sends_it() -> None:
    one, other = connected()
    one.transport.write(b"a")
    assert not other.pieces
    await settled()
    assert other.got == b"a"


async def test_two_that_answer_each_other_at_once_never_call_each_other() -> None:
    class Answering(End):
        depth = 0
        deepest = 0

        @override
        def data_received(self, data: bytes) -> None:
            Answering.depth += 1
            Answering.deepest = max(Answering.deepest, Answering.depth)
            if len(self.pieces) < 100:
                self.transport.write(data)
            super().data_received(data)
            Answering.depth -= 1

    one, other = Answering(), Answering()
    connect(one, other, copy_context())
    one.transport.write(b"x")
    await settled(500)
    assert (len(one.pieces), len(other.pieces)) == (100, 101)
    assert Answering.deepest == 1


async def test_one_piece_arrives_in_each_turn_of_the_event_loop() -> None:
    one, other = connected()
    for number in range(5):
        one.transport.write(b"%d" % number)
    for turn in range(1, 6):
        await asyncio.sleep(0)
        assert len(other.pieces) == turn
    assert other.got == b"01234"


async def test_what_is_large_arrives_in_pieces() -> None:
    one, other = connected()
    one.transport.write(LARGE)
    await settled()
    assert other.got == LARGE
    assert other.pieces == [65536, 65536, 65536, 200_000 - 3 * 65536]


async def test_lines_written_together_arrive_together_and_nothing_does_not_arrive() -> None:
    one, other = connected()
    one.transport.writelines([b"a", b"", bytearray(b"b"), memoryview(b"c")])
    one.transport.write(b"")
    await settled()
    assert other.pieces == [3]
    assert other.got == b"abc"


async def test_what_is_written_may_be_changed_afterwards() -> None:
    one, other = connected()
    buffer = bytearray(b"before")
    one.transport.write(buffer)
    buffer[:] = b"after!"
    await settled()
    assert other.got == b"before"


async def test_who_writes_too_much_is_told_and_told_again_when_there_is_room() -> None:
    one, other = connected()
    other.transport.pause_reading()
    one.transport.write(bytes(64 * 1024))
    assert one.told == []
    one.transport.write(b"x")
    assert one.told == ["full"]
    assert one.transport.get_write_buffer_size() == 64 * 1024 + 1
    await settled()
    assert (one.told, len(other.got)) == (["full"], 0)
    other.transport.resume_reading()
    await settled()
    assert (one.told, len(other.got)) == (["full", "room"], 64 * 1024 + 1)
    assert one.transport.get_write_buffer_size() == 0


async def test_the_marks_can_be_set() -> None:
    one, other = connected()
    assert one.transport.get_write_buffer_limits() == (16 * 1024, 64 * 1024)
    one.transport.set_write_buffer_limits(high=8)
    assert one.transport.get_write_buffer_limits() == (2, 8)
    one.transport.set_write_buffer_limits(low=3)
    assert one.transport.get_write_buffer_limits() == (3, 12)
    one.transport.set_write_buffer_limits(high=0)
    one.transport.write(b"x")
    await settled()
    assert one.told == ["full", "room"]
    with pytest.raises(ValueError, match="at least low"):
        one.transport.set_write_buffer_limits(high=1, low=2)
    one.transport.set_write_buffer_limits()
    assert one.transport.get_write_buffer_limits() == other.transport.get_write_buffer_limits()


async def test_who_does_not_read_gets_nothing_until_it_does() -> None:
    one, other = connected()
    other.transport.pause_reading()
    other.transport.pause_reading()
    assert not other.transport.is_reading()
    one.transport.write(b"a")
    one.transport.write_eof()
    await settled()
    assert (other.got, other.told) == (b"", [])
    other.transport.resume_reading()
    other.transport.resume_reading()
    assert other.transport.is_reading()
    await settled()
    assert (other.got, other.told) == (b"a", ["end", "lost"])


async def test_a_pause_holds_back_what_is_already_on_its_way() -> None:
    one, other = connected()
    one.transport.write(b"a")
    other.transport.pause_reading()
    await settled()
    assert not other.got


async def test_closing_sends_the_rest_and_ends_both_sides() -> None:
    one, other = connected()
    one.transport.write(LARGE)
    one.transport.close()
    one.transport.close()
    one.transport.write(b"too late")
    assert (one.transport.is_closing(), one.transport.is_reading()) == (True, False)
    await settled()
    assert other.got == LARGE
    assert (one.told, one.error) == (["full", "room", "lost"], None)
    assert (other.told, other.error) == (["end", "lost"], None)
    assert other.transport.is_closing()


async def test_closing_does_not_wait_for_who_does_not_read_when_nothing_is_left_to_send() -> None:
    one, other = connected()
    other.transport.pause_reading()
    one.transport.close()
    await settled()
    assert (one.told, other.told) == (["lost"], [])
    other.transport.resume_reading()
    await settled()
    assert other.told == ["end", "lost"]


async def test_closing_waits_for_who_does_not_read_when_something_is_left_to_send() -> None:
    one, other = connected()
    other.transport.pause_reading()
    one.transport.write(b"a")
    one.transport.close()
    await settled()
    assert one.told == []
    other.transport.resume_reading()
    await settled()
    assert (one.told, other.got, other.told) == (["lost"], b"a", ["end", "lost"])


async def test_what_is_sent_to_who_is_closing_is_dropped_and_blocks_nobody() -> None:
    one, other = connected()
    one.transport.pause_reading()
    other.transport.write(LARGE)
    one.transport.close()
    other.transport.write(LARGE)
    assert other.transport.get_write_buffer_size() == 0
    await settled()
    assert not one.got
    assert other.told == ["full", "room", "end", "lost"]


async def test_hanging_up_at_once_drops_what_is_on_its_way() -> None:
    one, other = connected()
    one.transport.write(LARGE)
    other.transport.write(b"a")
    one.transport.abort()
    one.transport.abort()
    assert one.transport.is_closing()
    await settled()
    assert not one.got
    assert not other.got
    assert (one.told, one.error) == (["full", "lost"], None)
    assert other.told == ["lost"]
    assert isinstance(other.error, ConnectionResetError)


async def test_who_is_closing_can_still_hang_up_at_once() -> None:
    one, other = connected()
    other.transport.pause_reading()
    one.transport.write(b"a")
    one.transport.close()
    one.transport.abort()
    await settled()
    assert (one.told, other.told, other.got) == (["lost"], ["lost"], b"")


async def test_who_has_hung_up_cannot_undo_what_has_been_sent() -> None:
    one, other = connected()
    other.transport.pause_reading()
    one.transport.close()
    await settled()
    one.transport.abort()
    other.transport.resume_reading()
    await settled()
    assert (other.told, other.error) == (["end", "lost"], None)


async def test_an_end_leaves_the_other_direction_open() -> None:
    one, other = connected(keeps=True)
    assert one.transport.can_write_eof()
    one.transport.write_eof()
    one.transport.write_eof()
    with pytest.raises(RuntimeError, match="after the end"):
        one.transport.write(b"a")
    await settled()
    other.transport.write(b"b")
    await settled()
    assert (other.told, one.got) == (["end"], b"b")
    other.transport.close()
    await settled()
    assert (one.told, other.told) == (["end"], ["end", "lost"])
    one.transport.close()
    one.transport.write_eof()
    await settled()
    assert one.told == ["end", "lost"]


async def test_what_is_bound_for_a_request_is_not_bound_for_the_connection() -> None:
    one, other = End(), End()
    context = copy_context()
    ASKED.set("a request")
    connect(one, other, context)
    one.transport.write(b"a")
    await settled()
    assert other.contexts == {"nothing"}


async def test_a_protocol_that_fails_loses_its_connection() -> None:
    class Failing(End):
        @override
        def data_received(self, data: bytes) -> None:
            raise ZeroDivisionError

    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    one, other = End(), Failing()
    connect(one, other, copy_context())
    one.transport.write(LARGE)
    await settled()
    assert [type(one["exception"]) for one in told] == [ZeroDivisionError]
    assert (one.told, other.told) == (["full", "lost"], ["lost"])


async def test_it_has_an_address_of_this_machine_and_no_socket() -> None:
    one, _ = connected()
    assert one.transport.get_extra_info("peername") == ("127.0.0.1", 0)
    assert one.transport.get_extra_info("socket") is None
    assert one.transport.get_extra_info("sslcontext", "none") == "none"


async def test_another_protocol_can_take_over() -> None:
    one, other = connected()
    later = End()
    one.transport.write(b"a")
    await settled()
    other.transport.set_protocol(later)
    assert other.transport.get_protocol() is later
    one.transport.write(b"b")
    await settled()
    assert (other.got, later.got) == (b"a", b"b")
