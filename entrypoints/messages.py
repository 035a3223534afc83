"""How an event travels through a queue: the envelope as a message, and back."""

from datetime import datetime

import orjson

from ports.job_queue import Message
from ports.works import Envelope


def message_of(envelope: Envelope, traceparent: str | None = None) -> Message:
    """Pack an envelope; the message carries the event's id, so that a consumer knows it again.

    It continues the trace of the event, or the one that is given.
    """
    body = {"name": envelope.name, "data": envelope.data, "occurred_at": envelope.occurred_at.isoformat()}
    return Message(
        message_id=envelope.event_id,
        body=orjson.dumps(body).decode(),
        group=envelope.group,
        traceparent=traceparent or envelope.traceparent,
    )


def envelope_of(message: Message) -> Envelope:
    """Unpack a message; a body that no relay wrote is a `ValueError`."""
    body = orjson.loads(message.body)
    try:
        return Envelope(
            event_id=message.message_id,
            name=body["name"],
            data=body["data"],
            group=message.group,
            traceparent=message.traceparent,
            occurred_at=datetime.fromisoformat(body["occurred_at"]),
        )
    except (KeyError, TypeError) as strange:
        raise ValueError("the message's body is no envelope") from strange
