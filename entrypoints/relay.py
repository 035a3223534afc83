"""Carries committed events from the outbox to the queues of those who care."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog
from attrs import frozen

from core.errors import OddiyaError
from entrypoints.messages import message_of
from entrypoints.metrics import OUTBOX_FAILURES, OUTBOX_OLDEST, OUTBOX_PUBLISHED
from entrypoints.periodic import Periodic
from ports.clock import Clock
from ports.job_queue import JobQueue, Message
from ports.meter import Meter
from ports.tracing import Tracing
from ports.works import Envelope, OutboxFeed

BATCH = 500
LEASE = timedelta(seconds=30)
LOOK_EVERY = timedelta(seconds=1)
LONGEST_PAUSE = 5.0
PRUNE_EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)

log = structlog.get_logger()


@frozen(kw_only=True)
class Relay:
    """Publishes every event at least once; one that dies in the middle leaves its events to the next.

    `subscribers` names, for each event, the queues that get it; an event that nobody subscribes to is done at once.
    """

    feed: OutboxFeed
    queue: JobQueue
    subscribers: Mapping[str, Sequence[str]]
    clock: Clock
    meter: Meter
    tracing: Tracing
    lease: timedelta = LEASE

    async def run(self) -> None:
        """Publish for ever, sleeping while there is nothing to do; what fails is repeated after a growing pause."""
        self._begin_to_count()
        pause = 0.0
        while True:
            try:
                published = await self.publish_some()
                if not published:
                    await self.report()
                    await self.feed.wait(LOOK_EVERY)
                pause = 0.0
            except OddiyaError as failure:
                pause = min(LONGEST_PAUSE, pause * 2 or 0.1)
                self.meter.add(OUTBOX_FAILURES)
                log.warning("the relay could not publish", reason=str(failure), again_in=pause)
                await asyncio.sleep(pause)

    def _begin_to_count(self) -> None:
        # Prometheus sees a counter grow from its second sample on: the first failed film would be nobody's alarm.
        for name in self.subscribers:
            self.meter.add(OUTBOX_PUBLISHED, name, amount=0)
        self.meter.add(OUTBOX_FAILURES, amount=0)

    async def publish_some(self) -> int:
        """Publish the events that can be claimed now, up to a batch; return how many."""
        envelopes = await self.feed.claim(limit=BATCH, lease=self.lease)
        if not envelopes:
            return 0
        published = await self._published(envelopes)
        await self.feed.sent([envelope.event_id for envelope in published])
        for envelope in published:
            self.meter.add(OUTBOX_PUBLISHED, envelope.name)
        return len(envelopes)

    async def report(self) -> None:
        """State for how long the oldest event has been waiting."""
        oldest = await self.feed.oldest_unsent()
        age = (self.clock.now() - oldest).total_seconds() if oldest else 0.0
        self.meter.set(OUTBOX_OLDEST, value=max(0.0, age))

    async def prune(self) -> None:
        """Forget, now and then, what was published long ago."""
        await Periodic(name="prune the outbox", job=partial(self.feed.prune, age=KEPT), every=PRUNE_EVERY).run()

    async def _published(self, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
        """Publish events and return them, without those that no queue can ever carry; these keep nobody waiting."""
        try:
            for name, messages in self._by_queue(envelopes).items():
                await self.queue.put(name, messages)
        except ValueError as refusal:
            if len(envelopes) > 1:
                return [one for envelope in envelopes for one in await self._published([envelope])]
            # It stays in the outbox, where its age is an alarm: it must be neither lost nor silent.
            self.meter.add(OUTBOX_FAILURES)
            log.error("an event cannot be published", event_id=envelopes[0].event_id, reason=str(refusal))  # noqa: TRY400 - one line
            return ()
        return envelopes

    def _by_queue(self, envelopes: Sequence[Envelope]) -> Mapping[str, Sequence[Message]]:
        by_queue: dict[str, list[Message]] = defaultdict(list)
        for envelope in envelopes:
            for name in self.subscribers.get(envelope.name, ()):
                with self.tracing.span(f"send {name}", kind="producer", parent=envelope.traceparent):
                    by_queue[name].append(message_of(envelope, self.tracing.traceparent()))
        return by_queue
