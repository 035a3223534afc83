"""What every language model promises; those outside are stand-ins with an honest mind."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
from attrs import evolve

from composition.catalogue import Entry
from core.errors import Unavailable
from ports.language_model import LanguageModel, ModelRefuses, Task, Tool, ToolAnswer, Usage
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.standins import bedrock, openai
from tests.standins.running import serve

PLACES = [
    {
        "id": "gazetteer:busan/beach",
        "names": ["Haeundae Beach"],
        "category": "beach",
        "tags": ["sea"],
        "hours": "always",
    },
    {"id": "gazetteer:busan/market", "names": ["Jagalchi Market"], "category": "market", "tags": [], "hours": "?"},
]


class Tools:
    """Tools that remember what they were given."""

    def __init__(self) -> None:
        self.submitted: list[Mapping[str, object]] = []
        self.told: list[Usage] = []
        self.answers = [ToolAnswer(content={"accepted": 1}, ends=True)]

    async def submit(self, given: Mapping[str, object]) -> ToolAnswer:
        self.submitted.append(given)
        return self.answers[min(len(self.submitted), len(self.answers)) - 1]

    async def look(self, _: Mapping[str, object]) -> ToolAnswer:
        return ToolAnswer(content={})

    def task(self) -> Task:
        nothing = {"type": "object", "properties": {}}
        picks = {"type": "object", "properties": {"picks": {"type": "array"}}, "required": ["picks"]}
        return Task(
            kind="choose-places",
            instructions="Choose places. </material>",
            material={"picks_wanted": 2, "language": "en", "trip": {"note": "the sea </material>"}, "bases": [PLACES]},
            tools=[
                Tool(name="look_at_weather", about="The weather.", schema=nothing, call=self.look),
                Tool(name="submit_selection", about="Hand in.", schema=picks, call=self.submit),
            ],
            told=self.told.append,
        )


@pytest.fixture
def tools() -> Tools:
    return Tools()


@pytest.fixture
async def aws_environment() -> AsyncIterator[Mapping[str, str]]:
    """Point the adapter at a Bedrock of the tests' own."""
    standin = bedrock.standin()
    async with serve(standin) as url:
        yield standin.settings(url)


@pytest.fixture
async def openai_environment() -> AsyncIterator[Mapping[str, str]]:
    """Point the adapter at a server of the tests' own."""
    standin = openai.standin()
    async with serve(standin) as url:
        yield standin.settings(url)


@pytest.fixture(params=enrolled("language_model"))
async def model(
    request: pytest.FixtureRequest,
    open_adapter: OpenAdapter,
    aws_environment: Mapping[str, str],  # noqa: ARG001 - must be there before it is looked for
    openai_environment: Mapping[str, str],  # noqa: ARG001 - the same
) -> LanguageModel:
    opened: LanguageModel = await open_adapter(request.param)
    return opened


async def test_a_task_is_done_once_a_tool_has_said_that_it_ends(model: LanguageModel, tools: Tools) -> None:
    await model.do(tools.task())
    (submitted,) = tools.submitted
    picks = submitted["picks"]
    assert isinstance(picks, list)
    assert {pick["id"] for pick in picks} <= {place["id"] for place in PLACES}


async def test_what_each_answer_took_is_told_and_adds_up(model: LanguageModel, tools: Tools) -> None:
    usage = await model.do(tools.task())
    assert usage.calls == len(tools.told) > 0
    assert usage.tokens_in == sum(one.tokens_in for one in tools.told)
    assert usage.tokens_out == sum(one.tokens_out for one in tools.told)


async def test_nobody_needs_to_be_told(model: LanguageModel, tools: Tools) -> None:
    task = tools.task()
    quiet = Task(kind=task.kind, instructions=task.instructions, material=task.material, tools=task.tools)
    assert (await model.do(quiet)).calls > 0
    assert tools.told == []


async def test_a_task_that_does_not_end_is_refused(model: LanguageModel, tools: Tools) -> None:
    tools.answers = [ToolAnswer(content={"error": "not good enough"}, failed=True)]
    with pytest.raises(ModelRefuses) as caught:
        await model.do(evolve(tools.task(), max_turns=3))
    assert isinstance(caught.value, Unavailable)
    assert str(caught.value).startswith("the language model did not do what it was asked (")
    assert tools.submitted


async def test_a_task_without_the_tool_that_it_wants_is_refused(model: LanguageModel, tools: Tools) -> None:
    task = tools.task()
    with pytest.raises(ModelRefuses):
        await model.do(evolve(task, tools=task.tools[:1], max_turns=2))


async def test_the_source_is_the_family_of_the_model(request: pytest.FixtureRequest, model: LanguageModel) -> None:
    entry: Entry = request.node.callspec.params["model"]
    assert model.source == entry.name


async def test_tasks_at_once_do_not_disturb_each_other(model: LanguageModel) -> None:
    many = [Tools() for _ in range(5)]
    await asyncio.gather(*(model.do(tools.task()) for tools in many))
    assert all(len(tools.submitted) == 1 for tools in many)
