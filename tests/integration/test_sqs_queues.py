"""What the SQS queue leaves in SQS, seen from outside."""

import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from composition.catalogue import adapters_of
from ports.job_queue import JobQueue, Message, dead_letters_of
from tests.conftest import OpenAdapter
from tests.servers.aws import AwsAdmin

LONG = timedelta(minutes=5)
PATIENCE = timedelta(seconds=20)
SQS = adapters_of("job_queue")["sqs"]
NO_MESSAGES = ["no JSON at all", "[]", '{"id": 1, "body": "x", "group": "", "traceparent": null}', "[" * 10_000]


def a_message(number: int = 1, **fields: Any) -> Message:
    return Message(**{"message_id": f"message-{number}", "body": "{}", **fields})


@pytest.fixture
async def queue(open_adapter: OpenAdapter) -> JobQueue:
    queue: JobQueue = await open_adapter(SQS)
    return queue


@pytest.fixture
def prefix(aws_environment: dict[str, str]) -> str:
    return aws_environment["ODDIYA_SQS_PREFIX"]


def url_of(admin: AwsAdmin, name: str) -> str:
    return str(admin.sqs.get_queue_url(QueueName=name)["QueueUrl"])


def attributes_of(admin: AwsAdmin, name: str) -> dict[str, str]:
    attributes: dict[str, str] = admin.sqs.get_queue_attributes(QueueUrl=url_of(admin, name), AttributeNames=["All"])[
        "Attributes"
    ]
    return attributes


async def test_a_queue_is_made_with_its_dead_letters(
    aws_admin: AwsAdmin, open_adapter: OpenAdapter, prefix: str
) -> None:
    queue = await open_adapter(SQS, ODDIYA_QUEUE_MAX_RECEIVES="3")
    await queue.put("jobs", [a_message()])
    made = attributes_of(aws_admin, f"{prefix}jobs")
    dead = attributes_of(aws_admin, f"{prefix}jobs-dead")
    assert json.loads(made["RedrivePolicy"]) == {"deadLetterTargetArn": dead["QueueArn"], "maxReceiveCount": 3}
    assert {made["MessageRetentionPeriod"], dead["MessageRetentionPeriod"]} == {"1209600"}
    assert "RedrivePolicy" not in dead


async def test_a_queue_that_is_there_is_used_as_it_is(
    aws_admin: AwsAdmin, open_adapter: OpenAdapter, prefix: str
) -> None:
    aws_admin.sqs.create_queue(QueueName=f"{prefix}jobs", Attributes={"VisibilityTimeout": "77"})
    queue = await open_adapter(SQS, ODDIYA_SQS_CREATE_QUEUES="false")
    await queue.put("jobs", [a_message()])
    (delivery,) = await queue.receive("jobs", limit=1, lease=LONG, wait=PATIENCE)
    assert delivery.message == a_message()
    assert attributes_of(aws_admin, f"{prefix}jobs")["VisibilityTimeout"] == "77"


@pytest.mark.parametrize("group", ["01890a5d-ac96-774b-bcce-b302099a8057", "이름 with spaces", "x" * 1000])
async def test_a_group_makes_queues_fair_and_names_nobody(
    aws_admin: AwsAdmin, queue: JobQueue, prefix: str, group: str
) -> None:
    await queue.put("jobs", [a_message(1, group=group), a_message(2, group=group), a_message(3)])
    groups = [group_id(raw) for raw in received_by(aws_admin, f"{prefix}jobs")]
    assert groups.count(None) == 1
    (name,) = {name for name in groups if name}
    assert len(name) == 64
    assert group not in name


async def test_groups_stay_in_the_message_where_queues_refuse_them(
    aws_admin: AwsAdmin, open_adapter: OpenAdapter, prefix: str
) -> None:
    queue = await open_adapter(SQS, ODDIYA_SQS_FAIR_QUEUES="false")
    await queue.put("jobs", [a_message(group="somebody")])
    (raw,) = received_by(aws_admin, f"{prefix}jobs")
    assert group_id(raw) is None
    assert json.loads(raw["Body"])["group"] == "somebody"


def received_by(admin: AwsAdmin, name: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = admin.sqs.receive_message(
        QueueUrl=url_of(admin, name), MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )["Messages"]
    return messages


def group_id(raw: dict[str, Any]) -> str | None:
    group: str | None = raw["Attributes"].get("MessageGroupId")
    return group


@pytest.mark.parametrize("body", NO_MESSAGES, ids=lambda body: body[:10])
async def test_what_is_no_message_is_quoted_among_the_dead_letters(
    aws_admin: AwsAdmin, queue: JobQueue, prefix: str, body: str
) -> None:
    await queue.put("jobs", [a_message()])
    aws_admin.sqs.send_message(QueueUrl=url_of(aws_admin, f"{prefix}jobs"), MessageBody=body)
    with capture_logs() as logs:
        received = [delivery.message for delivery in await all_there_is(queue, "jobs")]
    assert received == [a_message()]
    assert [log["event"] for log in logs] == ["body is no message"]
    (dead,) = await all_there_is(queue, dead_letters_of("jobs"))
    assert json.loads(dead.message.body) == body


async def test_what_is_no_message_does_not_circle_among_the_dead_letters(
    aws_admin: AwsAdmin, queue: JobQueue, prefix: str
) -> None:
    await queue.put("jobs", [a_message()])
    aws_admin.sqs.send_message(QueueUrl=url_of(aws_admin, f"{prefix}jobs-dead"), MessageBody="no message")
    (dead,) = await queue.receive(dead_letters_of("jobs"), limit=1, lease=LONG, wait=PATIENCE)
    assert json.loads(dead.message.body) == "no message"
    await queue.ack(dead)
    assert not await all_there_is(queue, dead_letters_of("jobs"))


async def all_there_is(queue: JobQueue, name: str) -> list[Any]:
    deliveries: list[Any] = []
    while further := await queue.receive(name, limit=10, lease=LONG, wait=timedelta(seconds=1)):
        deliveries.extend(further)
    return deliveries


async def test_a_message_too_large_for_any_queue_is_refused_before_anything_is_sent(queue: JobQueue) -> None:
    with pytest.raises(ValueError, match="message-2 takes"):
        await queue.put("jobs", [a_message(1), a_message(2, body="x" * 300_000)])
    assert not await all_there_is(queue, "jobs")


async def test_times_beyond_what_sqs_can_do_are_refused(queue: JobQueue) -> None:
    with pytest.raises(ValueError, match="out of range"):
        await queue.put("jobs", [a_message()], delay=timedelta(minutes=16))
    with pytest.raises(ValueError, match="out of range"):
        await queue.receive("jobs", limit=1, lease=timedelta(hours=13), wait=timedelta())
