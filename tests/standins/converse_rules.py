"""The rules of Bedrock's Converse, in the words in which it refuses what breaks them."""

import re
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
CALL_ID = re.compile("[a-zA-Z0-9_.:-]{1,64}")
TOOL_NAME = re.compile("[a-zA-Z0-9_-]{1,64}")
MOST_TOKENS = 8192
CACHING = "You invoked an unsupported model or your request did not allow prompt caching."


def fault_in(request: Json, *, remembers: bool) -> str | None:
    """Return what is wrong with a request, if anything is."""
    messages = request.get("messages") or []
    blocks = [block for message in messages for block in message["content"]]
    if not remembers and "cachePoint" in str(request):
        return CACHING
    limit = request.get("inferenceConfig", {}).get("maxTokens", 0)
    if not 0 < limit <= MOST_TOKENS:
        return f"The maximum tokens you requested exceeds the model limit of {MOST_TOKENS}."
    if any("toolUse" in one or "toolResult" in one for one in blocks) and not request.get("toolConfig"):
        return "The toolConfig field must be defined when using toolUse and toolResult content blocks."
    if not messages or messages[0]["role"] != "user":
        return "A conversation must start with a user message."
    if messages[-1]["role"] != "user":
        return "This model does not support assistant message prefill. The conversation must end with a user message."
    faults = (_message_fault(messages, number) for number in range(len(messages)))
    return next((fault for fault in faults if fault), None)


def _message_fault(messages: list[Json], number: int) -> str | None:
    message, before = messages[number], messages[number - 1] if number else {"role": "", "content": []}
    if message["role"] == before["role"]:
        return 'messages: roles must alternate between "user" and "assistant"'
    if not message["content"]:
        return f"The content field in the Message object at messages.{number} is empty."
    if any("text" in one and not one["text"].strip() for one in message["content"]):
        return "The text field in the ContentBlock object is blank."
    return _pairing_fault(message, before, number) or _call_fault(message)


def _pairing_fault(message: Json, before: Json, number: int) -> str | None:
    asked = [one["toolUse"]["toolUseId"] for one in before["content"] if "toolUse" in one]
    answered = [one["toolResult"]["toolUseId"] for one in message["content"] if "toolResult" in one]
    if missing := [one for one in asked if one not in answered]:
        return f"Expected toolResult blocks at messages.{number}.content for the following Ids: {', '.join(missing)}"
    if len(answered) > len(asked) or sorted(answered) != sorted(asked):
        return (
            f"The number of toolResult blocks at messages.{number}.content exceeds the number of toolUse blocks of"
            " previous turn."
        )
    if answered and len(answered) != len(message["content"]):
        return "Conversation blocks and tool use blocks cannot be provided in the same turn."
    if any(not one["toolResult"].get("content") for one in message["content"] if "toolResult" in one):
        return "The content field in the ToolResult object is empty."
    return None


def _call_fault(message: Json) -> str | None:
    calls = [one["toolUse"] for one in message["content"] if "toolUse" in one]
    ids = [call["toolUseId"] for call in calls]
    if len(set(ids)) != len(ids):
        return "messages: `tool_use` ids must be unique"
    if not all(CALL_ID.fullmatch(one) for one in ids) or not all(TOOL_NAME.fullmatch(one["name"]) for one in calls):
        return "Value at 'messages' failed to satisfy constraint: Member must satisfy regular expression pattern"
    if not all(isinstance(call["input"], dict) for call in calls):
        return "The format of the value at toolUse.input is invalid. Provide a json object for the field."
    return None
