"""What the SQS queue asks of AWS, and what it makes of the ways in which AWS refuses."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.job_queue import Delivery, JobQueue, LeaseLost, Message
from tests.conftest import OpenAdapter
from tests.servers.scripted_aws import Refusal, ScriptedAws, scripted_aws

MESSAGE = Message(message_id="message-1", body="{}")
LONG = timedelta(minutes=5)
LOST = [
    "ReceiptHandleIsInvalid",
    "MessageNotInflight",
    "AWS.SimpleQueueService.MessageNotInflight",
    "InvalidParameterValue",
]


@pytest.fixture
async def aws() -> AsyncIterator[ScriptedAws]:
    async with scripted_aws() as aws:
        aws.answers["GetQueueUrl"] = {"QueueUrl": f"{aws.url}1/jobs"}
        yield aws


@pytest.fixture
async def queue(aws: ScriptedAws, open_adapter: OpenAdapter) -> JobQueue:
    return await open_sqs(open_adapter, aws.url)


async def open_sqs(open_adapter: OpenAdapter, url: str) -> JobQueue:
    environment = {"ODDIYA_AWS_ENDPOINT_URL": url, "ODDIYA_SQS_CREATE_QUEUES": "false"}
    queue: JobQueue = await open_adapter(adapters_of("job_queue")["sqs"], **environment)
    return queue


def received(body: str = '{"id": "message-1", "body": "{}", "group": "", "traceparent": null}') -> dict[str, object]:
    message = {
        "MessageId": "sqs-1",
        "ReceiptHandle": "handle-1",
        "Body": body,
        "Attributes": {"ApproximateReceiveCount": "1"},
    }
    return {"Messages": [message]}


def answer_and_tell(aws: ScriptedAws) -> asyncio.Event:
    """Let the next poll bring a message, and tell when that poll has arrived."""
    polled = asyncio.Event()

    def answer(_fields: object) -> dict[str, object]:
        polled.set()
        return received()

    aws.answers["ReceiveMessage"] = answer
    return polled


async def one(queue: JobQueue, *, lease: timedelta = LONG) -> Delivery:
    (delivery,) = await queue.receive("jobs", limit=1, lease=lease, wait=timedelta())
    return delivery


async def test_an_entry_that_failed_makes_the_put_fail(aws: ScriptedAws, queue: JobQueue) -> None:
    failed = {"Id": "1", "SenderFault": False, "Code": "InternalError"}
    aws.answers["SendMessageBatch"] = {"Successful": [{"Id": "0", "MessageId": "a"}], "Failed": [failed]}
    with pytest.raises(Unavailable, match="the queue jobs"):
        await queue.put("jobs", [MESSAGE, MESSAGE])


async def test_no_call_sends_more_than_sqs_takes(aws: ScriptedAws, queue: JobQueue) -> None:
    sizes = [10] * 23 + [100_000] * 6 + [10] * 5 + [200_000] * 2
    await queue.put("jobs", [Message(message_id=f"message-{n}", body="x" * size) for n, size in enumerate(sizes)])
    calls = [asked["Entries"] for asked in aws.asked_for("SendMessageBatch")]
    assert all(1 <= len(entries) <= 10 for entries in calls)
    assert all(len({entry["Id"] for entry in entries}) == len(entries) for entries in calls)
    assert all(sum(len(entry["MessageBody"]) for entry in entries) <= 256 * 1024 for entries in calls)
    sent = [json.loads(entry["MessageBody"])["id"] for entries in calls for entry in entries]
    assert sent == [f"message-{n}" for n in range(len(sizes))]


@pytest.mark.parametrize(("wait", "asked"), [(0, 0), (0.3, 1), (1, 1), (60, 2)])
async def test_waiting_is_left_to_the_service(aws: ScriptedAws, queue: JobQueue, wait: float, asked: int) -> None:
    aws.answers["ReceiveMessage"] = received()
    await queue.receive("jobs", limit=50, lease=LONG, wait=timedelta(seconds=wait))
    (poll,) = aws.asked_for("ReceiveMessage")
    assert (poll["WaitTimeSeconds"], poll["MaxNumberOfMessages"], poll["VisibilityTimeout"]) == (asked, 10, 300)


async def test_a_queue_that_does_not_exist_is_unavailable_where_it_may_not_be_made(
    aws: ScriptedAws, queue: JobQueue
) -> None:
    aws.answers["GetQueueUrl"] = Refusal("QueueDoesNotExist")
    with pytest.raises(Unavailable):
        await queue.put("jobs", [MESSAGE])
    assert not aws.asked_for("CreateQueue")


async def test_throttling_is_tried_again_and_then_unavailable(aws: ScriptedAws, queue: JobQueue) -> None:
    aws.answers["SendMessageBatch"] = Refusal("ThrottlingException", status=400)
    with pytest.raises(Unavailable):
        await queue.put("jobs", [MESSAGE])
    assert len(aws.asked_for("SendMessageBatch")) == 3


async def test_a_service_that_nobody_runs_is_unavailable_soon(open_adapter: OpenAdapter) -> None:
    queue = await open_sqs(open_adapter, "http://127.0.0.1:9")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await queue.receive("jobs", limit=1, lease=LONG, wait=timedelta(seconds=5))
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("code", LOST)
async def test_a_receipt_that_the_service_refuses_is_a_lost_lease(aws: ScriptedAws, queue: JobQueue, code: str) -> None:
    aws.answers["ReceiveMessage"] = received()
    delivery = await one(queue)
    aws.answers["ChangeMessageVisibility"] = Refusal(code)
    with pytest.raises(LeaseLost):
        await queue.extend(delivery, lease=LONG)


@pytest.mark.parametrize("code", LOST)
async def test_a_receipt_that_the_service_refuses_is_acknowledged_and_given_back_quietly(
    aws: ScriptedAws, queue: JobQueue, code: str
) -> None:
    aws.answers |= {"ReceiveMessage": received(), "DeleteMessage": Refusal(code)}
    aws.answers["ChangeMessageVisibility"] = Refusal(code)
    await queue.ack(await one(queue))
    await queue.give_back(await one(queue))
    assert (len(aws.asked_for("DeleteMessage")), len(aws.asked_for("ChangeMessageVisibility"))) == (1, 1)


async def test_the_service_is_not_asked_to_act_on_a_lease_that_is_over(aws: ScriptedAws, queue: JobQueue) -> None:
    aws.answers["ReceiveMessage"] = received()
    delivery = await one(queue, lease=timedelta(seconds=1))
    await asyncio.sleep(1)
    with pytest.raises(LeaseLost):
        await queue.extend(delivery, lease=LONG)
    await queue.ack(delivery)
    await queue.give_back(delivery)
    assert not aws.asked_for("DeleteMessage")
    assert not aws.asked_for("ChangeMessageVisibility")


async def test_an_acknowledgement_that_failed_can_be_repeated(aws: ScriptedAws, queue: JobQueue) -> None:
    aws.answers |= {"ReceiveMessage": received(), "DeleteMessage": Refusal("InternalError", status=500)}
    delivery = await one(queue)
    with pytest.raises(Unavailable):
        await queue.ack(delivery)
    aws.answers["DeleteMessage"] = {}
    await queue.ack(delivery)
    assert aws.asked_for("DeleteMessage")[-1]["ReceiptHandle"] == "handle-1"


async def test_a_cancelled_receive_gives_back_what_the_poll_brings(aws: ScriptedAws, queue: JobQueue) -> None:
    polled = answer_and_tell(aws)
    receiving = asyncio.create_task(queue.receive("jobs", limit=1, lease=LONG, wait=LONG))
    await polled.wait()
    receiving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await receiving
    (change,) = aws.asked_for("ChangeMessageVisibility")
    assert (change["ReceiptHandle"], change["VisibilityTimeout"]) == ("handle-1", 0)


async def test_a_cancelled_receive_ends_although_nothing_can_be_given_back(aws: ScriptedAws, queue: JobQueue) -> None:
    polled = answer_and_tell(aws)
    aws.answers["ChangeMessageVisibility"] = Refusal("InternalError", status=500)
    receiving = asyncio.create_task(queue.receive("jobs", limit=1, lease=LONG, wait=LONG))
    await polled.wait()
    with capture_logs() as logs:
        receiving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await receiving
    assert [log["event"] for log in logs] == ["messages come back only when their lease ends"]


async def test_what_is_no_message_stays_until_the_dead_letters_answer(aws: ScriptedAws, queue: JobQueue) -> None:
    aws.answers |= {"ReceiveMessage": received(body="no message"), "SendMessageBatch": Refusal("AccessDenied")}
    with capture_logs() as logs:
        assert not await queue.receive("jobs", limit=1, lease=LONG, wait=timedelta())
    assert "dead letters do not answer" in [log["event"] for log in logs]
    assert not aws.asked_for("DeleteMessage")
