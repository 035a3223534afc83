"""Language models in the process: a mind with its hands on the tools, which may also be slow, silent or broken."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from attrs import define, field
from typing_extensions import override

from core.errors import Unavailable
from ports.language_model import LanguageModel, ModelRefuses, Task, Usage
from tests.standins.minds import Mind, honest

TOKENS = Usage(calls=1, tokens_in=100, tokens_out=20)


async def at_once() -> None:
    """Do not wait."""


@define(kw_only=True)
class MindedModel(LanguageModel):
    """Does what its mind says, with the tools that are there; each task waits for `before` first."""

    mind: Mind = honest
    source: Literal["bedrock", "openai", "offline"] = "bedrock"
    before: Callable[[], Awaitable[object]] = at_once
    fails: Unavailable | None = None
    tasks: list[Task] = field(factory=list)
    ended: int = 0

    @override
    async def do(self, task: Task) -> Usage:
        self.tasks.append(task)
        await self.before()
        if self.fails is not None:
            raise self.fails
        tools = {tool.name: tool for tool in task.tools}
        material: Any = json.loads(json.dumps(task.material))
        answers: list[Any] = []
        for turn in range(1, task.max_turns + 1):
            task.told(TOKENS)
            saying = self.mind(material, answers)
            calls = [tools[name].call(given) for name, given in saying.calls if name in tools]
            told = await asyncio.gather(*calls)
            if any(answer.ends for answer in told):
                self.ended += 1
                return Usage(calls=turn, tokens_in=100 * turn, tokens_out=20 * turn)
            answers += [json.loads(json.dumps(dict(answer.content))) for answer in told]
        raise ModelRefuses(why="it ran out of turns")
