"""A stand-in for Amazon Bedrock's Converse: it keeps the rules of conversations, and sees to it that others do.

What the model thinks is a mind of `tests.standins.minds`; `stops` and `refuses` are what the next answers are instead.
"""

import json
import re
from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from attrs import define, field

from tests.standins.behaviour import Behaviour, Refusals, behaving
from tests.standins.converse_rules import fault_in
from tests.standins.minds import Json, Mind, honest

MODEL = "apac.anthropic.claude-sonnet-4-20250514-v1:0"
PLAIN_MODEL = "apac.meta.llama3-3-70b-instruct-v1:0"
ACCESS_KEY = "AKIDSTANDIN"
SHARED_KEY = "test"  # where one account has S3 and all the rest, as tests/servers/aws.py knows it
SIGNED = re.compile(
    rf"AWS4-HMAC-SHA256 Credential=(?:{ACCESS_KEY}|{SHARED_KEY})/\d{{8}}/[a-z0-9-]+/bedrock/aws4_request, "
    r"SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}"
)
STATUS = {
    "ThrottlingException": 429, "ModelNotReadyException": 429, "ServiceQuotaExceededException": 400,
    "ValidationException": 400, "AccessDeniedException": 403, "ResourceNotFoundException": 404,
    "ModelTimeoutException": 408, "ModelErrorException": 424, "InternalServerException": 500,
    "ServiceUnavailableException": 503,
}  # fmt: skip


def refusal(code: str, message: str = "") -> web.Response:
    """Return one of Bedrock's errors."""
    body = {"message": message or f"{code} of a stand-in"}
    return web.json_response(body, status=STATUS[code], headers={"x-amzn-ErrorType": code})


@define(kw_only=True)
class BedrockStandIn:
    """Bedrock in one region, and what it was asked: `remembers` tells whether its model knows cache points."""

    mind: Mind = honest
    models: set[str] = field(factory=lambda: {MODEL, PLAIN_MODEL})
    behaviour: Behaviour = field(factory=Behaviour)
    stops: deque[str] = field(factory=deque)
    says: deque[list[Json]] = field(factory=deque)
    refuses: deque[tuple[str, str]] = field(factory=deque)
    requests: list[Json] = field(factory=list)

    def application(self) -> web.Application:
        """Return what answers."""
        refusals = Refusals(
            throttled=lambda: refusal("ThrottlingException", "Too many tokens, please wait before trying again."),
            quota=lambda: refusal("ServiceQuotaExceededException"),
            error=lambda: refusal("InternalServerException"),
        )
        application = behaving(self.behaviour, refusals)
        application.router.add_post("/model/{model}/converse", self._converse)
        return application

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {
            "ODDIYA_LANGUAGE_MODEL": "bedrock",
            "ODDIYA_BEDROCK_ENDPOINT_URL": url,
            "ODDIYA_BEDROCK_MODEL": MODEL,
            "ODDIYA_AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "ODDIYA_AWS_SECRET_ACCESS_KEY": "secret",
        }

    async def _converse(self, request: web.Request) -> web.Response:
        model = unquote(request.match_info["model"])
        if not SIGNED.fullmatch(request.headers.get("Authorization", "")) or "X-Amz-Date" not in request.headers:
            return refusal("AccessDeniedException", "Missing Authentication Token")
        if f"apac.{model}" in self.models:
            return refusal(
                "ValidationException",
                f"Invocation of model ID {model} with on-demand throughput isn't supported. Retry your request with the"
                " ID or ARN of an inference profile that contains this model.",
            )
        if model not in self.models:
            return refusal("ResourceNotFoundException", "The provided model identifier is invalid.")
        asked = json.loads(await request.read())
        self.requests.append(asked)
        if self.refuses:
            return refusal(*self.refuses.popleft())
        fault = fault_in(asked, remembers=model == MODEL)
        return refusal("ValidationException", fault) if fault else web.json_response(self._answer(asked))

    def _answer(self, asked: Json) -> Json:
        content = self.says.popleft() if self.says else self._thought(asked)
        reason = "tool_use" if any("toolUse" in one for one in content) else "end_turn"
        read = len(json.dumps(asked)) // 4
        return {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": self.stops.popleft() if self.stops else reason,
            "usage": {"inputTokens": read, "outputTokens": 40, "totalTokens": read + 40, "cacheReadInputTokens": 5},
            "metrics": {"latencyMs": 7},
        }

    def _thought(self, asked: Json) -> list[Json]:
        saying = self.mind(material_in(asked), answers_in(asked))
        number = len(asked["messages"])
        said = [{"text": saying.text}] if saying.text else []
        used = [
            {"toolUse": {"toolUseId": f"tooluse_{number}_{one}", "name": name, "input": given}}
            for one, (name, given) in enumerate(saying.calls)
        ]
        return [*said, *used]


def material_in(asked: Json) -> Json:
    """Return the material that a request holds."""
    text = asked["messages"][0]["content"][0]["text"]
    material: Json = json.loads(text.split("<material>")[1].split("</material>")[0])
    return material


def answers_in(asked: Json) -> list[Any]:
    """Return what tools have answered so far."""
    return [
        json.loads(block["toolResult"]["content"][0]["text"])
        for message in asked["messages"]
        for block in message["content"]
        if "toolResult" in block
    ]


def standin() -> BedrockStandIn:
    """Return a Bedrock that behaves well."""
    return BedrockStandIn()
