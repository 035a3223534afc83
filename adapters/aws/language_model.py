"""A language model on Amazon Bedrock, through its Converse API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Final, Literal

from aiobotocore.config import AioConfig
from attrs import define, field, frozen
from typing_extensions import override

from adapters.aws.bedrock.conversation import Conversation
from adapters.aws.bedrock.prompt_cache import Where, cache_points
from adapters.aws.bedrock.troubles import DoesNotRemember, asking
from adapters.aws.session import CONNECT_SECONDS, AwsSession
from adapters.section import CannotOpen, need, setting
from adapters.wire.model.bill import Bill, tokens
from adapters.wire.model.insisting import Insisting
from adapters.wire.model.tool_calls import Toolbox
from adapters.wire.outside.breaker import Breaker
from adapters.wire.outside.deadline import Deadline
from ports.clock import Clock
from ports.language_model import LanguageModel, ModelRefuses, Task, Usage
from ports.randomness import Randomness

WHAT: Final = "the language model"
DEFAULT_MODEL: Final = "apac.amazon.nova-lite-v1:0"


@define(kw_only=True)
class BedrockLanguageModel(LanguageModel):
    """Talks with one model; each task is a conversation of its own."""

    client: Any = field(repr=False)
    model: str
    insisting: Insisting
    patience: timedelta
    _points: frozenset[Where] = field(init=False)

    @_points.default
    def _known_points(self) -> frozenset[Where]:
        return cache_points(self.model)

    @property
    @override
    def source(self) -> Literal["bedrock"]:
        return "bedrock"

    @override
    async def do(self, task: Task) -> Usage:
        bill = Bill(task)
        deadline = Deadline.after(self.patience)
        await self._talk(task, bill, deadline)
        return bill.usage

    async def _talk(self, task: Task, bill: Bill, deadline: Deadline) -> None:
        conversation, toolbox = Conversation(task), Toolbox.of(task.tools)
        for _ in range(task.max_turns):
            calls = await self.insisting.ask(partial(self._turn, conversation, bill), deadline=deadline)
            answers = await toolbox.run(calls, deadline=deadline)
            if any(answer.ends for answer in answers):
                return
            conversation.answer(calls, answers)
        raise ModelRefuses(why="it ran out of turns")

    async def _turn(self, conversation: Conversation, bill: Bill) -> Any:
        try:
            answer = await self._ask(conversation)
        except DoesNotRemember:
            self._points = frozenset()
            answer = await self._ask(conversation)
        with asking():
            _count(answer["usage"], bill)
            return conversation.hear(answer)

    async def _ask(self, conversation: Conversation) -> Mapping[str, Any]:
        request = conversation.request(self._points)
        with asking():
            answer: Mapping[str, Any] = await self.client.converse(modelId=self.model, **request)
        return answer


def _count(usage: Mapping[str, Any], bill: Bill) -> None:
    read = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")
    bill.add(tokens_in=sum(tokens(usage.get(name)) for name in read), tokens_out=tokens(usage.get("outputTokens")))


@frozen(kw_only=True)
class Section:
    """Which model, and how long a task may take."""

    session: AwsSession = need("aws_session")
    clock: Clock = need("clock")
    randomness: Randomness = need("randomness")
    model: str = setting("ODDIYA_BEDROCK_MODEL", "the id of a model or of an inference profile", default=DEFAULT_MODEL)
    endpoint_url: str | None = setting(
        "ODDIYA_BEDROCK_ENDPOINT_URL", "the URL of a service that speaks like Bedrock", default=None
    )
    patience: timedelta = setting(
        "ODDIYA_LLM_TIMEOUT", "seconds for a whole task of the language model", default=timedelta(seconds=18)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[LanguageModel]:
    """Open a client of Bedrock; it tries once, since the adapter knows better when to try again."""
    if section.patience <= timedelta():
        raise CannotOpen("ODDIYA_LLM_TIMEOUT is not above 0: no task could ever be done")
    config = AioConfig(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=section.patience.total_seconds(),
        retries={"mode": "standard", "total_max_attempts": 1},
    )
    opened = section.session.session.client(
        "bedrock-runtime",
        region_name=section.session.region,
        endpoint_url=section.endpoint_url or section.session.endpoint_url,
        config=config,
    )
    async with opened as client:
        breaker = Breaker(what=WHAT, clock=section.clock)
        yield BedrockLanguageModel(
            client=client,
            model=section.model,
            insisting=Insisting(what=WHAT, breaker=breaker, randomness=section.randomness),
            patience=section.patience,
        )
