"""A stand-in for servers that are compatible with OpenAI's chat completions, with the quirks that they have.

- `gemini` signs the first call of a turn and wants its `thought_signature` back; it gives calls without text.
- `no_tools` and `no_json` refuse what they do not know; `ignores_tools` does not, and answers in words.
- `new_limit` wants `max_completion_tokens`; `bad_ids` gives the same id to all calls; `bad_arguments` gives, in the
  first turn, arguments that are no JSON; `chatty` wraps JSON in words.
"""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from aiohttp import web
from attrs import define, field

from tests.standins.behaviour import Behaviour, Refusals, behaving
from tests.standins.minds import Json, Mind, Saying, honest

Quirk = Literal["gemini", "no_tools", "no_json", "ignores_tools", "new_limit", "bad_ids", "bad_arguments", "chatty"]
KEY = "sk-standin-0123456789abcdef"
MODEL = "gemini-2.5-flash"


def refusal(status: int, message: str, *, code: str | None = None, **headers: str) -> web.Response:
    """Return an error; it quotes the key, as real ones do in part."""
    error = {"message": f"{message} (key {KEY})", "type": "invalid_request_error", "param": None, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


@define(kw_only=True)
class OpenAiStandIn:
    """One server with one model, and what it was asked; `refuses` and `choices` are what the next answers are.

    After so many requests it finds fault with all.
    """

    mind: Mind = honest
    quirks: set[Quirk] = field(factory=set)
    behaviour: Behaviour = field(factory=Behaviour)
    refuses: deque[web.Response] = field(factory=deque)
    choices: deque[Json] = field(factory=deque)
    requests: list[Json] = field(factory=list)
    breaks_down_after: int = 1_000_000

    def application(self) -> web.Application:
        """Return what answers."""
        refusals = Refusals(
            throttled=lambda: refusal(429, "Rate limit reached", code="rate_limit_exceeded"),
            quota=lambda: refusal(429, "You exceeded your current quota", code="insufficient_quota"),
            error=lambda: refusal(500, "The server had an error"),
        )
        application = behaving(self.behaviour, refusals)
        application.router.add_post("/v1/chat/completions", self._complete)
        return application

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {
            "ODDIYA_LANGUAGE_MODEL": "openai",
            "ODDIYA_OPENAI_URL": f"{url}/v1",
            "ODDIYA_OPENAI_KEY": KEY,
            "ODDIYA_OPENAI_MODEL": MODEL,
        }

    async def _complete(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return refusal(401, "Incorrect API key provided", code="invalid_api_key")
        asked = json.loads(await request.read())
        self.requests.append(asked)
        if self.refuses:
            return self.refuses.popleft()
        if len(self.requests) > self.breaks_down_after:
            return refusal(400, "Bad request")
        if asked["model"] != MODEL:
            return refusal(404, f"The model `{asked['model']}` does not exist", code="model_not_found")
        fault = self._fault_in(asked)
        return refusal(400, fault) if fault else web.json_response(self._answer(asked))

    def _fault_in(self, asked: Json) -> str | None:
        if "no_tools" in self.quirks and "tools" in asked:
            return f"{MODEL} does not support tools"
        if "no_json" in self.quirks and "response_format" in asked:
            return "Invalid parameter: 'response_format' is not supported with this model"
        if "new_limit" in self.quirks and "max_tokens" in asked:
            return "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
        return pairing_fault(asked["messages"]) or (self._unsigned(asked) if "gemini" in self.quirks else None)

    def _unsigned(self, asked: Json) -> str | None:
        for number, message in enumerate(asked["messages"]):
            for place, call in enumerate(message.get("tool_calls", [])[:1]):
                signature = call.get("extra_content", {}).get("google", {}).get("thought_signature")
                if signature != f"signed-{number}":
                    return f"Function call is missing a thought_signature in functionCall parts. Position {place + 1}."
        return None

    def _answer(self, asked: Json) -> Json:
        choice = self.choices.popleft() if self.choices else self._choice(asked)
        usage = {"prompt_tokens": len(json.dumps(asked)) // 4, "completion_tokens": 40, "total_tokens": 99}
        return {"id": "chatcmpl-1", "object": "chat.completion", "model": MODEL, "choices": [choice], "usage": usage}

    def _choice(self, asked: Json) -> Json:
        saying = self.mind(material_in(asked), answers_in(asked))
        if "tools" in asked and saying.calls and "ignores_tools" not in self.quirks:
            calls = self._calls(saying, number=len(asked["messages"]), is_first=not answers_in(asked))
            message = {"role": "assistant", "content": None, "tool_calls": calls}
            return {"index": 0, "message": message, "finish_reason": "tool_calls"}
        is_told = "tools" not in asked or any('"calls"' in str(one["content"]) for one in asked["messages"])
        text = self._written(saying) if is_told and saying.calls else saying.text or "What a lovely trip!"
        return {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}

    def _calls(self, saying: Saying, *, number: int, is_first: bool) -> list[Json]:
        calls: list[Json] = []
        for place, (name, given) in enumerate(saying.calls):
            arguments = json.dumps(given)
            if "bad_arguments" in self.quirks and is_first:
                arguments = arguments[:-1] + ",,"
            one = "same" if "bad_ids" in self.quirks else f"call-{number}-{place}"
            call = {"id": one, "type": "function", "function": {"name": name, "arguments": arguments}}
            signature = {"extra_content": {"google": {"thought_signature": f"signed-{number}"}}}
            calls.append(call | (signature if "gemini" in self.quirks and place == 0 else {}))
        return calls

    def _written(self, saying: Saying) -> str:
        text = json.dumps({"calls": [{"tool": name, "arguments": given} for name, given in saying.calls]})
        return f"<think>{{hm}}</think>Here you are:\n```json\n{text}\n```" if "chatty" in self.quirks else text


def pairing_fault(messages: Sequence[Json]) -> str | None:
    """Return what is wrong with a chat's tool calls and their answers, if anything is."""
    waiting: list[str] = []
    for number, message in enumerate(messages):
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
            waiting.remove(message["tool_call_id"])
        elif waiting:
            return f"An assistant message with 'tool_calls' must be followed by tool messages: {', '.join(waiting)}"
        if not isinstance(message.get("content"), str):
            return f"Invalid value for 'content': expected a string, got null. messages.[{number}].content"
        for call in message.get("tool_calls", []):
            if call["id"] in waiting or not _is_json(call["function"]["arguments"]):
                return "Invalid tool_calls: ids must be unique and arguments must be valid JSON"
            waiting.append(call["id"])
    return f"tool messages are missing: {', '.join(waiting)}" if waiting else None


def material_in(asked: Json) -> Json:
    """Return the material that a request holds."""
    text = asked["messages"][1]["content"]
    material: Json = json.loads(text.split("<material>")[1].split("</material>")[0])
    return material


def answers_in(asked: Json) -> list[Any]:
    """Return what tools have answered so far, in either way."""
    told = [message for message in asked["messages"][2:] if message["role"] in ("tool", "user")]
    return [json.loads(message["content"]) for message in told if message["content"].startswith("{")]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def standin() -> OpenAiStandIn:
    """Return a server that behaves well, with Gemini's quirks."""
    return OpenAiStandIn(quirks={"gemini"})
