"""A conversation as Bedrock's Converse wants it: a turn that breaks its rules would spoil every later one."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from adapters.aws.bedrock.prompt_cache import POINT, Where
from adapters.wire.model.texts import GO_ON, answer_text, material_text
from adapters.wire.model.tool_calls import Call
from ports.language_model import TOOL_NAME, ModelRefuses, Task, ToolAnswer

CALL_ID: Final = "[a-zA-Z0-9_.:-]{1,64}"
HEARD_OUT: Final = frozenset({"end_turn", "tool_use", "stop_sequence"})
GARBLED: Final = frozenset({"malformed_model_output", "malformed_tool_use"})
REFUSALS: Final[Mapping[str, str]] = {
    "max_tokens": "it ran out of tokens",
    "guardrail_intervened": "a guardrail stepped in",
    "content_filtered": "its answer was filtered",
    "model_context_window_exceeded": "there was more to read than it can",
}

Block = dict[str, Any]


@define
class Conversation:
    """What was said so far; what is added is so that it can be sent."""

    task: Task
    messages: list[dict[str, Any]] = field(init=False)

    @messages.default
    def _begun(self) -> list[dict[str, Any]]:
        return [_message("user", [{"text": material_text(self.task)}])]

    def request(self, points: Collection[Where]) -> dict[str, Any]:
        """Return what is sent, with cache points at the places that the model knows."""
        faults = faults_in(self.messages)
        if faults:
            raise ModelRefuses(why=f"the conversation went wrong: {faults[0]}")
        first, *rest = self.messages
        remembered = _message("user", [*first["content"], *_point("messages", points)])
        tools = [_specified(tool.name, tool.about, dict(tool.schema)) for tool in self.task.tools]
        return {
            "system": [{"text": self.task.instructions}, *_point("system", points)],
            "messages": [remembered, *rest],
            "toolConfig": {"tools": [*tools, *_point("tools", points)]},
            "inferenceConfig": {"maxTokens": self.task.max_tokens},
        }

    def hear(self, answer: Mapping[str, Any]) -> Sequence[Call]:
        """Add what the model said and return what it asks for; nothing where it must be asked again."""
        reason = answer["stopReason"]
        if reason in GARBLED:
            return ()
        if reason not in HEARD_OUT:
            raise ModelRefuses(why=REFUSALS.get(reason, "it stopped for a reason that is not known"))
        blocks = _sendable(answer["output"]["message"]["content"])
        calls = [_call(block["toolUse"]) for block in blocks if "toolUse" in block]
        if not _can_be_said(blocks, calls):
            return ()
        self.messages.append(_message("assistant", [_repaired(block) for block in blocks]))
        if not calls:
            self.messages.append(_message("user", [{"text": GO_ON}]))
        return calls

    def answer(self, calls: Sequence[Call], answers: Sequence[ToolAnswer]) -> None:
        """Add the tools' answers: all of them in one message, and nothing beside them."""
        if calls:
            results = [_result(call, answer) for call, answer in zip(calls, answers, strict=True)]
            self.messages.append(_message("user", results))


def faults_in(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what Bedrock would find wrong with a conversation."""
    faults: list[str] = []
    asked: list[str] = []
    for number, message in enumerate(messages):
        role, content = message["role"], message["content"]
        if role != ("user", "assistant")[number % 2]:
            faults.append("the roles do not alternate")
        if not content or any(not block.get("text", "text").strip() for block in content):
            faults.append("a message is empty")
        answered = [block["toolResult"]["toolUseId"] for block in content if "toolResult" in block]
        if sorted(answered) != sorted(asked):
            faults.append("the tools' answers are not those that were asked for")
        if answered and len(answered) != len(content):
            faults.append("something stands beside the tools' answers")
        asked = [block["toolUse"]["toolUseId"] for block in content if "toolUse" in block]
    return faults


def _message(role: str, content: list[Block]) -> dict[str, Any]:
    return {"role": role, "content": content}


def _point(where: Where, points: Collection[Where]) -> list[Block]:
    return [POINT] if where in points else []


def _specified(name: str, about: str, schema: dict[str, object]) -> Block:
    return {"toolSpec": {"name": name, "description": about, "inputSchema": {"json": schema}}}


def _sendable(content: Sequence[Block]) -> list[Block]:
    return [
        block
        for block in content
        if "toolUse" in block or "reasoningContent" in block or str(block.get("text", "")).strip()
    ]


def _call(used: Mapping[str, Any]) -> Call:
    given = used.get("input")
    return Call(call_id=used["toolUseId"], name=used["name"], given=given if isinstance(given, dict) else None)


def _can_be_said(blocks: Sequence[Block], calls: Sequence[Call]) -> bool:
    """Tell whether Bedrock takes these blocks back: it refuses names and ids that it would not have made."""
    ids = [call.call_id for call in calls]
    return (
        any("reasoningContent" not in block for block in blocks)
        and len(set(ids)) == len(ids)
        and all(re.fullmatch(CALL_ID, one) for one in ids)
        and all(re.fullmatch(TOOL_NAME, call.name) for call in calls)
    )


def _repaired(block: Block) -> Block:
    if "toolUse" not in block or isinstance(block["toolUse"].get("input"), dict):
        return block
    return {"toolUse": {**block["toolUse"], "input": {}}}


def _result(call: Call, answer: ToolAnswer) -> Block:
    status = "error" if answer.failed else "success"
    return {"toolResult": {"toolUseId": call.call_id, "content": [{"text": answer_text(answer)}], "status": status}}
