"""What every queue demands of a name, and a message as one JSON text."""

import json
import re
from datetime import timedelta
from math import ceil

from ports.job_queue import Message

NAME = re.compile(r"[a-z0-9-]{1,75}(-dead)?")
LARGEST = 200 * 1024  # bytes; SQS takes 256 KiB everywhere, for all messages of one call together


def check_queue(queue: str) -> None:
    """Refuse what is no queue's name."""
    if not NAME.fullmatch(queue):
        raise ValueError(f"{queue!r} is no queue's name: use up to 75 of a-z, 0-9 and -")


def message_json(message: Message) -> str:
    """Return the message as ASCII, which every queue carries unchanged."""
    text = json.dumps(
        {
            "id": message.message_id,
            "body": message.body,
            "group": message.group,
            "traceparent": message.traceparent,
        }
    )
    if len(text) > LARGEST:
        raise ValueError(f"message {message.message_id} takes {len(text)} bytes, and a queue carries {LARGEST} at most")
    return text


def message_of(text: str) -> Message:
    """Return the message that the text holds; anything else is a `ValueError`."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("this is no message of ours") from error
    match parsed:
        case {
            "id": str(message_id),
            "body": str(body),
            "group": str(group),
            "traceparent": str() | None as traceparent,
        }:
            return Message(message_id=message_id, body=body, group=group, traceparent=traceparent)
        case _:
            raise ValueError("this is no message of ours")


def whole_seconds(span: timedelta, *, most: int) -> int:
    """Return the span in seconds, rounded up, as queues that know nothing finer want it."""
    seconds = ceil(span.total_seconds())
    if not 0 <= seconds <= most:
        raise ValueError(f"{span} is out of range: 0 to {most} s are possible")
    return seconds
