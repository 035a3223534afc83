"""How long the queues are, as numbers that whoever consumes one shows: dead letters have no consumer everywhere."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from entrypoints.periodic import Periodic
from ports.clock import Clock
from ports.job_queue import JobQueue, dead_letters_of
from ports.meter import Meter, Metric

EVERY: Final = timedelta(seconds=15)
QUEUE_MESSAGES: Final = Metric(
    name="oddiya_queue_messages",
    kind="gauge",
    help="Messages in a queue, by state: waiting, or held (leased or put off). Each replica tells of the same queue.",
    labels=("queue", "state"),
)
QUEUE_READ: Final = Metric(
    name="oddiya_queue_read_timestamp_seconds",
    kind="gauge",
    help="When the messages of a queue were last counted, in seconds since 1970.",
    labels=("queue",),
)


@frozen(kw_only=True)
class MeasureQueue:
    """State, again and again, how many messages a queue has, and how many of them are dead letters."""

    queue: JobQueue
    name: str
    clock: Clock
    meter: Meter

    async def run(self) -> None:
        """Measure for ever."""
        await Periodic(name=f"measure the queue {self.name}", job=self.measure, every=EVERY).run()

    async def measure(self) -> None:
        """Measure once."""
        for name in (self.name, dead_letters_of(self.name)):
            depth = await self.queue.depth(name)
            self.meter.set(QUEUE_MESSAGES, name, "waiting", value=depth.waiting)
            self.meter.set(QUEUE_MESSAGES, name, "held", value=depth.held)
            self.meter.set(QUEUE_READ, name, value=self.clock.now().timestamp())
