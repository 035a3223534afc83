"""How fast the relay publishes, and how soon after a commit when there is nothing else to do."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter
from typing import ClassVar

from attrs import define, field, frozen
from typing_extensions import override

from core.events import Event
from entrypoints.relay import Relay
from ports.identity_works import IdentityWork
from ports.job_queue import Delivery, Depth, JobQueue, Message
from ports.works import Works
from tests.bench.harness import Claim, Report, percentile, repeatedly
from tests.bench.ports import opened, opener

EVENTS = 5000
COMMITS = 200


@frozen(kw_only=True)
class Happened(Event):
    """Something to publish."""

    name: ClassVar[str] = "happened"
    number: int


@define
class TimedQueue(JobQueue):
    """Passes on to the real queue and remembers when each message was put."""

    _queue: JobQueue
    put_at: list[float] = field(factory=list)
    put_one: asyncio.Event = field(factory=asyncio.Event)

    @override
    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = timedelta()) -> None:
        await self._queue.put(queue, messages, delay=delay)
        self.put_at.extend([perf_counter()] * len(messages))
        self.put_one.set()

    @override
    async def receive(self, queue: str, *, limit: int, lease: timedelta, wait: timedelta) -> Sequence[Delivery]:
        return await self._queue.receive(queue, limit=limit, lease=lease, wait=wait)

    @override
    async def extend(self, delivery: Delivery, *, lease: timedelta) -> None:
        await self._queue.extend(delivery, lease=lease)

    @override
    async def ack(self, delivery: Delivery) -> None:
        await self._queue.ack(delivery)

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        await self._queue.give_back(delivery, delay=delay)

    @override
    async def depth(self, queue: str) -> Depth:
        return await self._queue.depth(queue)


async def bench() -> Report:
    """Measure throughput with a full outbox and latency with an empty one, on the embedded profile."""
    async with opener() as lender:
        works, queue = await opened(lender, "identity_works", "job_queue")
        clock, meter, tracing = await opened(lender, "clock", "meter", "tracing")
        timed = TimedQueue(queue)
        relay = Relay(
            feed=works.feed,
            queue=timed,
            subscribers={"happened": ["q"]},
            clock=clock,
            meter=meter,
            tracing=tracing,
        )

        async def throughput() -> float:
            await commit(works, EVENTS)
            started = perf_counter()
            while await relay.publish_some():
                pass
            return EVENTS / (perf_counter() - started)

        rates = await repeatedly(throughput)
        latencies = [await wake_up(works, relay, timed) for _ in range(5)]
    return Report(
        "relay",
        [
            Claim(name="events published", unit="events/s", ours=rates, goal=3000, least=True),
            Claim(name="commit to published when idle, p99", unit="ms", ours=latencies, goal=50),
        ],
    )


async def commit(works: Works[IdentityWork], count: int) -> None:
    """Leave events in the outbox."""
    async with works.begin() as work:
        for number in range(count):
            work.outbox.add(Happened(number=number))


async def wake_up(works: Works[IdentityWork], relay: Relay, queue: TimedQueue) -> float:
    """Return the 99th percentile, in milliseconds, from a commit to its event being in the queue."""
    running = asyncio.create_task(relay.run())
    taken = []
    for _ in range(COMMITS):
        queue.put_one.clear()
        await commit(works, 1)
        committed = perf_counter()
        await queue.put_one.wait()
        taken.append((queue.put_at[-1] - committed) * 1000)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return percentile(taken, 0.99)
