"""The step that chooses places, with its ports in memory, and what it is asked."""

from collections.abc import Sequence
from typing import Any

from adapters.memory.cache import MemoryCache
from adapters.memory.usage_meter import MemoryUsageMeter
from adapters.offline.language_model import OfflineLanguageModel
from adapters.wire.model.allowance import Allowance
from core.errors import Unavailable
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.selection import Selection
from core.planning.use_cases.steps.choosing.choose_places import ChoosePlaces
from ports.cache import Cache
from ports.usage_meter import UsageMeter
from tests.clocks import ManualClock
from tests.planning_models import MindedModel
from tests.planning_samples import PLACES, a_place, a_trip, a_weather
from tests.standins import minds
from tests.standins.minds import Saying

POOL = [a_place(slug) for slug in PLACES]
IDS = {place.place_id for place in POOL}
FOUND = a_place(place_id=PlaceId("kakao:1"), names=Names(ko="송도해변", roman="Songdo", en="Songdo Beach"))


async def search(query: str) -> Sequence[Place]:
    return [FOUND] if "songdo" in query.casefold() else POOL[:2]


async def nothing(_: str) -> Sequence[Place]:
    return []


async def broken(_: str) -> Sequence[Place]:
    raise Unavailable(what="the place finder")


class House:
    """A step with its ports, all of them in memory."""

    def __init__(self, **more: Any) -> None:
        self.clock = ManualClock()
        self.model = MindedModel()
        self.meter: UsageMeter = MemoryUsageMeter(allowance=Allowance(calls=100, tokens=10_000), clock=self.clock)
        self.cache: Cache = MemoryCache(clock=self.clock, most_bytes=10_000_000)
        vars(self).update(more)
        self.step = self.another()

    def another(self, **more: Any) -> ChoosePlaces:
        """Return the step as another process has it."""
        offline = OfflineLanguageModel()
        ports = {"model": self.model, "offline": offline, "meter": self.meter, "cache": self.cache}
        return ChoosePlaces(**{**ports, **more})


async def choose(step: ChoosePlaces, **more: Any) -> Selection:
    asked: dict[str, Any] = {"trip": a_trip(), "pools": [POOL], "weather": [a_weather()], "search": search}
    return await step.choose(**{**asked, **more})


def ids(selection: Selection) -> set[PlaceId]:
    return {pick.place_id for pick in selection.picks}


def thinking(*sayings: Saying) -> minds.Mind:
    """Return a mind that says one thing after the other, the last for ever."""
    said: list[Saying] = []

    def think(_material: minds.Json, _answers: Sequence[Any]) -> Saying:
        said.append(sayings[min(len(said), len(sayings) - 1)])
        return said[-1]

    return think
