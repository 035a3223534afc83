"""The pool of connections to one service."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.refusals import UpstreamFull, UpstreamRefused
from entrypoints.gateway.upstream.upstream import LONGEST_IDLE, Upstream
from tests.gateway.upstream.conftest import OpenService
from tests.gateway.upstream.services import ANSWER, Service, answering, ask, head_of, listening
from tests.waiting import until


def counts(upstream: Upstream) -> tuple[int, int, int]:
    return upstream.idle, upstream.lent, upstream.streams


def holds(condition: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return condition()

    return look


def later(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def lent_without_suspending(upstream: Upstream) -> Wire:
    """Lend a connection, and fail if that is not done at once."""
    lending = upstream.lend()
    with pytest.raises(StopIteration) as done:
        lending.send(None)
    wire: Wire = done.value.value
    return wire


async def a_used_one(upstream: Upstream) -> Wire:
    """Have one exchange, and give the connection back."""
    wire = await upstream.lend()
    assert await ask(wire) == ANSWER
    upstream.give_back(wire)
    return wire


async def test_a_connection_is_used_again_and_lent_without_suspending(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    wire = await upstream.lend()
    assert not wire.was_used
    for _ in range(3):
        assert counts(upstream) == (0, 1, 0)
        assert await ask(wire) == ANSWER
        upstream.give_back(wire)
        assert counts(upstream) == (1, 0, 0)
        assert await lent_without_suspending(upstream) is wire
        assert wire.was_used
    assert len(service.connections) == 1


async def test_the_connection_used_last_is_lent_first(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream()
    wires = [await upstream.lend() for _ in range(3)]
    for wire in wires:
        upstream.give_back(wire)
    assert [await upstream.lend() for _ in range(3)] == wires[::-1]


async def test_a_connection_that_the_service_closes_while_idle_is_forgotten_at_once(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    kept = [await upstream.lend() for _ in range(3)]
    for wire in kept:
        assert await ask(wire) == ANSWER
    for wire in kept:
        upstream.give_back(wire)
    for writer in service.connections[:2]:
        writer.close()
    await until(holds(lambda: upstream.idle == 1))
    assert counts(upstream) == (1, 0, 0)
    assert await upstream.lend() is kept[2]
    fresh = await upstream.lend()
    assert fresh not in kept
    assert not fresh.was_used
    assert await ask(fresh) == ANSWER


async def poisoned(open_service: OpenService) -> tuple[Upstream, Wire]:
    """Return a pool whose only idle connection holds bytes that nobody asked for."""

    async def talkative(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ANSWER)
        await go_on.wait()
        writer.write(ANSWER)
        await answering(reader, writer)

    go_on = asyncio.Event()
    upstream = (await open_service(talkative)).upstream()
    wire = await a_used_one(upstream)
    assert upstream.idle == 1
    go_on.set()
    await until(holds(lambda: wire.holds))
    return upstream, wire


async def test_a_connection_that_said_what_nobody_asked_is_never_lent_again(open_service: OpenService) -> None:
    upstream, wire = await poisoned(open_service)
    other = await upstream.lend()
    assert other is not wire
    assert not wire.is_open
    assert counts(upstream) == (0, 1, 0)
    assert await ask(other) == ANSWER


async def test_a_connection_that_said_what_nobody_asked_is_closed_when_it_is_noticed(open_service: OpenService) -> None:
    upstream, wire = await poisoned(open_service)
    upstream.tidy(0)
    assert not wire.is_open
    assert counts(upstream) == (0, 0, 0)


async def test_a_connection_that_holds_more_than_the_answer_is_not_kept(open_service: OpenService) -> None:
    async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ANSWER + ANSWER)
        await listening(reader, writer)

    upstream = (await open_service(twice)).upstream()
    wire = await a_used_one(upstream)
    assert not wire.is_open
    assert counts(upstream) == (0, 0, 0)


async def test_a_connection_that_was_closed_is_not_kept(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream()
    wire = await upstream.lend()
    wire.close()
    upstream.give_back(wire)
    assert counts(upstream) == (0, 0, 0)


async def test_a_connection_with_something_left_to_send_is_not_kept(open_service: OpenService) -> None:
    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(ANSWER)
        await asyncio.Event().wait()

    upstream = (await open_service(early)).upstream()
    wire = await upstream.lend()
    assert await ask(wire) == ANSWER
    while not wire.is_full:
        wire.write(bytes(1_000_000))
    upstream.give_back(wire)
    assert counts(upstream) == (0, 0, 0)
    assert not wire.is_open


async def test_a_connection_that_is_dropped_is_hung_up_on(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    wire = await upstream.lend()
    upstream.drop(wire)
    assert counts(upstream) == (0, 0, 0)
    await until(holds(lambda: not service.wires))


async def test_a_connection_comes_back_once(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream()
    wire = await a_used_one(upstream)
    for come_back in (upstream.give_back, upstream.drop, upstream.turns_into_stream):
        with pytest.raises(KeyError):
            come_back(wire)
    assert counts(upstream) == (1, 0, 0)


async def test_what_is_idle_for_too_long_is_closed(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    await a_used_one(upstream)
    upstream.tidy(later(LONGEST_IDLE - 1))
    assert counts(upstream) == (1, 0, 0)
    upstream.tidy(later(LONGEST_IDLE + 1))
    assert counts(upstream) == (0, 0, 0)
    await until(holds(lambda: not service.wires))


async def test_what_is_lent_is_never_too_long_idle(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream()
    wire = await upstream.lend()
    upstream.tidy(later(LONGEST_IDLE + 1))
    assert await ask(wire) == ANSWER
    assert counts(upstream) == (0, 1, 0)


async def test_there_are_no_more_connections_than_there_may_be(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream(most=3)
    most = 0

    async def exchange() -> None:
        nonlocal most
        wire = await upstream.lend()
        most = max(most, upstream.lent)
        assert await ask(wire) == ANSWER
        upstream.give_back(wire)

    await asyncio.gather(*(exchange() for _ in range(50)))
    assert most == 3
    assert len(service.connections) == 3
    assert counts(upstream) == (3, 0, 0)


async def test_who_finds_no_connection_free_is_refused_in_the_end(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1, patience=0.01)
    wire = await upstream.lend()
    with pytest.raises(UpstreamFull) as full:
        await upstream.lend()
    assert full.value.what == "users"
    upstream.give_back(wire)
    assert await upstream.lend() is wire


async def waiting_for(upstream: Upstream, count: int) -> "list[asyncio.Task[Wire]]":
    """Return so many who stand in line for a connection."""
    tasks = [asyncio.create_task(upstream.lend()) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_those_who_wait_are_served_in_the_order_they_came(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    tasks = await waiting_for(upstream, 3)
    for task in tasks:
        upstream.give_back(wire)
        assert await task is wire
    upstream.give_back(wire)
    assert counts(upstream) == (1, 0, 0)


async def test_who_comes_later_does_not_overtake_those_who_wait(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    (first,) = await waiting_for(upstream, 1)
    upstream.give_back(wire)
    (second,) = await waiting_for(upstream, 1)
    assert await first is wire
    assert not second.done()
    upstream.give_back(wire)
    assert await second is wire


async def test_who_waits_gets_a_new_connection_when_one_is_dropped(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    (task,) = await waiting_for(upstream, 1)
    upstream.drop(wire)
    other = await task
    assert not other.was_used
    assert await ask(other) == ANSWER
    assert counts(upstream) == (0, 1, 0)


async def test_who_waits_gets_no_connection_that_broke_on_its_way(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    (task,) = await waiting_for(upstream, 1)
    upstream.give_back(wire)
    wire.abort()
    other = await task
    assert other is not wire
    assert await ask(other) == ANSWER
    assert counts(upstream) == (0, 1, 0)


async def test_who_goes_in_the_moment_of_being_served_leaves_it_to_the_next(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    first, second = await waiting_for(upstream, 2)
    upstream.give_back(wire)
    first.cancel()
    assert await second is wire
    assert first.cancelled()
    (third,) = await waiting_for(upstream, 1)
    upstream.give_back(wire)
    third.cancel()
    await asyncio.wait({third})
    assert counts(upstream) == (1, 0, 0)


async def test_who_goes_in_the_moment_of_being_given_a_place_leaves_it_to_the_next(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    first, second = await waiting_for(upstream, 2)
    upstream.drop(wire)
    first.cancel()
    other = await second
    (third,) = await waiting_for(upstream, 1)
    upstream.drop(other)
    third.cancel()
    await asyncio.wait({third})
    assert counts(upstream) == (0, 0, 0)


async def test_who_goes_while_waiting_is_not_served(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1)
    wire = await upstream.lend()
    first, second = await waiting_for(upstream, 2)
    first.cancel()
    upstream.give_back(wire)
    assert await second is wire
    assert first.cancelled()


async def test_who_goes_while_connecting_leaves_no_place_taken() -> None:
    begun = asyncio.Event()

    async def dial() -> Wire:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    upstream = Upstream(name="users", host=b"users", dial=dial, most=1)
    task = asyncio.create_task(upstream.lend())
    await begun.wait()
    assert counts(upstream) == (0, 1, 0)
    task.cancel()
    await asyncio.wait({task})
    assert counts(upstream) == (0, 0, 0)


async def test_a_stream_has_a_place_of_its_own(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream(most=1, most_streams=1, patience=0.01)
    stream = await upstream.lend()
    upstream.turns_into_stream(stream)
    other = await upstream.lend()
    assert counts(upstream) == (0, 1, 1)
    with pytest.raises(UpstreamFull):
        upstream.turns_into_stream(other)
    upstream.give_back(stream)
    assert not stream.is_open
    upstream.turns_into_stream(other)
    assert counts(upstream) == (0, 0, 1)


async def test_a_fresh_connection_takes_the_place_of_an_idle_one(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1, patience=0.01)
    idle = await a_used_one(upstream)
    fresh = await upstream.lend(fresh=True)
    assert fresh is not idle
    assert (fresh.was_used, idle.is_open) == (False, False)
    assert counts(upstream) == (0, 1, 0)


async def test_an_exchange_that_turns_into_a_stream_makes_room_for_another(open_service: OpenService) -> None:
    upstream = (await open_service(answering)).upstream(most=1, most_streams=1)
    stream = await upstream.lend()
    (task,) = await waiting_for(upstream, 1)
    upstream.turns_into_stream(stream)
    other = await task
    assert counts(upstream) == (0, 1, 1)
    with pytest.raises(UpstreamFull):
        upstream.turns_into_stream(other)
    assert counts(upstream) == (0, 1, 1)
    upstream.drop(stream)
    upstream.drop(other)
    assert counts(upstream) == (0, 0, 0)


async def test_a_service_that_is_away_is_told_from_one_that_is_full(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream(most=1)
    await service.kill()
    with pytest.raises(UpstreamRefused) as refused:
        await upstream.lend()
    assert (refused.value.what, refused.value.error) == ("users", "connection_refused")
    assert counts(upstream) == (0, 0, 0)


async def test_a_service_that_is_killed_takes_its_idle_connections_with_it(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    wires = [await upstream.lend() for _ in range(5)]
    for wire in wires:
        upstream.give_back(wire)
    await connected(service, 5)
    await service.kill()
    await until(holds(lambda: upstream.idle == 0))
    await service.come_back()
    assert await ask(await upstream.lend()) == ANSWER


async def connected(service: Service, count: int) -> None:
    await until(holds(lambda: len(service.connections) == count))


async def test_closing_hangs_up_on_what_is_idle(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    await a_used_one(upstream)
    await upstream.close()
    assert counts(upstream) == (0, 0, 0)
    await until(holds(lambda: not service.wires))
