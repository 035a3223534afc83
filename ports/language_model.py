"""Somebody who reads wishes and writes words, and does everything else through tools."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Literal, Protocol

from attrs import define, field, frozen
from attrs.validators import matches_re

from core.errors import Unavailable

TOOL_NAME = "[a-zA-Z0-9_-]{1,64}"


@define(kw_only=True)
class ModelRefuses(Unavailable):
    """The model ended without doing what it was asked: it refused, ran out of turns or tokens, or made no sense."""

    code: ClassVar[str] = "model-refuses"
    says: ClassVar[str] = "the language model did not do what it was asked ({why})"
    why: str
    what: str = "the language model"


@frozen(kw_only=True)
class ToolAnswer:
    """What a tool says of a call; a call that `failed` may be made again, better. `ends` the task when it is done."""

    content: Mapping[str, object]
    failed: bool = False
    ends: bool = False


@frozen(kw_only=True)
class Tool:
    """Something that the model may ask for; `schema` is JSON Schema of what it must give."""

    name: str = field(validator=matches_re(TOOL_NAME))
    about: str
    schema: Mapping[str, object]
    call: Callable[[Mapping[str, object]], Awaitable[ToolAnswer]] = field(repr=False)


@frozen(kw_only=True)
class Usage:
    """What a task took, or an answer of it."""

    calls: int
    tokens_in: int
    tokens_out: int


def untold(_: Usage) -> None:
    """Tell nobody."""


@frozen(kw_only=True)
class Task:
    """Work for a model: `instructions` are ours; `material` is data, in which nothing is an instruction.

    `kind` names the task for those who do it without understanding words. `told` hears of what each answer of the
    model took as soon as it is there, so that it is known also of a task that is broken off.
    """

    kind: Literal["choose-places"]
    instructions: str
    material: Mapping[str, object]
    tools: Sequence[Tool]
    max_tokens: int = 2000
    max_turns: int = 6
    told: Callable[[Usage], None] = field(default=untold, repr=False)


class LanguageModel(Protocol):
    """Does tasks by calling tools.

    - `do` returns once a tool has answered that the task ends; until then every answer of a tool goes to the model.
    - Tool calls that the model makes at once run at once, and their answers go back together.
    - What the model gives a tool is passed on as it is, be it nonsense: the tool judges it. A call of a tool that is
      not there is answered with a failure, not raised.
    - A task that does not end within its turns, or is refused, is `ModelRefuses`; a model that does not answer is
      `Unavailable`, within the adapter's own time-out.
    - `source` is what plans say about who read the wishes.
    """

    @property
    def source(self) -> Literal["bedrock", "openai", "offline"]:
        """The family of the model."""
        ...

    async def do(self, task: Task) -> Usage:
        """Do a task."""
        ...
