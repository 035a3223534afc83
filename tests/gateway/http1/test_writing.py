"""While much is written it goes out once the event loop's turn is over, in order, and before whatever ends it."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from entrypoints.gateway.http1.outbox import MANY, Outbox, outbox
from entrypoints.gateway.http1.wire import MOST_LEAVING
from tests.gateway.http1.wires import OtherEnd, a_wire, until

MOST = 1 << 20


def came(end: OtherEnd) -> bytes | None:
    """Return what is there to be read now, None if nothing is."""
    try:
        return end.sock.recv(MOST)
    except BlockingIOError:
        return None


async def after_a_busy_turn(some: Outbox) -> None:
    for _ in range(MANY):
        some.add(lambda: None)
    await asyncio.sleep(0)


async def test_after_a_quiet_turn_what_is_written_goes_out_at_once() -> None:
    async with a_wire() as (wire, end):
        for written in (b"one", b"two"):
            wire.write(written)
            assert came(end) == written
            await asyncio.sleep(0)


async def test_what_is_written_in_one_turn_goes_out_together_after_it() -> None:
    async with a_wire() as (wire, end):
        await after_a_busy_turn(outbox())
        wire.write(b"one ")
        wire.write(b"two")
        assert came(end) is None
        assert not wire.is_at_rest
        await asyncio.sleep(0)
        assert came(end) == b"one two"
        assert wire.is_at_rest


async def test_several_wires_send_in_the_order_in_which_they_were_written_to() -> None:
    async with AsyncExitStack() as stack:
        pairs = [await stack.enter_async_context(a_wire()) for _ in range(3)]
        await after_a_busy_turn(outbox())
        for number, (wire, _) in enumerate(pairs):
            wire.write(b"%d" % number)
        assert [came(end) for _, end in pairs] == [None] * len(pairs)
        await asyncio.sleep(0)
        assert [came(end) for _, end in pairs] == [b"0", b"1", b"2"]


async def test_what_is_large_goes_out_at_once_and_after_what_was_written_before() -> None:
    async with a_wire() as (wire, end):
        await after_a_busy_turn(outbox())
        wire.write(b"before ")
        wire.write(b"x" * MOST_LEAVING)
        assert came(end) == b"before " + b"x" * MOST_LEAVING


async def test_a_wire_that_nobody_reads_from_says_at_once_that_it_is_full() -> None:
    async with a_wire() as (wire, _):
        wire.write(b"x" * (4 * MOST))
        assert wire.is_full
        assert not wire.is_at_rest


@pytest.mark.parametrize("ending", ["end", "close", "abort"])
async def test_what_was_written_goes_out_before_the_end(ending: str) -> None:
    async with a_wire() as (wire, end):
        await after_a_busy_turn(outbox())
        wire.write(b"last words")
        getattr(wire, ending)()
        async with asyncio.timeout(5):
            assert await asyncio.get_running_loop().sock_recv(end.sock, MOST) == b"last words"
            assert await asyncio.get_running_loop().sock_recv(end.sock, MOST) == b""


async def test_what_is_written_to_a_lost_wire_is_dropped() -> None:
    async with a_wire() as (lost, _), a_wire() as (living, heard):
        lost.abort()
        await until(lambda: lost.is_over)
        await after_a_busy_turn(outbox())
        lost.write(b"to nobody")
        living.write(b"to somebody")
        await asyncio.sleep(0)
        assert came(heard) == b"to somebody"


async def test_one_that_cannot_send_disturbs_no_other() -> None:
    some, sent = Outbox(), list[str]()
    await after_a_busy_turn(some)

    def fail() -> None:
        sent.append("failed")
        raise RuntimeError("closed")

    some.add(fail)
    some.add(lambda: sent.append("sent"))
    await asyncio.sleep(0)
    assert sent == ["failed", "sent"]
