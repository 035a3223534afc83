"""Tool calls of models that know no tools: they write them down as JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.wire.model.texts import as_json
from adapters.wire.model.tool_calls import Call
from ports.language_model import Task, Tool

MOST_CALLS: Final = 16
FENCE: Final = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)
HOW: Final = """
You cannot call tools directly. Instead answer with one JSON object and nothing else:
{"calls": [{"tool": "<name>", "arguments": {…}}]}
You are told what the tools answer. The tools are:
"""
OR_WRITE: Final = 'If you cannot call tools, write {"calls": [{"tool": "<name>", "arguments": {…}}]} and nothing else.'


def how_to_write(task: Task) -> str:
    """Return what a model must know in order to write its calls down."""
    tools = [{"name": tool.name, "about": tool.about, "arguments": dict(tool.schema)} for tool in task.tools]
    return HOW + as_json(tools)


def calls_in(text: str, tools: Sequence[Tool]) -> list[Call]:
    """Return the calls that a text holds, however they are wrapped; none where it holds none."""
    found = _object_in(text.rpartition("</think>")[2])
    return [
        Call(call_id=f"written_{number}", name=name, given=given)
        for number, (name, given) in enumerate(_calls(found, tools))
    ]


def _calls(found: Mapping[str, Any], tools: Sequence[Tool]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    written = found.get("calls", found.get("tool_calls"))
    for one in written[:MOST_CALLS] if isinstance(written, list) else [found]:
        if not isinstance(one, dict):
            continue
        function = one.get("function")
        inner = function if isinstance(function, dict) else one
        name = inner.get("tool", inner.get("name"))
        if isinstance(name, str) and name:
            yield name, arguments_of(inner.get("arguments", inner.get("parameters")))
        elif (tool := _meant(one, tools)) is not None:
            yield tool.name, one


def arguments_of(found: object) -> dict[str, Any] | None:
    """Return arguments as an object, whether they are one or a text that holds one; None where they are neither."""
    if found is None or found == "":
        return {}
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _meant(given: Mapping[str, Any], tools: Sequence[Tool]) -> Tool | None:
    """Return the tool that these arguments are for, if they name none but have all that one of them requires."""
    for tool in tools:
        required = tool.schema.get("required")
        if isinstance(required, list) and required and all(name in given for name in required):
            return tool
    return None


def _object_in(text: str) -> dict[str, Any]:
    fenced = FENCE.search(text)
    for candidate in (fenced[1] if fenced else "", text, text[text.find("{") : text.rfind("}") + 1]):
        try:
            found = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return {}
