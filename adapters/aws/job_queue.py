"""A queue in Amazon SQS."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from math import ceil
from typing import Any

import structlog
from attrs import Factory, frozen
from botocore.exceptions import ClientError
from typing_extensions import override

from adapters.aws.leases import LONGEST, Leases
from adapters.aws.queue_urls import QueueUrls
from adapters.aws.session import AwsSession, answered_by, code_of
from adapters.section import need, setting
from adapters.wire.message import check_queue, message_json, message_of, whole_seconds
from core.errors import Unavailable
from ports.job_queue import DEAD_SUFFIX, Delivery, JobQueue, LeaseLost, Message, dead_letters_of

BATCH = 10  # messages that one call sends or receives
BATCH_BYTES = 256 * 1024
LONGEST_DELAY = 15 * 60  # seconds that a message can be put off when it is sent
POLL_SECONDS = 2  # one long poll; a cancelled receive waits for it, so that it can give back what came
POLL_PATIENCE = 5  # seconds after which such a poll is given up
MOMENT = 0.05  # seconds that are not worth another poll
QUOTED = 20_000  # characters that are kept of a body that is no message
LOST = (  # what SQS says of a message that is gone or in nobody's hands
    "ReceiptHandleIsInvalid",
    "MessageNotInflight",
    "AWS.SimpleQueueService.MessageNotInflight",
    "InvalidParameterValue",
)

log = structlog.get_logger()


@frozen(kw_only=True)
class SqsJobQueue(JobQueue):
    """Standard queues; the group of a message makes them fair, so that one busy person delays nobody else.

    A delivery is extended, acknowledged and given back by the process that received it. Times are whole seconds,
    rounded up; leases, with all their extensions, last 12 hours at most.
    """

    client: Any
    urls: QueueUrls
    fair: bool
    leases: Leases = Factory(Leases)

    @override
    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = timedelta()) -> None:
        check_queue(queue)
        seconds = whole_seconds(delay, most=LONGEST_DELAY)
        entries = [self._entry(message, seconds) for message in messages]
        with answered_by(_named(queue)):
            for batch in _batches(entries):
                answer = await self.client.send_message_batch(QueueUrl=await self.urls.of(queue), Entries=batch)
                if answer.get("Failed"):
                    raise Unavailable(what=_named(queue))

    @override
    async def receive(self, queue: str, *, limit: int, lease: timedelta, wait: timedelta) -> Sequence[Delivery]:
        check_queue(queue)
        seconds = max(1, whole_seconds(lease, most=LONGEST))
        deadline = _now() + wait.total_seconds()
        while True:
            left = max(0.0, deadline - _now())
            poll = self._poll(queue, limit=limit, seconds=seconds, wait=min(POLL_SECONDS, ceil(left)))
            deliveries = await self._seen_by_somebody(poll)
            if deliveries or deadline - _now() < MOMENT:
                return deliveries

    @override
    async def extend(self, delivery: Delivery, *, lease: timedelta) -> None:
        now = _now()
        seconds = self.leases.extension(delivery.receipt, lease, now=now)
        if not await self._change(delivery, seconds):
            self.leases.end(delivery.receipt)
            raise LeaseLost
        self.leases.renew(delivery.receipt, seconds=seconds, now=now)

    @override
    async def ack(self, delivery: Delivery) -> None:
        if self.leases.alive(delivery.receipt, now=_now()):
            url = await self._url(delivery.queue)
            await _done(delivery, self.client.delete_message(QueueUrl=url, ReceiptHandle=delivery.receipt))
            self.leases.end(delivery.receipt)

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        seconds = whole_seconds(delay, most=LONGEST)
        now = _now()
        if lease := self.leases.alive(delivery.receipt, now=now):
            await self._change(delivery, max(0, min(seconds, lease.left_of_longest(now))))
            self.leases.end(delivery.receipt)

    def _entry(self, message: Message, delay: int) -> dict[str, Any]:
        entry: dict[str, Any] = {"MessageBody": message_json(message), "DelaySeconds": delay}
        if self.fair and message.group:
            entry["MessageGroupId"] = sha256(message.group.encode()).hexdigest()
        return entry

    async def _seen_by_somebody(self, poll: Coroutine[Any, Any, list[Delivery]]) -> list[Delivery]:
        """Wait for the poll; when cancelled meanwhile, give back what it brings."""
        polling = asyncio.ensure_future(poll)
        try:
            return await asyncio.shield(polling)
        except asyncio.CancelledError:
            await _to_the_end(self._give_back_all(polling))
            raise

    async def _give_back_all(self, polling: asyncio.Future[list[Delivery]]) -> None:
        await asyncio.wait({polling}, timeout=POLL_PATIENCE)
        polling.cancel()
        for delivery in (await asyncio.gather(polling, return_exceptions=True))[0:1]:
            pass

    async def _poll(self, queue: str, *, limit: int, seconds: int, wait: int) -> list[Delivery]:
        with answered_by(_named(queue)):
            answer = await self.client.receive_message(
                QueueUrl=await self.urls.of(queue),
                MaxNumberOfMessages=min(limit, BATCH),
                VisibilityTimeout=seconds,
                WaitTimeSeconds=wait,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        now = _now()
        self.leases.forget_past(now)
        deliveries = []
        for raw in answer.get("Messages", ()):
            self.leases.begin(raw["ReceiptHandle"], seconds=seconds, now=now)
            
        return deliveries
