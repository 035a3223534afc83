"""How the relay publishes, keeps on trying, and cleans up after itself."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import pytest
from attrs import define, evolve, field, frozen
from typing_extensions import override

from adapters.memory.identity_works import open_adapter
from adapters.memory.job_queue import MemoryJobQueue
from adapters.memory.works import Section
from adapters.prometheus.meter import PrometheusMeter
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from adapters.wire.traceparent import parent_of
from core.errors import Unavailable
from core.events import Event
from entrypoints import relay as relay_module
from entrypoints.messages import envelope_of
from entrypoints.relay import Relay
from ports.clock import Clock
from ports.identity_works import IdentityWork
from ports.job_queue import Message
from ports.works import Works
from tests.clocks import ManualClock

NOW = timedelta()
MINUTE = timedelta(minutes=1)


@frozen(kw_only=True)
class ThingDone(Event):
    name: ClassVar[str] = "thing-done"
    number: int


class SulkingQueue(MemoryJobQueue):
    """A queue that does not answer the first few times, and never carries the number 13."""

    def __init__(self, clock: Clock, *, max_receives: int) -> None:
        super().__init__(clock, max_receives=max_receives)
        self.refusals = 0

    @override
    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = NOW) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable(what="the queue")
        if any("13" in envelope_of(message).data for message in messages):
            raise ValueError("no queue carries thirteen")
        await super().put(queue, messages, delay=delay)


@define
class Bench:
    """A relay between works and a queue."""

    clock: ManualClock
    works: Works[IdentityWork]
    queue: SulkingQueue
    relay: Relay
    taken: list[int] = field(factory=list)

    async def happen(self, *numbers: int) -> None:
        async with self.works.begin() as work:
            for number in numbers:
                work.outbox.add(ThingDone(number=number), group="somebody")

    async def arrived(self, name: str = "things") -> list[str]:
        deliveries = await self.queue.receive(name, limit=100, lease=MINUTE, wait=NOW)
        return [envelope_of(delivery.message).data for delivery in deliveries]

    def said(self, line: str) -> bool:
        return line in self.relay.meter.exposition().decode().splitlines()

    async def run_until(self, condition: Callable[[], bool]) -> None:
        running = asyncio.create_task(self.relay.run())
        try:
            async with asyncio.timeout(10):
                while not condition():
                    await asyncio.sleep(0.005)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = ManualClock()
    queue = SulkingQueue(clock, max_receives=5)
    tracing = W3cTracing()
    async with open_adapter(Section(clock=clock, ids=Uuid7Ids(clock), tracing=tracing)) as works:
        subscribers = {"thing-done": ["things", "copies"]}
        relay = Relay(
            feed=works.feed,
            queue=queue,
            subscribers=subscribers,
            clock=clock,
            meter=PrometheusMeter(),
            tracing=tracing,
        )
        yield Bench(clock, works, queue, relay)


async def test_every_subscriber_gets_every_event(bench: Bench) -> None:
    await bench.happen(1, 2)
    assert await bench.relay.publish_some() == 2
    assert sorted(await bench.arrived()) == sorted(await bench.arrived("copies")) == ['{"number":1}', '{"number":2}']
    assert await bench.relay.publish_some() == 0
    assert bench.said('oddiya_outbox_published_total{event="thing-done"} 2.0')


async def test_a_message_goes_on_with_the_trace_in_which_its_event_happened(bench: Bench) -> None:
    tracing = bench.relay.tracing
    with tracing.span("asked"):
        asked = tracing.traceparent()
        await bench.happen(1)
    await bench.happen(2)
    await bench.relay.publish_some()
    deliveries = await bench.queue.receive("things", limit=100, lease=MINUTE, wait=NOW)
    in_order = sorted(deliveries, key=lambda one: envelope_of(one.message).data)
    first, second = (parent_of(one.message.traceparent or "") for one in in_order)
    begun = parent_of(asked or "")
    assert begun is not None
    assert first is not None
    assert second is not None
    assert first.trace_id == begun.trace_id != second.trace_id
    assert first.span_id != begun.span_id
    assert tracing.traceparent() is None


async def test_an_event_that_nobody_subscribes_to_is_done_at_once(bench: Bench) -> None:
    await bench.happen(1)
    assert await evolve(bench.relay, subscribers={}).publish_some() == 1
    assert await bench.works.feed.oldest_unsent() is None


async def test_what_could_not_be_published_is_published_when_its_lease_ends(bench: Bench) -> None:
    await bench.happen(1)
    bench.queue.refusals = 1
    with pytest.raises(Unavailable):
        await bench.relay.publish_some()
    assert await bench.relay.publish_some() == 0
    bench.clock.move(bench.relay.lease)
    assert await bench.relay.publish_some() == 1


async def test_an_event_that_can_never_be_carried_keeps_no_other_waiting_and_is_not_lost(bench: Bench) -> None:
    await bench.happen(1, 13, 2)
    await bench.relay.publish_some()
    assert set(await bench.arrived()) == {'{"number":1}', '{"number":2}'}
    bench.clock.move(bench.relay.lease)
    (left,) = await bench.works.feed.claim(limit=10, lease=MINUTE)
    assert left.data == '{"number":13}'
    assert bench.said("oddiya_outbox_publish_failures_total 1.0")


async def test_a_queue_that_does_not_answer_is_asked_again(bench: Bench) -> None:
    bench.queue.refusals = 2
    impatient = evolve(bench.relay, lease=NOW)
    bench.relay = impatient
    await bench.happen(1)
    await bench.run_until(lambda: bench.said('oddiya_outbox_published_total{event="thing-done"} 1.0'))
    assert bench.said("oddiya_outbox_publish_failures_total 2.0")


async def test_the_age_of_the_oldest_event_is_stated(bench: Bench) -> None:
    await bench.happen(1)
    bench.clock.move(timedelta(seconds=7))
    await bench.relay.report()
    assert bench.said("oddiya_outbox_oldest_unsent_seconds 7.0")
    await bench.relay.publish_some()
    await bench.relay.report()
    assert bench.said("oddiya_outbox_oldest_unsent_seconds 0.0")


async def test_what_is_old_is_pruned_now_and_then(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "PRUNE_EVERY", timedelta(milliseconds=1))
    async with bench.works.begin() as work:
        assert await work.inbox.first_time("m", consumer="c")
    bench.clock.move(relay_module.KEPT + MINUTE)
    pruning = asyncio.create_task(bench.relay.prune())
    try:
        async with asyncio.timeout(10):
            while not await is_forgotten(bench.works):
                await asyncio.sleep(0.005)
    finally:
        pruning.cancel()
        await asyncio.gather(pruning, return_exceptions=True)


async def is_forgotten(works: Works[IdentityWork]) -> bool:
    """Tell whether the message is new again, without remembering it."""
    with suppress(Unavailable):
        async with works.begin() as work:
            if not await work.inbox.first_time("m", consumer="c"):
                return False
            raise Unavailable(what="nothing; this only rolls back")
    return True
