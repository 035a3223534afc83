"""Each role may do what the code of its process does, and nothing else."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from composition.processes import PROCESSES
from composition.subscribers import SUBSCRIBERS
from core.identity.model.events import (
    EmailClaimLost,
    ProviderAccountGone,
    RefreshTokenReused,
    TicketIssued,
    UserDeleted,
)
from ports.blob_store import BlobStore
from ports.job_queue import DEAD_SUFFIX
from tests.deploy.aws_calls import consumed_by, done_to_blobs_by, measured_by, operations, publishes
from tests.deploy.hcl import policy_file
from tests.deploy.manifests import overlay
from tests.deploy.telling import ALWAYS, CLEANUP, Telling

# What IAM calls what an operation does; sending and receiving are told apart.
ACTIONS: Final[Mapping[str, str]] = {
    "head_object": "s3:GetObject",
    "get_object": "s3:GetObject",
    "put_object": "s3:PutObject",
    "copy_object": "s3:PutObject",
    "create_multipart_upload": "s3:PutObject",
    "upload_part": "s3:PutObject",
    "upload_part_copy": "s3:PutObject",
    "complete_multipart_upload": "s3:PutObject",
    "abort_multipart_upload": "s3:AbortMultipartUpload",
    "delete_objects": "s3:DeleteObject",
    "list_objects_v2": "s3:ListBucket",
    "list_multipart_uploads": "s3:ListBucketMultipartUploads",
    "get_queue_url": "sqs:GetQueueUrl",
    "get_queue_attributes": "sqs:GetQueueAttributes",
    "send_message_batch": "sqs:SendMessage",
    "receive_message": "sqs:ReceiveMessage",
    "delete_message": "sqs:DeleteMessage",
    "change_message_visibility": "sqs:ChangeMessageVisibility",
    "create_platform_endpoint": "sns:CreatePlatformEndpoint",
    "set_endpoint_attributes": "sns:SetEndpointAttributes",
    "publish": "sns:Publish",
    "delete_endpoint": "sns:DeleteEndpoint",
    "converse": "bedrock:InvokeModel",
}
READS: Final = {"s3:GetObject"}
SENDS: Final = {"s3:PutObject", "s3:AbortMultipartUpload"}
LISTS: Final = {"s3:ListBucket"}
# What the store does for each thing that may be asked of it; a URL is used with the rights of who signed it.
OF_BLOBS: Final[Mapping[str, set[str]]] = {
    "head": READS,
    "read": READS,
    "sign_get": READS,
    "sign_put": {"s3:PutObject"},
    "key_of": set(),
    "write": SENDS | READS,
    "begin_upload": SENDS | READS,
    "copy": SENDS | READS,
    "delete": {"s3:DeleteObject"},
    "delete_prefix": {"s3:DeleteObject", "s3:ListBucketMultipartUploads", "s3:AbortMultipartUpload"} | LISTS,
    "list": LISTS | READS,
    "unfinished": {"s3:ListBucketMultipartUploads"},
    "abandon": {"s3:AbortMultipartUpload"},
}
AT_HOME: Final = {"videos": "films.videos", "worker": "films.worker", CLEANUP: "cleanup.container"}
# Who publishes which events; the video service and its workers share an outbox, into which a cleanup writes too.
IDENTITY: Final = {
    "users": (UserDeleted, EmailClaimLost),
    "auth": (ProviderAccountGone, TicketIssued, RefreshTokenReused),
}
OF_IDENTITY: Final = {event.name for events in IDENTITY.values() for event in events}
FILES: Final = {
    "s3": ("blob_store", "blob_upload", "bucket", "signed_blobs"),
    "sqs": ("job_queue", "queue_urls"),
    "sns": ("notifier",),
    "bedrock-runtime": ("language_model",),
}
QUEUES: Final = "${queues}"
CONSUMES: Final = {"sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
PUBLISHES: Final = {"sqs:GetQueueUrl", "sqs:SendMessage"}
MEASURES: Final = {"sqs:GetQueueUrl", "sqs:GetQueueAttributes"}


def test_every_call_of_the_code_is_known_here_and_no_other() -> None:
    calls = {name for service, files in FILES.items() for name in operations(service, files)}
    assert calls == {*ACTIONS}
    assert {*OF_BLOBS} == {name for name in vars(BlobStore) if not name.startswith("_")}


@pytest.mark.parametrize("name", [*ALWAYS, CLEANUP])
def test_a_process_may_do_to_media_what_its_use_cases_do(name: str) -> None:
    done = done_to_blobs_by(f"composition.{AT_HOME[name]}") if name in AT_HOME else set()
    # Whether it is ready, it sees by a listing.
    expected = set().union(*(OF_BLOBS[what] for what in done)) | (LISTS if done else set())
    assert {action for action in _allowed(name) if action.startswith("s3:")} == expected


@pytest.mark.parametrize("name", [*ALWAYS, CLEANUP])
def test_a_process_may_do_with_queues_what_it_does(name: str) -> None:
    expected = {(action, queue) for done, queues in _done_with_queues(name) for action in done for queue in queues}
    found = {(action, thing.removeprefix(QUEUES)) for action, thing in _pairs(name) if action.startswith("sqs:")}
    assert found == expected


@pytest.mark.parametrize(("port", "prefix"), [("notifier", "sns:"), ("language_model", "bedrock:")])
def test_pushes_and_questions_are_for_who_sends_and_asks_them(port: str, prefix: str) -> None:
    everything = {action for action in ACTIONS.values() if action.startswith(prefix)}
    for name in (*ALWAYS, CLEANUP):
        opens = port in Telling(name=name, environment=overlay("eks").environment(name)).ports()
        assert {action for action in _allowed(name) if action.startswith(prefix)} == (everything if opens else set())


@pytest.mark.parametrize("name", [*ALWAYS, CLEANUP, "keda", "secrets"])
def test_no_policy_means_everything(name: str) -> None:
    for action, thing in _pairs(name):
        assert "*" not in action
        assert thing.startswith("${")


def _done_with_queues(name: str) -> Iterator[tuple[set[str], set[str]]]:
    """Return what is done, and with which queues."""
    if name in PROCESSES:
        consumed = consumed_by(name)
        yield CONSUMES, consumed
        yield PUBLISHES, _queues_of(name) if publishes(name) else set()
        # What is no message of ours is buried.
        yield PUBLISHES, _dead(consumed)
        yield MEASURES, measured_by(name) | _dead(measured_by(name))


def _dead(queues: set[str]) -> set[str]:
    return {queue.removesuffix(DEAD_SUFFIX) + DEAD_SUFFIX for queue in queues}


def _queues_of(name: str) -> set[str]:
    mine = {event.name for event in IDENTITY.get(name, ())}
    if name in AT_HOME:
        mine = {*SUBSCRIBERS} - OF_IDENTITY
    return {queue for event in mine for queue in SUBSCRIBERS[event]}


def _allowed(name: str) -> set[str]:
    return {action for action, _ in _pairs(name)}


def _pairs(name: str) -> set[tuple[str, str]]:
    path = policy_file(name)
    statements: list[dict[str, Any]] = json.loads(path.read_text())["Statement"] if path.exists() else []
    assert {one["Effect"] for one in statements} <= {"Allow"}
    return {(action, thing) for one in statements for action in one["Action"] for thing in _list(one["Resource"])}


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
