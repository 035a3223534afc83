"""A conversation as the chat completions of OpenAI, and of all that are built alike, want it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from adapters.openai.abilities import Abilities
from adapters.openai.json_calls import MOST_CALLS, OR_WRITE, arguments_of, calls_in, how_to_write
from adapters.wire.model.texts import GO_ON, answer_text, as_json, material_text
from adapters.wire.model.tool_calls import Call
from ports.language_model import TOOL_NAME, ModelRefuses, Task, ToolAnswer

REFUSALS: Final[Mapping[str, str]] = {"length": "it ran out of tokens", "content_filter": "its answer was filtered"}

Message = dict[str, Any]


@define
class Chat:
    """What was said so far, but for the instructions, which depend on what the model is able to."""

    task: Task
    messages: list[Message] = field(init=False)
    _ids: set[str] = field(factory=set, init=False)
    _are_written: bool = field(default=False, init=False)

    @messages.default
    def _begun(self) -> list[Message]:
        return [{"role": "user", "content": material_text(self.task)}]

    @property
    def has_begun(self) -> bool:
        """Whether the model has said something already."""
        return len(self.messages) > 1

    def request(self, model: str, abilities: Abilities) -> dict[str, Any]:
        """Return what is sent to a model with these abilities."""
        how = "" if abilities.calls_tools else how_to_write(self.task)
        request: dict[str, Any] = {
            "model": model,
            "messages": [{"role": "system", "content": self.task.instructions + how}, *self.messages],
            abilities.limit: self.task.max_tokens,
        }
        if abilities.calls_tools:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.about, "parameters": dict(tool.schema)},
                }
                for tool in self.task.tools
            ]
        if abilities.writes_json:
            request["response_format"] = {"type": "json_object"}
        return request

    def hear(self, choice: Mapping[str, Any]) -> Sequence[Call]:
        """Add what the model said and return what it asks for; nothing where it must be asked again."""
        message, reason = choice["message"], str(choice.get("finish_reason"))
        if message.get("refusal"):
            raise ModelRefuses(why="it refuses")
        if reason in REFUSALS:
            raise ModelRefuses(why=REFUSALS[reason])
        if "malformed" in reason.lower():
            return ()
        if message.get("tool_calls"):
            return self._hear_calls(message)
        return self._hear_text(_text(message.get("content")))

    def answer(self, calls: Sequence[Call], answers: Sequence[ToolAnswer]) -> None:
        """Add the tools' answers, in the way in which they were asked for."""
        told = [answer_text(answer) for answer in answers]
        if self._are_written and calls:
            said = [{"tool": call.name, "answer": json.loads(text)} for call, text in zip(calls, told, strict=True)]
            self.messages.append({"role": "user", "content": as_json({"answers": said})})
            return
        for call, text in zip(calls, told, strict=True):
            self.messages.append({"role": "tool", "tool_call_id": call.call_id, "content": text})

    def _hear_calls(self, message: Message) -> Sequence[Call]:
        asked = message["tool_calls"][:MOST_CALLS]
        if not all(re.fullmatch(TOOL_NAME, one["function"]["name"]) for one in asked):
            return ()
        named = [self._named(one) for one in asked]
        calls = [
            Call(call_id=one["id"], name=one["function"]["name"], given=arguments_of(one["function"].get("arguments")))
            for one in named
        ]
        echoed = [_repaired(one, call) for one, call in zip(named, calls, strict=True)]
        # Gemini signs its thoughts and its calls (`extra_content`) and wants both back as they were.
        signed = {"extra_content": message["extra_content"]} if "extra_content" in message else {}
        said = {"role": "assistant", "content": _text(message.get("content")), **signed, "tool_calls": echoed}
        self.messages.append(said)
        self._are_written = False
        return calls

    def _hear_text(self, text: str) -> Sequence[Call]:
        if not text.strip():
            return ()
        calls = calls_in(text, self.task.tools)
        self.messages.append({"role": "assistant", "content": text})
        if not calls:
            self.messages.append({"role": "user", "content": f"{GO_ON} {OR_WRITE}"})
        self._are_written = True
        return calls

    def _named(self, asked: Message) -> Message:
        """Return a call with an id that no other has: some servers give none, or the same to all."""
        given = asked.get("id")
        if not isinstance(given, str) or not given or given in self._ids:
            given = f"oddiya_call_{len(self._ids)}"
        self._ids.add(given)
        return {**asked, "type": "function", "id": given}


def _repaired(asked: Message, call: Call) -> Message:
    """Return a call as it can be sent back: what is no JSON would be refused."""
    arguments = asked["function"].get("arguments")
    is_fine = call.given is not None and isinstance(arguments, str) and arguments
    return {**asked, "function": {"name": call.name, "arguments": arguments if is_fine else as_json(call.given or {})}}


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
