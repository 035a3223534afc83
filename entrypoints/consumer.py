"""Takes messages from a queue and works on them, several at a time, until each is done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from secrets import SystemRandom
from time import perf_counter

import structlog
from attrs import frozen

from core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OddiyaError,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from entrypoints.ending import ended
from entrypoints.messages import envelope_of
from entrypoints.metrics import MESSAGE_SECONDS, MESSAGES
from ports.job_queue import Delivery, JobQueue, LeaseLost
from ports.meter import Meter
from ports.tracing import Tracing
from ports.works import Envelope

FIRST_DELAY = 0.5
LONGEST_DELAY = 300.0
LONG_POLL = timedelta(seconds=10)
PAUSE = 1.0

Handler = Callable[[Envelope], Awaitable[None]]
log = structlog.get_logger()


class Outcome(Enum):
    """What becomes of a message."""

    DONE = "done"
    RETRY = "retry"
    GIVEN_UP = "given_up"


VERDICTS: Mapping[type[OddiyaError], Outcome] = {
    NotFound: Outcome.GIVEN_UP,
    Conflict: Outcome.RETRY,
    Invalid: Outcome.GIVEN_UP,
    Forbidden: Outcome.GIVEN_UP,
    Unauthenticated: Outcome.GIVEN_UP,
    TooMany: Outcome.RETRY,
    Unavailable: Outcome.RETRY,
}


@frozen
class Verdict:
    """What becomes of a message, and after how many seconds at least it is worth another try."""

    outcome: Outcome
    not_before: float = 0.0


@frozen(kw_only=True)
class Consumer:
    """Works on the messages of one queue.

    A handler must have its effect once however often it is called: it asks the inbox. A message whose handler fails in
    a way that may pass is given back: not before the time that the handler names, and after a delay drawn from a range
    that grows with each try, so that what failed together does not come back together. What cannot be handled ends in
    the dead letters, or, where the handler says that it never will be, is dropped with a line in the log. While a
    handler works, the lease is renewed; a handler that loses its lease is cancelled.
    """

    queue: JobQueue
    name: str
    handlers: Mapping[str, Handler]
    meter: Meter
    tracing: Tracing
    concurrency: int = 4
    lease: timedelta = timedelta(seconds=30)
    draw: Callable[[], float] = SystemRandom().random

    async def run(self) -> None:
        """Work for ever; when cancelled, give back what is being worked on."""
        working: set[asyncio.Task[None]] = set()
        try:
            while True:
                if len(working) == self.concurrency:
                    await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
                for delivery in await self._receive(self.concurrency - len(working)):
                    task = asyncio.create_task(self._work_on(delivery))
                    working.add(task)
                    task.add_done_callback(working.discard)
        finally:
            await ended(*working)

    async def _receive(self, limit: int) -> Sequence[Delivery]:
        try:
            return await self.queue.receive(self.name, limit=limit, lease=self.lease, wait=LONG_POLL)
        except OddiyaError as failure:
            log.warning("the queue does not answer", queue=self.name, reason=str(failure))
            await asyncio.sleep(PAUSE)
            return ()

    async def _work_on(self, delivery: Delivery) -> None:
        try:
            envelope = envelope_of(delivery.message)
        except ValueError:
            log.exception("a message that cannot be read", queue=self.name)
            return await self._settle(delivery, "unknown", Verdict(Outcome.GIVEN_UP))
        started = perf_counter()
        try:
            verdict = await self._handle(delivery, envelope)
        except asyncio.CancelledError:
            await self.queue.give_back(delivery)
            raise
        self.meter.observe(MESSAGE_SECONDS, self.name, envelope.name, value=perf_counter() - started)
        return await self._settle(delivery, envelope.name, verdict)

    async def _handle(self, delivery: Delivery, envelope: Envelope) -> Verdict:
        handler = self.handlers.get(envelope.name)
        if handler is None:
            log.error("a message that nobody handles", queue=self.name, event_name=envelope.name)
            return Verdict(Outcome.GIVEN_UP)
        with self.tracing.span(f"process {self.name}", kind="consumer", parent=envelope.traceparent):
            try:
                await self._with_lease_kept(delivery, handler(envelope))
            except OddiyaError as failure:
                verdict = verdict_on(failure)
                log.warning(
                    "a message failed",
                    queue=self.name,
                    event_name=envelope.name,
                    reason=str(failure),
                    then=verdict.outcome.value,
                )
                return verdict
            except Exception:
                log.exception("a message failed unexpectedly", queue=self.name, event_name=envelope.name)
                return Verdict(Outcome.RETRY)
        return Verdict(Outcome.DONE)

    async def _with_lease_kept(self, delivery: Delivery, handling: Awaitable[None]) -> None:
        """Handle while renewing the lease; once that is impossible, cancel the handler and raise `LeaseLost`."""
        working, renewing = asyncio.ensure_future(handling), asyncio.create_task(self._renew(delivery))
        try:
            await asyncio.wait((working, renewing), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise LeaseLost
            working.result()
        finally:
            await ended(working, renewing)

    async def _renew(self, delivery: Delivery) -> None:
        """Renew the lease until it is lost."""
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            try:
                await self.queue.extend(delivery, lease=self.lease)
            except LeaseLost:
                return
            except OddiyaError as failure:
                log.warning("a lease could not be renewed yet", queue=self.name, reason=str(failure))

    async def _settle(self, delivery: Delivery, event_name: str, verdict: Verdict) -> None:
        self.meter.add(MESSAGES, self.name, event_name, verdict.outcome.value)
        try:
            if verdict.outcome is Outcome.RETRY:
                drawn = self.draw() * min(LONGEST_DELAY, FIRST_DELAY * 2**delivery.receives)
                delay = min(LONGEST_DELAY, max(verdict.not_before, drawn))
                await self.queue.give_back(delivery, delay=timedelta(seconds=delay))
            else:
                await self.queue.ack(delivery)
        except OddiyaError as failure:
            log.warning("a message comes back when its lease ends", queue=self.name, reason=str(failure))


def verdict_on(failure: OddiyaError) -> Verdict:
    """Return what becomes of a message whose handler failed like this."""
    outcome = next(VERDICTS[kind] for kind in VERDICTS if isinstance(failure, kind))
    return Verdict(outcome, failure.retry_after if isinstance(failure, Unavailable | TooMany) else 0.0)
