"""What happens when a source of facts is slow, wrong, throttled or down: the same for all of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog
from aiohttp import web
from attrs import define, field
from typing_extensions import override

from adapters.memory.cache import MemoryCache
from adapters.section import CannotOpen
from core.errors import BadAnswer, NoAnswer, Unavailable
from ports.cache import Cache
from tests.clocks import ManualClock
from tests.standins.behaviour import Behaviour, Mode
from tests.standins.opening import opened
from tests.standins.questions import QUESTIONS, Question

SHORT: Any = {"ODDIYA_FACTS_TIMEOUT": "0.3", "ODDIYA_FACTS_TRY_TIMEOUT": "0.1"}
LONG_REST = timedelta(minutes=10)
SHORT_REST = timedelta(seconds=30)
TRIES = 3
OPENS_AFTER = 5

KINDS: dict[Mode, type[Unavailable]] = {
    "silent": NoAnswer,
    "down": Unavailable,
    "error": Unavailable,
    "throttled": Unavailable,
    "quota": Unavailable,
    "html": BadAnswer,
    "truncated": BadAnswer,
    "malformed": BadAnswer,
    "wrong_types": BadAnswer,
}


@define
class Asked:
    """An opened adapter with its stand-in, to be asked its one question."""

    question: Question
    clock: ManualClock
    behaviour: Behaviour
    adapter: Any
    answers: list[object] = field(factory=list)

    async def ask(self) -> object:
        return await self.question.ask(self.adapter, self.clock)

    async def fails(self, kind: type[Unavailable] = Unavailable) -> Unavailable:
        with pytest.raises(kind) as failed:
            await self.ask()
        return failed.value

    async def calls_of(self, asking: int = 1) -> int:
        before = self.behaviour.calls
        await asyncio.gather(*(self.ask() for _ in range(asking)), return_exceptions=True)
        return self.behaviour.calls - before


class NoCache(Cache):
    """A cache that never answers."""

    @override
    async def get(self, key: str) -> bytes | None:
        raise Unavailable(what="cache")

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        raise Unavailable(what="cache")

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        raise Unavailable(what="cache")

    @override
    async def pop(self, key: str) -> bytes | None:
        raise Unavailable(what="cache")

    @override
    async def delete(self, key: str) -> None:
        raise Unavailable(what="cache")


@asynccontextmanager
async def asked(question: Question, cache: Cache | None = None, **environment: str) -> AsyncIterator[Asked]:
    clock = ManualClock()
    standin = question.standin(clock)
    async with opened(question.port, standin, clock=clock, cache=cache, **environment) as adapter:
        yield Asked(question, clock, standin.behaviour, adapter)


@pytest.fixture(params=QUESTIONS, ids=lambda question: question.port)
def question(request: pytest.FixtureRequest, secrets_in_play: Callable[[str], None]) -> Question:
    found: Question = request.param
    secrets_in_play(found.key)
    return found


@pytest.fixture
async def source(question: Question) -> AsyncIterator[Asked]:
    async with asked(question) as found:
        yield found


def chain_of(error: BaseException) -> Iterator[BaseException]:
    yield error
    for other in (error.__cause__, error.__context__):
        if other is not None:
            yield from chain_of(other)


@pytest.mark.parametrize("mode", KINDS)
async def test_an_outage_is_unavailable_in_time_and_says_nothing_of_the_key(question: Question, mode: Mode) -> None:
    patience = SHORT if mode == "silent" else {}
    async with asked(question, **patience) as source, asyncio.timeout(10):
        source.behaviour.will(mode)
        error = await source.fails(KINDS[mode])
        # aiohttp by itself asks once more when a connection is lost that may have been idle for too long.
        assert 1 <= source.behaviour.calls <= TRIES * (2 if mode == "down" else 1)
        for one in chain_of(error):
            assert question.key not in f"{one} {one!r} {vars(one) if hasattr(one, '__dict__') else ''}"
        assert question.key not in repr(source.adapter)


async def test_who_is_slow_but_in_time_is_heard(source: Asked) -> None:
    source.behaviour.will("slow", seconds=0.05)
    assert await source.ask()


@pytest.mark.parametrize("mode", ["down", "error", "throttled", "html", "truncated"])
async def test_what_fails_once_is_asked_again(source: Asked, mode: Mode) -> None:
    source.behaviour.will(mode, times=1)
    assert await source.ask()


async def test_who_asks_to_come_later_than_anybody_waits_is_not_waited_for(source: Asked) -> None:
    source.behaviour.instead = lambda: web.Response(status=503, headers={"Retry-After": "120"})
    async with asyncio.timeout(10):
        error = await source.fails()
    assert (source.behaviour.calls, error.retry_after) == (1, 120)


async def test_who_asks_to_come_at_a_time_of_day_is_understood(source: Asked) -> None:
    date = {"Retry-After": "Fri, 04 Dec 2026 09:32:00 GMT"}
    source.behaviour.instead = lambda: web.Response(status=503, headers=date)
    assert (await source.fails()).retry_after == 120


@pytest.mark.parametrize("header", ["soon", "-1", "Fri, 99 Foo", "٣", "9" * 400])
async def test_a_time_to_come_again_that_makes_no_sense_does_no_harm(header: str) -> None:
    async with asked(QUESTIONS[0]) as source, asyncio.timeout(10):
        source.behaviour.instead = lambda: web.Response(status=503, headers={"Retry-After": header})
        await source.fails()


async def test_a_spent_quota_is_asked_once_and_then_left_alone_for_long(source: Asked) -> None:
    source.behaviour.will("quota")
    assert (await source.fails()).retry_after >= LONG_REST.total_seconds()
    assert source.behaviour.calls == 1
    assert await source.calls_of(asking=3) == 0
    source.clock.move(LONG_REST)
    source.behaviour.will("well")
    assert await source.ask()


async def test_who_fails_again_and_again_is_left_alone_and_then_probed_by_one(source: Asked) -> None:
    source.behaviour.will("error")
    while source.behaviour.calls < OPENS_AFTER:
        await source.fails()
    assert await source.calls_of() == 0
    source.clock.move(SHORT_REST)
    assert await source.calls_of() == 1
    assert await source.calls_of() == 0
    source.clock.move(SHORT_REST)
    source.behaviour.will("well")
    assert await source.ask()
    source.behaviour.will("error", times=1)


async def test_a_clock_that_was_set_back_leaves_nobody_alone_for_longer(source: Asked) -> None:
    source.behaviour.will("quota")
    await source.fails()
    source.clock.move(-LONG_REST)
    source.behaviour.will("well")
    assert await source.ask()


async def test_a_fact_that_is_known_is_not_asked_for_again(source: Asked) -> None:
    first = await source.ask()
    source.behaviour.will("down")
    assert await source.calls_of() == 0
    assert await source.ask() == first


async def test_a_fact_that_is_known_in_one_process_is_known_in_all(question: Question) -> None:
    cache = MemoryCache(clock=ManualClock(), most_bytes=2**20)
    async with asked(question, cache=cache) as one:
        first = await one.ask()
    async with asked(question, cache=cache) as other:
        assert await other.ask() == first
        assert other.behaviour.calls == 0


async def test_without_a_cache_that_works_there_are_facts_still(question: Question) -> None:
    async with asked(question, cache=NoCache()) as source:
        assert await source.ask() == await source.ask()


async def test_what_is_kept_and_makes_no_sense_is_fetched_again(question: Question) -> None:
    class Scrambled(MemoryCache):
        @override
        async def get(self, key: str) -> bytes | None:
            return b'{"not": "a fact"'

    async with asked(question, cache=Scrambled(clock=ManualClock(), most_bytes=2**20)) as source:
        assert await source.ask()


async def test_many_who_ask_at_once_are_one_question(source: Asked) -> None:
    alone = await source.calls_of()
    source.clock.move(timedelta(days=2))
    source.behaviour.will("slow", seconds=0.02)
    assert await source.calls_of(asking=20) == alone


async def test_who_goes_away_does_not_take_the_answer_from_the_others(source: Asked) -> None:
    source.behaviour.will("slow", seconds=0.05)
    gone, other = (asyncio.create_task(source.ask()) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await other


async def test_a_redirect_is_not_followed(source: Asked) -> None:
    source.behaviour.instead = lambda: web.Response(status=302, headers={"Location": "/thief"})
    await source.fails(BadAnswer)
    assert "/thief" not in source.behaviour.asked


async def test_an_endless_answer_is_cut_off(source: Asked) -> None:
    source.behaviour.instead = lambda: web.Response(body=b" " * (5 * 2**20))
    await source.fails(BadAnswer)


async def test_who_speaks_another_language_is_not_understood(source: Asked) -> None:
    class Greeting(web.Response):
        @override
        async def prepare(self, request: web.BaseRequest) -> None:
            assert request.transport is not None
            request.transport.write(b"+OK POP3 server ready\r\n")
            request.transport.close()

    source.behaviour.instead = Greeting
    await source.fails()


@pytest.mark.parametrize("name", ["ODDIYA_FACTS_TIMEOUT", "ODDIYA_FACTS_TRY_TIMEOUT"])
async def test_without_time_nothing_can_be_asked(name: str) -> None:
    without_time: Any = {name: "0"}
    with pytest.raises(CannotOpen, match=name):
        async with asked(QUESTIONS[0], **without_time):
            pass


async def test_the_operator_is_told_once_what_to_do(source: Asked) -> None:
    source.behaviour.instead = lambda: web.Response(status=404, text="no such page")
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            await source.fails()
    told = [line["why"] for line in lines if line["event"] == "an outside service gives no facts"]
    assert told == ["it answers status 404 and no JSON: is the URL right?"]


async def test_the_key_is_missing_or_no_key_and_the_operator_is_told_at_the_start(question: Question) -> None:
    clock = ManualClock()
    standin = question.standin(clock)
    (key_setting,) = (name for name, value in standin.settings("http://x").items() if value == question.key)
    for value, why in (("", "is missing"), ("two words", "is not usable")):
        told: Any = {key_setting: value}
        with pytest.raises(CannotOpen, match=f"{key_setting} {why}"):
            async with opened(question.port, standin, clock=clock, **told):
                pass
