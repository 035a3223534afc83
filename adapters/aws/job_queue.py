"""A queue in Amazon SQS."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
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
from adapters.aws.undoing import done_or_undone
from adapters.section import need, setting
from adapters.wire.message import check_queue, message_json, message_of, whole_seconds
from core.errors import Unavailable
from ports.job_queue import DEAD_SUFFIX, Delivery, Depth, JobQueue, LeaseLost, Message, dead_letters_of

BATCH = 10  # messages that one call sends or receives
BATCH_BYTES = 256 * 1024
LONGEST_DELAY = 15 * 60  # seconds that a message can be put off when it is sent
POLL_SECONDS = 2  # one long poll; a cancelled receive waits for it, so that it can give back what came
POLL_PATIENCE = 5  # seconds after which such a poll is given up
MOMENT = 0.05  # seconds that are not worth another poll
QUOTED = 20_000  # characters that are kept of a body that is no message
WAITING = "ApproximateNumberOfMessages"
HELD = ("ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
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
            deliveries = await done_or_undone(poll, undo=self._give_back_all, patience=POLL_PATIENCE)
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
            await self._with_receipt(self.client.delete_message, delivery)
            self.leases.end(delivery.receipt)

    @override
    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        seconds = whole_seconds(delay, most=LONGEST)
        now = _now()
        if lease := self.leases.alive(delivery.receipt, now=now):
            await self._change(delivery, max(0, min(seconds, lease.left_of_longest(now))))
            self.leases.end(delivery.receipt)

    @override
    async def depth(self, queue: str) -> Depth:
        check_queue(queue)
        with answered_by(_named(queue)):
            url = await self.urls.of(queue)
            answer = await self.client.get_queue_attributes(QueueUrl=url, AttributeNames=[WAITING, *HELD])
            told = answer["Attributes"]
            return Depth(waiting=int(told[WAITING]), held=sum(int(told[name]) for name in HELD))

    def _entry(self, message: Message, delay: int) -> dict[str, Any]:
        entry: dict[str, Any] = {"MessageBody": message_json(message), "DelaySeconds": delay}
        if self.fair and message.group:
            entry["MessageGroupId"] = sha256(message.group.encode()).hexdigest()
        return entry

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
        for raw in answer.get("Messages", ()):
            self.leases.begin(raw["ReceiptHandle"], seconds=seconds, now=now)
        return [delivery for raw in answer.get("Messages", ()) if (delivery := await self._delivery(queue, raw))]

    async def _delivery(self, queue: str, raw: dict[str, Any]) -> Delivery | None:
        receives = int(raw["Attributes"]["ApproximateReceiveCount"])
        delivery = partial(Delivery, queue=queue, receipt=raw["ReceiptHandle"], receives=receives)
        try:
            return delivery(message=message_of(raw["Body"]))
        except ValueError:
            quotation = Message(message_id=raw["MessageId"], body=json.dumps(raw["Body"][:QUOTED]))
            await self._bury(delivery(message=quotation))
            return None

    async def _bury(self, delivery: Delivery) -> None:
        """Put what is no message of ours among the dead letters, as a message that quotes it."""
        buried = delivery.queue if delivery.queue.endswith(DEAD_SUFFIX) else dead_letters_of(delivery.queue)
        log.warning("body is no message", queue=delivery.queue, sqs_message_id=delivery.message.message_id)
        try:
            await self.put(buried, [delivery.message])
            await self.ack(delivery)
        except Unavailable:
            log.warning("dead letters do not answer", queue=buried)

    async def _give_back_all(self, deliveries: Sequence[Delivery]) -> None:
        try:
            await asyncio.gather(*map(self.give_back, deliveries))
        except Unavailable:
            log.warning("messages come back only when their lease ends", queue=deliveries[0].queue)

    async def _change(self, delivery: Delivery, seconds: int) -> bool:
        return await self._with_receipt(self.client.change_message_visibility, delivery, VisibilityTimeout=seconds)

    async def _with_receipt(self, call: Callable[..., Awaitable[Any]], delivery: Delivery, **further: Any) -> bool:
        """Make a call about a delivery; tell whether its receipt was still good."""
        with answered_by(_named(delivery.queue)):
            url = await self.urls.of(delivery.queue)
            try:
                await call(QueueUrl=url, ReceiptHandle=delivery.receipt, **further)
            except ClientError as error:
                if code_of(error) not in LOST:
                    raise
                return False
            return True


@frozen(kw_only=True)
class Section:
    """Which queues are ours; in production they are there before Oddiya is, with their dead letters."""

    session: AwsSession = need("aws_session")
    prefix: str = setting("ODDIYA_SQS_PREFIX", "what the names of all queues begin with", default="oddiya-")
    create_queues: bool = setting(
        "ODDIYA_SQS_CREATE_QUEUES", "true to make queues that do not exist, or false", default=False
    )
    fair_queues: bool = setting(
        "ODDIYA_SQS_FAIR_QUEUES", "true, or false where standard queues refuse groups", default=True
    )
    max_receives: int = setting("ODDIYA_QUEUE_MAX_RECEIVES", "a number of receives", default=5)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[JobQueue]:
    """Open a client of SQS."""
    async with section.session.client("sqs") as client:
        urls = QueueUrls(
            client=client, prefix=section.prefix, create=section.create_queues, max_receives=section.max_receives
        )
        yield SqsJobQueue(client=client, urls=urls, fair=section.fair_queues)


def _named(queue: str) -> str:
    return f"the queue {queue}"


def _now() -> float:
    return asyncio.get_running_loop().time()


def _batches(entries: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut the entries into calls of a size that SQS takes."""
    batch: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        size += len(entry["MessageBody"])
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield batch
            batch, size = [], len(entry["MessageBody"])
        batch.append({"Id": str(len(batch)), **entry})
    if batch:
        yield batch
