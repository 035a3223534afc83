"""Giving a service up that cannot be reached, and noticing that it can be again."""

import asyncio
import gc

import pytest

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.breaker import MOST_FAILURES, Breaker
from entrypoints.gateway.upstream.dialling import Unreachable
from entrypoints.gateway.upstream.refusals import ServiceDown, UpstreamRefused
from entrypoints.gateway.upstream.upstream import Upstream
from tests.gateway.upstream.conftest import OpenService
from tests.gateway.upstream.services import ANSWER, Service, answering, ask, listening
from tests.waiting import until


async def given_up(service: Service) -> Upstream:
    """Return the pool of a service that was killed, and has been given up."""
    upstream = service.upstream()
    await service.kill()
    states = []
    for _ in range(MOST_FAILURES):
        states.append(upstream.is_given_up)
        with pytest.raises(UpstreamRefused):
            await upstream.lend()
    assert (any(states), upstream.is_given_up) == (False, True)
    return upstream


async def asked_again(upstream: Upstream) -> None:
    async def is_asked() -> bool:
        return not upstream.is_given_up

    await until(is_asked)


async def test_a_service_that_cannot_be_reached_is_not_asked_for_a_while(open_service: OpenService) -> None:
    upstream = await given_up(await open_service(answering))
    for fresh in (False, True):
        with pytest.raises(ServiceDown) as down:
            await upstream.lend(fresh=fresh)
        assert (down.value.what, down.value.headers()["Retry-After"]) == ("users", "1")
    assert (upstream.lent, upstream.streams) == (0, 0)
    await upstream.close()
    assert not upstream.is_given_up


async def test_a_service_is_asked_again_as_soon_as_it_is_back(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = await given_up(service)
    await service.come_back()
    await asked_again(upstream)
    assert upstream.idle == 1
    wire = await upstream.lend()
    assert await ask(wire) == ANSWER


async def test_failures_that_an_answer_comes_between_are_not_in_a_row(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    for _ in range(3):
        await service.kill()
        for _ in range(MOST_FAILURES - 1):
            with pytest.raises(UpstreamRefused):
                await upstream.lend()
        await service.come_back()
        upstream.drop(await upstream.lend())
    assert not upstream.is_given_up


async def slow(upstream: Upstream, times: int) -> None:
    for _ in range(times):
        upstream.drop(await upstream.lend(), was_slow=True)


async def test_a_service_that_accepts_but_does_not_answer_is_given_up_too(open_service: OpenService) -> None:
    upstream = (await open_service(listening)).upstream()
    wires = [await upstream.lend() for _ in range(MOST_FAILURES + 1)]
    upstream.give_back(wires.pop())
    for wire in wires:
        assert upstream.idle == 1
        upstream.drop(wire, was_slow=True)
    assert (upstream.is_given_up, upstream.idle, upstream.lent) == (True, 0, 0)
    # It accepts, so that it is asked again; but it had better answer now.
    await asked_again(upstream)
    await slow(upstream, 1)
    with pytest.raises(ServiceDown):
        await upstream.lend()
    await upstream.close()


async def test_slow_answers_that_a_good_one_comes_between_are_not_in_a_row(open_service: OpenService) -> None:
    upstream = (await open_service(listening)).upstream()
    for _ in range(3):
        await slow(upstream, MOST_FAILURES - 1)
        upstream.give_back(await upstream.lend())
    assert not upstream.is_given_up


async def test_an_answer_that_comes_after_all_ends_the_wait(open_service: OpenService) -> None:
    service = await open_service(answering)
    upstream = service.upstream()
    late = await upstream.lend()
    stream = await upstream.lend()
    await ask(late)
    await slow(upstream, MOST_FAILURES)
    assert upstream.is_given_up
    upstream.give_back(late)
    assert await upstream.lend() is late
    await slow(upstream, MOST_FAILURES)
    assert upstream.is_given_up
    upstream.turns_into_stream(stream)
    upstream.drop(await upstream.lend())
    upstream.drop(stream)
    upstream.drop(late)


async def test_who_waited_in_line_is_told_that_the_service_is_down(open_service: OpenService) -> None:
    upstream = (await open_service(listening)).upstream(most=2)
    await slow(upstream, MOST_FAILURES - 1)
    one, other = await upstream.lend(), await upstream.lend()
    waiting = asyncio.create_task(upstream.lend())
    await asyncio.sleep(0)
    upstream.drop(one, was_slow=True)
    with pytest.raises(ServiceDown):
        await waiting
    assert upstream.lent == 1
    upstream.drop(other)
    await upstream.close()


async def test_a_probe_that_goes_wrong_is_told_of_and_keeps_no_service_given_up() -> None:
    async def probe() -> bool:
        raise ZeroDivisionError

    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(type(context["exception"])))
    breaker = Breaker(probe, most=1, every=0.001)
    breaker.refused()
    assert breaker.is_open

    async def is_closed() -> bool:
        return not breaker.is_open

    await until(is_closed)
    gc.collect()
    assert told == [ZeroDivisionError]


async def test_a_service_is_looked_for_until_it_is_found() -> None:
    looked = 0

    async def dial() -> Wire:
        nonlocal looked
        looked += 1
        raise Unreachable("dns_error")

    upstream = Upstream(name="users", host=b"users", dial=dial)
    for _ in range(MOST_FAILURES):
        with pytest.raises(UpstreamRefused):
            await upstream.lend()

    async def looked_twice() -> bool:
        return looked >= MOST_FAILURES + 2

    await until(looked_twice)
    assert upstream.is_given_up
    await upstream.close()


async def test_a_search_that_is_over_does_not_end_the_next_one() -> None:
    looked = asyncio.Event()

    async def probe() -> bool:
        looked.set()
        return False

    breaker = Breaker(probe, most=1, every=0.001)
    breaker.refused()
    await looked.wait()
    breaker.answered()
    breaker.refused()
    looked.clear()
    await looked.wait()
    assert breaker.is_open
    await breaker.close()
