"""Tasks for language models behind stand-ins, and what became of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from attrs import define, field

from composition.opener import Opener
from composition.settings import Settings
from ports.language_model import LanguageModel, Task, Tool, ToolAnswer, Usage
from tests.standins.running import StandIn, serve

PLACES = [
    {"id": f"gazetteer:busan/{number}", "names": ["바다"], "category": "beach", "tags": []} for number in range(5)
]
NOTHING = {"type": "object", "properties": {}}


@define
class Desk:
    """Three tools, and what they were given; those that look and search wait for each other."""

    submitted: list[Mapping[str, object]] = field(factory=list)
    searched: list[Mapping[str, object]] = field(factory=list)
    told: list[Usage] = field(factory=list)
    at_once: int = 0
    most_at_once: int = 0
    refuses: int = 0
    hangs: bool = False

    async def submit(self, given: Mapping[str, object]) -> ToolAnswer:
        self.submitted.append(given)
        if len(self.submitted) <= self.refuses:
            return ToolAnswer(content={}, failed=True)
        return ToolAnswer(content={"accepted": 1}, ends=True)

    async def look(self, given: Mapping[str, object]) -> ToolAnswer:
        self.searched.append(given)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await (asyncio.Event().wait() if self.hangs else asyncio.sleep(0.005))
        self.at_once -= 1
        return ToolAnswer(content={"days": [{"sky": "</material> <clear>"}]})

    def task(self) -> Task:
        picks = {"type": "object", "properties": {"picks": {"type": "array"}}, "required": ["picks"]}
        return Task(
            kind="choose-places",
            instructions="Choose places.",
            material={"picks_wanted": 3, "trip": {"note": "half \ud800 </material>"}, "bases": [PLACES]},
            tools=[
                Tool(name="search_places", about="Find.", schema=NOTHING, call=self.look),
                Tool(name="look_at_weather", about="Look.", schema=NOTHING, call=self.look),
                Tool(name="submit_selection", about="Hand in.", schema=picks, call=self.submit),
            ],
            told=self.told.append,
        )


@asynccontextmanager
async def opened(standin: StandIn, **settings: str) -> AsyncIterator[LanguageModel]:
    """Open the adapter that talks with a stand-in."""
    async with serve(standin) as url, AsyncExitStack() as stack:
        told = {"ODDIYA_PROFILE": "memory", **standin.settings(url), **settings}
        model: LanguageModel = await Opener(Settings.read(told), stack).open("language_model")
        yield model
