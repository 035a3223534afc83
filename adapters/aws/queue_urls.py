"""Where Oddiya's queues are in SQS."""

import json
from typing import Any

from attrs import Factory, define, field
from botocore.exceptions import ClientError

from adapters.aws.session import code_of
from adapters.wire.message import check_queue
from ports.job_queue import DEAD_SUFFIX, dead_letters_of

MISSING = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
KEEP_SECONDS = 14 * 24 * 60 * 60  # the longest that SQS keeps a message


@define(kw_only=True)
class QueueUrls:
    """Asks for each queue's URL once; where that is allowed, makes queues that do not exist."""

    client: Any = field(repr=False)
    prefix: str
    create: bool
    max_receives: int
    _known: dict[str, str] = Factory(dict)

    async def of(self, queue: str) -> str:
        """Return the queue's URL."""
        check_queue(queue)
        if queue not in self._known:
            self._known[queue] = await self._find(queue)
        return self._known[queue]

    async def _find(self, queue: str) -> str:
        try:
            answer = await self.client.get_queue_url(QueueName=self.prefix + queue)
        except ClientError as error:
            if not self.create or code_of(error) not in MISSING:
                raise
            answer = await self._make(queue)
        return str(answer["QueueUrl"])

    async def _make(self, queue: str) -> Any:
        attributes = {"MessageRetentionPeriod": str(KEEP_SECONDS)}
        if not queue.endswith(DEAD_SUFFIX):
            attributes["RedrivePolicy"] = json.dumps(
                {"deadLetterTargetArn": await self._arn(dead_letters_of(queue)), "maxReceiveCount": self.max_receives}
            )
        return await self.client.create_queue(QueueName=self.prefix + queue, Attributes=attributes)

    async def _arn(self, queue: str) -> str:
        answer = await self.client.get_queue_attributes(QueueUrl=await self.of(queue), AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])
