"""What push services are told, in their own formats."""

import json
from bisect import bisect_right
from typing import Any

from attrs import evolve

from ports.notifier import Push

LIMIT = 4096  # bytes, of Apple and Google alike


def sns_message(push: Push, service: str) -> str:
    """Return the message for one push service, as SNS names it: APNS, APNS_SANDBOX, GCM."""
    return _json({"default": push.body, service: payload(push, service)})


def payload(push: Push, service: str) -> str:
    """Return what the service sends to the device, the body cut short if there is no room for all of it."""
    shape = _apple if service.startswith("APNS") else _google
    text = _json(shape(push))
    if _size(text) <= LIMIT:
        return text

    def cut(length: int) -> str:
        return _json(shape(evolve(push, body=push.body[:length] + "…")))

    too_long = bisect_right(range(len(push.body)), LIMIT, key=lambda length: _size(cut(length)))
    if too_long == 0:
        raise ValueError(f"title and data of a push leave no room for a body: {LIMIT} bytes are all")
    return cut(too_long - 1)


def _apple(push: Push) -> dict[str, Any]:
    return {"aps": {"alert": {"title": push.title, "body": push.body}, "sound": "default"}, "data": dict(push.data)}


def _google(push: Push) -> dict[str, Any]:
    notification = {"title": push.title, "body": push.body}
    return {"fcmV1Message": {"message": {"notification": notification, "data": dict(push.data)}}}


def _size(text: str) -> int:
    return len(text.encode())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
