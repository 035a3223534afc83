"""What AWS and identity providers have been known to say that is not so."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from attrs import evolve
from multidict import CIMultiDict

from tests.chaos.liar import Asked, Passing, Told

XML = "application/xml"
BROKEN = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>We are sorry.</Message></Error>"
VICTIM = "victim@example.com"


async def storage_is_broken(asked: Asked, passing: Passing) -> Told:
    """S3 answers 500 to everything; queues work."""
    if asked.action or (asked.method == "POST" and asked.path == "/"):
        return await passing(asked)
    return Told(status=500, headers=CIMultiDict({"Content-Type": XML}), body=BROKEN)


async def storage_breaks_off(asked: Asked, passing: Passing) -> Told:
    """S3 sends half of each file."""
    told = await passing(asked)
    is_file = asked.method == "GET" and not asked.action and told.status < 300 and "list-type" not in asked.path
    return evolve(told, cut=True) if is_file and len(told.body) > 1 else told


async def messages_come_twice(asked: Asked, passing: Passing) -> Told:
    """SQS takes each message twice."""
    if asked.action.startswith("AmazonSQS.SendMessage"):
        await passing(asked)
    return await passing(asked)


async def leases_end_early(asked: Asked, passing: Passing) -> Told:
    """SQS hands a message out again after a second, says that it has deleted it, and keeps it."""
    if asked.action == "AmazonSQS.DeleteMessage":
        return Told(status=200, headers=CIMultiDict({"Content-Type": "application/x-amz-json-1.0"}), body=b"{}")
    if asked.action == "AmazonSQS.ReceiveMessage":
        wanted: dict[str, Any] = {**json.loads(asked.body), "VisibilityTimeout": 1}
        body = json.dumps(wanted).encode()
        asked.headers["Content-Length"] = str(len(body))
        return await passing(asked.asking(body))
    return await passing(asked)


async def everybody_is_somebody_else(asked: Asked, passing: Passing) -> Told:
    """The provider's tokens name somebody whom its signature does not."""
    told = await passing(asked)
    if not asked.path.endswith("/token") or told.status != 200:
        return told
    document = json.loads(told.body)
    head, claims, signature = document["id_token"].split(".")
    changed = {**json.loads(urlsafe_b64decode(claims + "==")), "email": VICTIM, "sub": VICTIM}
    forged = urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    body = json.dumps({**document, "id_token": f"{head}.{forged}.{signature}"}).encode()
    return evolve(told, body=body, headers=CIMultiDict({**told.headers, "Content-Length": str(len(body))}))


async def keys_are_rubbish(asked: Asked, passing: Passing) -> Told:
    """The provider's keys are no keys, and nothing that it says can be read."""
    if asked.path.endswith(("/jwks", "/token")):
        return Told(status=200, headers=CIMultiDict({"Content-Type": "application/json"}), body=b'{"keys": [{"kty": 7')
    return await passing(asked)
