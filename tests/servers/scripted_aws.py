"""An AWS that says what a test wants to hear, for what no stand-in for AWS can be brought to say."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from aiohttp import web
from aiohttp.test_utils import TestServer
from attrs import Factory, define, frozen

XML = '<{action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><{action}Result>{result}</{action}Result></{action}Response>'


@frozen
class Refusal:
    """An error in AWS's own words."""

    code: str
    message: str = ""
    status: int = 400


Answer = Mapping[str, Any] | Refusal


@define
class ScriptedAws:
    """Answers each action as it was told, or with nothing, and remembers what it was asked."""

    url: str = ""
    answers: dict[str, Answer | Callable[[Mapping[str, Any]], Answer]] = Factory(dict)
    asked: list[tuple[str, Mapping[str, Any]]] = Factory(list)

    def asked_for(self, action: str) -> list[Mapping[str, Any]]:
        """Return the fields of every request for one action."""
        return [fields for name, fields in self.asked if name == action]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer in the protocol in which the request came: JSON as SQS does, or a form as SNS does."""
        target = request.headers.get("X-Amz-Target", "")
        text = await request.text()
        fields = json.loads(text) if target else dict(parse_qsl(text))
        action = target.partition(".")[2] or fields["Action"]
        self.asked.append((action, fields))
        told = self.answers.get(action, {})
        answer = told(fields) if callable(told) else told
        return _as_json(answer) if target else _as_xml(action, answer)


@asynccontextmanager
async def scripted_aws() -> AsyncIterator[ScriptedAws]:
    """Serve on a free port."""
    aws = ScriptedAws()
    app = web.Application()
    app.router.add_post("/", aws.handle)
    async with TestServer(app) as server:
        aws.url = str(server.make_url("/"))
        yield aws


def _as_json(answer: Answer) -> web.Response:
    if isinstance(answer, Refusal):
        body = {"__type": f"com.amazonaws.sqs#{answer.code}", "message": answer.message}
        return web.json_response(body, status=answer.status, content_type="application/x-amz-json-1.0")
    return web.json_response(dict(answer), content_type="application/x-amz-json-1.0")


def _as_xml(action: str, answer: Answer) -> web.Response:
    if isinstance(answer, Refusal):
        error = f"<Type>Sender</Type><Code>{answer.code}</Code><Message>{escape(answer.message)}</Message>"
        body = f"<ErrorResponse><Error>{error}</Error><RequestId>1</RequestId></ErrorResponse>"
        return web.Response(text=body, status=answer.status, content_type="text/xml")
    result = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
    return web.Response(text=XML.format(action=action, result=result), content_type="text/xml")
