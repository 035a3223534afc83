"""A language model behind any URL that is compatible with OpenAI's: LiteLLM, Gemini, Ollama and others."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Final, Literal

from attrs import define, field, frozen
from typing_extensions import override

from adapters.openai.abilities import Abilities
from adapters.openai.chat import Chat
from adapters.openai.server import Server, server_at
from adapters.openai.troubles import answer_of, is_too_long, lesson_of
from adapters.section import CannotOpen, need, setting
from adapters.wire.model.bill import Bill, tokens
from adapters.wire.model.insisting import Insisting
from adapters.wire.model.tool_calls import Call, Toolbox
from adapters.wire.outside.breaker import Breaker
from adapters.wire.outside.deadline import Deadline
from adapters.wire.outside.heard import Heard
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.trouble import nonsense
from adapters.wire.public_url import PublicUrl
from ports.clock import Clock
from ports.language_model import LanguageModel, ModelRefuses, Task, Usage
from ports.randomness import Randomness

WHAT: Final = "the language model"
NOT_OF_ITS_SHAPE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@define(kw_only=True)
class OpenAiLanguageModel(LanguageModel):
    """Talks with one model; each task is a chat of its own.

    What the model turns out not to be able to is not asked of it again: tools, then JSON, are done without.
    """

    server: Server
    model: str
    insisting: Insisting
    patience: timedelta
    _abilities: Abilities = field(factory=Abilities, init=False)

    @property
    @override
    def source(self) -> Literal["openai"]:
        return "openai"

    @override
    async def do(self, task: Task) -> Usage:
        bill, deadline = Bill(task), Deadline.after(self.patience)
        chat, toolbox = Chat(task), Toolbox.of(task.tools)
        for _ in range(task.max_turns):
            calls = await self.insisting.ask(partial(self._turn, chat, bill), deadline=deadline)
            answers = await toolbox.run(calls, deadline=deadline)
            if any(answer.ends for answer in answers):
                return bill.usage
            chat.answer(calls, answers)
        raise ModelRefuses(why="it ran out of turns")

    async def _turn(self, chat: Chat, bill: Bill) -> Sequence[Call]:
        document = answer_of(await self._ask(chat))
        try:
            _count(document, bill)
            return chat.hear(document["choices"][0])
        except NOT_OF_ITS_SHAPE:
            trouble = nonsense("its answer is not of the shape that we know")
        raise trouble

    async def _ask(self, chat: Chat) -> Heard:
        """Return the answer to what the model is able to, finding out on the way what that is."""
        abilities: Abilities | None = self._abilities
        while abilities is not None:
            asked = abilities
            heard = await self.server.complete(chat.request(self.model, asked))
            if is_too_long(heard):
                raise ModelRefuses(why="there was more to read than it can")
            abilities = lesson_of(heard, asked, has_begun=chat.has_begun)
        if heard.document() is not None and heard.status == 200:  # noqa: PLR2004 - OK
            self._abilities = asked
        return heard


def _count(document: Mapping[str, Any], bill: Bill) -> None:
    usage = document.get("usage") or {}
    bill.add(tokens_in=tokens(usage.get("prompt_tokens")), tokens_out=tokens(usage.get("completion_tokens")))


@frozen(kw_only=True)
class Section:
    """Where the model is, what it is called, and how long a task may take."""

    clock: Clock = need("clock")
    randomness: Randomness = need("randomness")
    url: PublicUrl = setting(
        "ODDIYA_OPENAI_URL", "a URL such as https://api.openai.com/v1, which /chat/completions is put behind"
    )
    model: str = setting("ODDIYA_OPENAI_MODEL", "the name of a model as its server knows it")
    key: ServiceKey | None = setting("ODDIYA_OPENAI_KEY", "the key of the server", default=None, secret=True)
    patience: timedelta = setting(
        "ODDIYA_LLM_TIMEOUT", "seconds for a whole task of the language model", default=timedelta(seconds=18)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[LanguageModel]:
    """Open the connections; the model is asked for the first time when there is something to ask."""
    if section.patience <= timedelta():
        raise CannotOpen("ODDIYA_LLM_TIMEOUT is not above 0: no task could ever be done")
    async with server_at(section.url, key=section.key, clock=section.clock, patience=section.patience) as server:
        breaker = Breaker(what=WHAT, clock=section.clock)
        yield OpenAiLanguageModel(
            server=server,
            model=section.model,
            insisting=Insisting(what=WHAT, breaker=breaker, randomness=section.randomness),
            patience=section.patience,
        )
