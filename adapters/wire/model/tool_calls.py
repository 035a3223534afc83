"""Doing what a language model asks for: all that it asks for at once, at once."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Self

from attrs import field, frozen

from adapters.wire.outside.deadline import Deadline
from core.errors import NoAnswer, OddiyaError
from ports.language_model import Tool, ToolAnswer


@frozen(kw_only=True)
class Call:
    """One tool that a model asks for; `given` is None where what it gives is no JSON object."""

    call_id: str
    name: str
    given: Mapping[str, object] | None = field(repr=False)


@frozen
class Toolbox:
    """The tools of a task by their names."""

    tools: Mapping[str, Tool]

    @classmethod
    def of(cls, tools: Sequence[Tool]) -> Self:
        """Return a box of tools."""
        return cls({tool.name: tool for tool in tools})

    async def run(self, calls: Sequence[Call], *, deadline: Deadline) -> list[ToolAnswer]:
        """Return the tools' answers, in the order of the calls; tools that take too long are `NoAnswer`."""
        try:
            async with asyncio.timeout_at(deadline.at):
                return await asyncio.gather(*(self._run(call) for call in calls))
        except TimeoutError as error:
            raise NoAnswer(what="the tools of the language model") from error

    async def _run(self, call: Call) -> ToolAnswer:
        tool = self.tools.get(call.name)
        if tool is None:
            return _failed(f"there is no such tool; there are {', '.join(self.tools)}")
        if call.given is None:
            return _failed("what was given is no JSON object; call the tool again")
        try:
            return await tool.call(call.given)
        except OddiyaError:
            return _failed("the tool does not work right now")


def _failed(error: str) -> ToolAnswer:
    return ToolAnswer(content={"error": error}, failed=True)
