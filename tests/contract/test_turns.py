"""What everybody who grants turns promises."""

import asyncio
from datetime import UTC, timedelta

import pytest
from attrs import frozen

from composition.catalogue import Entry
from ports.turns import Turns, TurnTaken
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

CLEANUP = "cleanup-2"


@frozen
class Pair:
    """Two processes that ask for the same turns."""

    here: Turns
    there: Turns


@pytest.fixture(params=enrolled("turns"))
async def pair(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Pair:
    entry: Entry = request.param
    here = await open_adapter(entry)
    # What is in one process's memory, only that process can see.
    return Pair(here, here if entry.name == "memory" else await open_adapter(entry))


@pytest.fixture(params=["here", "there"])
def other(request: pytest.FixtureRequest, pair: Pair) -> Turns:
    turns: Turns = getattr(pair, request.param)
    return turns


async def is_free(turns: Turns, what: str = CLEANUP) -> bool:
    try:
        async with turns.take(what):
            return True
    except TurnTaken:
        return False


async def test_a_turn_that_somebody_has_is_refused_at_once_and_free_afterwards(pair: Pair, other: Turns) -> None:
    async with pair.here.take(CLEANUP):
        with pytest.raises(TurnTaken, match="cleanup-2 is going on already") as refused:
            async with other.take(CLEANUP):
                pytest.fail("two have the turn")
        assert refused.value.what == CLEANUP
        assert not await is_free(other)
    assert await is_free(other)
    assert await is_free(pair.here)


async def test_who_was_refused_takes_nothing_from_who_has_it(pair: Pair, other: Turns) -> None:
    async with pair.here.take(CLEANUP) as turn:
        assert not await is_free(other)
        assert not await is_free(other)
        await turn.now()
        assert not await is_free(other)


async def test_another_name_is_another_turn(pair: Pair, other: Turns) -> None:
    async with pair.here.take(CLEANUP), other.take("cleanup-20") as turn, other.take("2"):
        await turn.now()
        assert not await is_free(pair.here, "cleanup-20")


async def test_a_turn_ends_with_a_block_that_fails_and_the_failure_stays_what_it_is(pair: Pair, other: Turns) -> None:
    with pytest.raises(ZeroDivisionError):
        async with pair.here.take(CLEANUP):
            raise ZeroDivisionError
    assert await is_free(other)
    with pytest.raises(TimeoutError):
        async with pair.here.take(CLEANUP):
            raise TimeoutError
    assert await is_free(other)


async def test_a_turn_ends_with_a_block_that_is_cancelled(pair: Pair, other: Turns) -> None:
    begun = asyncio.Event()

    async def stay() -> None:
        async with pair.here.take(CLEANUP):
            begun.set()
            await asyncio.Event().wait()

    staying = asyncio.create_task(stay())
    await begun.wait()
    staying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staying
    assert await is_free(other)


async def test_whoever_is_cancelled_while_taking_a_turn_does_not_keep_it(pair: Pair, other: Turns) -> None:
    for moment in (0.0, 0.001, 0.002, 0.004, 0.008):
        taking = asyncio.create_task(is_free(pair.here))
        await asyncio.wait((taking,), timeout=moment)
        taking.cancel()
        await asyncio.wait((taking,))
    async with asyncio.timeout(10):
        while not await is_free(other):
            await asyncio.sleep(0.01)


async def test_of_many_at_once_one_has_the_turn(pair: Pair) -> None:
    all_asked = asyncio.Barrier(8)

    async def attempt(turns: Turns) -> bool:
        try:
            async with turns.take(CLEANUP):
                await all_asked.wait()
                return True
        except TurnTaken:
            await all_asked.wait()
            return False

    results = await asyncio.gather(*(attempt(turns) for turns in (pair.here, pair.there) * 4))
    assert sorted(results) == [False] * 7 + [True]


async def test_all_have_the_same_time_and_it_goes_on(pair: Pair) -> None:
    async with pair.here.take("one") as one, pair.there.take("two") as two:
        moments = [await turn.now() for turn in (one, two, one, two)]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] < timedelta(minutes=1)
    assert {moment.tzinfo for moment in moments} == {UTC}


async def test_a_turn_may_be_asked_by_many_at_once(pair: Pair) -> None:
    async with pair.here.take(CLEANUP) as turn:
        assert len(await asyncio.gather(*(turn.now() for _ in range(5)))) == 5
