"""How a consumer deals with messages that fail, cannot be read, or take long."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from attrs import define
from typing_extensions import override

from adapters.memory.job_queue import MemoryJobQueue, Section, open_adapter
from adapters.prometheus.meter import PrometheusMeter
from adapters.system.clock import SystemClock
from adapters.w3c.tracing import W3cTracing
from core.errors import KINDS, Invalid, OddiyaError, Unavailable
from entrypoints.consumer import VERDICTS, Consumer, Handler
from entrypoints.messages import envelope_of, message_of
from ports.job_queue import Delivery, JobQueue, Message, dead_letters_of
from ports.works import Envelope
from tests.builders import an_id

NOW = timedelta()


def an_envelope(name: str = "thing-done") -> Envelope:
    moment = datetime(2026, 12, 4, tzinfo=UTC)
    return Envelope(event_id=an_id(), name=name, data="{}", group="u", traceparent=None, occurred_at=moment)


@pytest.fixture
async def queue() -> JobQueue:
    async with open_adapter(Section(clock=SystemClock(), max_receives=3)) as opened:
        return opened


@define
class Running:
    """A consumer at work."""

    queue: JobQueue
    handler: Handler
    lease: timedelta = timedelta(seconds=30)
    concurrency: int = 4
    draw: Callable[[], float] = lambda: 0.0

    async def until(self, condition: Callable[[], bool]) -> None:
        """Work until the condition holds."""
        consumer = Consumer(
            queue=self.queue,
            name="q",
            handlers={"thing-done": self.handler},
            meter=PrometheusMeter(),
            tracing=W3cTracing(),
            concurrency=self.concurrency,
            lease=self.lease,
            draw=self.draw,
        )
        working = asyncio.create_task(consumer.run())
        try:
            async with asyncio.timeout(10):
                while not condition():
                    await asyncio.sleep(0.005)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


def is_empty(queue: JobQueue) -> bool:
    """Tell whether nothing is left, nor leased: what was handled is settled a moment later."""
    assert isinstance(queue, MemoryJobQueue)
    return not queue._shelves["q"].ready and not queue._shelves["q"].leased


async def left_in(queue: JobQueue, name: str = "q") -> int:
    return len(await queue.receive(name, limit=10, lease=timedelta(minutes=1), wait=NOW))


@define
class AckNoting:
    """A queue that counts what is acknowledged."""

    queue: JobQueue
    acks: int = 0

    async def ack(self, delivery: Delivery) -> None:
        await self.queue.ack(delivery)
        self.acks += 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.queue, name)


def test_the_table_of_verdicts_is_complete() -> None:
    assert set(VERDICTS) == set(KINDS)


def test_an_envelope_travels_unchanged() -> None:
    envelope = an_envelope()
    assert envelope_of(message_of(envelope)) == envelope


async def test_a_message_that_was_handled_is_gone(queue: JobQueue) -> None:
    handled: list[Envelope] = []

    async def handle(envelope: Envelope) -> None:
        handled.append(envelope)

    envelopes = [an_envelope() for _ in range(10)]
    await queue.put("q", [message_of(envelope) for envelope in envelopes])
    await Running(queue, handle).until(lambda: is_empty(queue))
    assert sorted(handled, key=lambda one: one.event_id) == envelopes


async def test_several_messages_are_worked_on_at_once_and_no_more_than_allowed(queue: JobQueue) -> None:
    working, most, done = 0, 0, 0

    async def handle(_: Envelope) -> None:
        nonlocal working, most, done
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.01)
        working -= 1
        done += 1

    await queue.put("q", [message_of(an_envelope()) for _ in range(12)])
    await Running(queue, handle, concurrency=3).until(lambda: done == 12)
    assert most == 3


async def test_what_may_pass_next_time_is_tried_again(queue: JobQueue) -> None:
    tries = 0

    async def handle(_: Envelope) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable(what="the weather")

    await queue.put("q", [message_of(an_envelope())])
    await Running(queue, handle).until(lambda: tries == 2)


@pytest.mark.parametrize("error", [Invalid(), ValueError("a bug")])
async def test_what_never_passes_is_dropped_and_what_nobody_foresaw_ends_in_the_dead_letters(
    queue: JobQueue, error: Exception
) -> None:
    tries = 0

    async def handle(_: Envelope) -> None:
        nonlocal tries
        tries += 1
        raise error

    foreseen = isinstance(error, OddiyaError)
    await queue.put("q", [message_of(an_envelope())])
    noting = AckNoting(queue)
    consuming = Running(cast("JobQueue", noting), handle)
    await consuming.until(lambda: noting.acks == 1 if foreseen else tries == 3)
    assert tries == (1 if foreseen else 3)
    async with asyncio.timeout(20):
        while not foreseen and not await left_in(queue, dead_letters_of("q")):
            await asyncio.sleep(0.05)
            await left_in(queue)
    assert await left_in(queue) == 0


async def test_what_cannot_be_read_or_is_not_known_does_not_stop_the_rest(queue: JobQueue) -> None:
    handled = 0

    async def handle(_: Envelope) -> None:
        nonlocal handled
        handled += 1

    strange = [Message(message_id=an_id(), body=body) for body in ("", "{}", "[]", "nonsense")]
    await queue.put("q", [*strange, message_of(an_envelope("never-heard-of")), message_of(an_envelope())])
    await Running(queue, handle).until(lambda: is_empty(queue))
    assert handled == 1


async def test_the_lease_is_kept_for_as_long_as_the_handler_works(queue: JobQueue) -> None:
    started = finished = 0

    async def handle(_: Envelope) -> None:
        nonlocal started, finished
        started += 1
        await asyncio.sleep(0.5)
        finished += 1

    await queue.put("q", [message_of(an_envelope())])
    await Running(queue, handle, lease=timedelta(milliseconds=150)).until(lambda: finished == 1)
    assert started == 1


async def test_a_handler_that_has_lost_its_lease_is_cancelled(queue: JobQueue) -> None:
    cancelled = 0

    async def handle(_: Envelope) -> None:
        nonlocal cancelled
        time.sleep(0.1)  # noqa: ASYNC251 - longer than the lease, and nothing can renew it meanwhile
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled += 1
            raise

    await queue.put("q", [message_of(an_envelope())])
    consuming = Running(queue, handle, lease=timedelta(milliseconds=60))
    await consuming.until(lambda: cancelled > 0)


async def test_a_consumer_that_stops_gives_back_what_it_was_working_on(queue: JobQueue) -> None:
    started = 0

    async def handle(_: Envelope) -> None:
        nonlocal started
        started += 1
        await asyncio.sleep(30)

    await queue.put("q", [message_of(an_envelope()) for _ in range(4)])
    await Running(queue, handle).until(lambda: started == 4)
    assert await left_in(queue) == 4


class NotingQueue(MemoryJobQueue):
    """Notes how long messages are to stay away, and hands them out again at once."""

    delays: list[float]

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = NOW) -> None:
        self.delays.append(delay.total_seconds())
        await super().give_back(delivery)


@pytest.mark.parametrize(("retry_after", "delays"), [(1.0, [1, 1, 2, 4]), (40.0, [40, 40, 40, 40])])
async def test_what_failed_stays_away_for_a_time_drawn_from_a_growing_range_and_for_as_long_as_it_asks(
    retry_after: float, delays: list[float]
) -> None:
    queue = NotingQueue(SystemClock(), max_receives=100)
    queue.delays = []
    await queue.put("q", [message_of(an_envelope())])

    async def fail(_: Envelope) -> None:
        raise Unavailable(what="it", retry_after=retry_after)

    running = Running(queue, fail, draw=lambda: 0.5)
    await running.until(lambda: len(queue.delays) >= len(delays))
    assert queue.delays[: len(delays)] == delays
