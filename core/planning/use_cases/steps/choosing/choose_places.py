"""Having a language model choose places, and rules where it does not."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from attrs import Factory, field, frozen

from core.errors import Unavailable
from core.planning.model.place import Place
from core.planning.model.selection import Selection
from core.planning.model.trip import Trip
from core.planning.model.weather import DayWeather
from core.planning.use_cases.steps.choosing.chosen import selection_of
from core.planning.use_cases.steps.choosing.desk import Desk, Search
from core.planning.use_cases.steps.choosing.kept_answers import Answer, KeptAnswers
from core.planning.use_cases.steps.choosing.material import key_of_task, material_of
from core.planning.use_cases.steps.choosing.single_flight import SingleFlight
from core.planning.use_cases.steps.choosing.task import choosing
from ports.cache import Cache
from ports.language_model import LanguageModel, ModelRefuses, Usage
from ports.usage_meter import UsageMeter

FEWEST: Final = 12
MOST: Final = 40
A_DAY: Final = 8
SLACK: Final = timedelta(seconds=5)

NOTHING_HANDED_IN: Final = "the language model chose nothing"
NOT_THERE: Final = "the language model is not available right now"
NO_METER: Final = "nobody can tell how much of the language model may still be used"
NO_PLACES: Final = "there are no places to choose from"


@frozen(kw_only=True)
class ChoosePlaces:
    """Chooses among real places by what the travellers wish; a choice always comes, and holds only known places.

    - The model is asked once for requests that are the same, within an hour, by all processes together, and only when
      the meter grants it. It has so much `patience`.
    - When it does not do its work, the offline model does, and the selection says why.
    """

    model: LanguageModel
    offline: LanguageModel
    meter: UsageMeter
    cache: Cache
    patience: timedelta = timedelta(seconds=20)
    _flights: SingleFlight[Answer] = field(init=False, repr=False, default=Factory(SingleFlight))

    async def choose(
        self, *, trip: Trip, pools: Sequence[Sequence[Place]], weather: Sequence[DayWeather], search: Search
    ) -> Selection:
        """Choose from the pools, of which there is one for each base."""
        material = material_of(trip=trip, pools=pools, weather=weather, picks=_picks_wanted(trip))
        make_desk = partial(_desk, trip, pools, weather, search)
        desk = make_desk()
        if not desk.places:
            return selection_of(desk, None, trip=trip, source="offline", why=NO_PLACES)
        if self.model.source == "offline":
            return await self._by_rules(desk, material, trip)
        key = key_of_task(trip=trip, pools=pools, source=self.model.source)
        answer = await self._flights.join(key, partial(self._answer, key, desk, material))
        submission = await desk.recall(answer.document) if answer.document else None
        if submission is None:
            return await self._by_rules(make_desk(), material, trip, why=answer.why or NOTHING_HANDED_IN)
        return selection_of(desk, submission, trip=trip, source=self.model.source)

    async def _answer(self, key: str, desk: Desk, material: Mapping[str, object]) -> Answer:
        kept = KeptAnswers(cache=self.cache, locked_for=self.patience + SLACK)

        async def is_good(document: bytes) -> bool:
            return await desk.recall(document) is not None

        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await kept.get_or_make(key, is_good=is_good, make=partial(self._ask, desk, material))
        except TimeoutError:
            return Answer(why=f"the language model did not answer within {self.patience.total_seconds():g} s")

    async def _ask(self, desk: Desk, material: Mapping[str, object]) -> Answer:
        try:
            allowed = await self.meter.ask()
        except Unavailable:
            return Answer(why=NO_METER)
        if not allowed.granted:
            return Answer(why=allowed.why)
        why = await self._done(desk, material)
        document = desk.document()
        return Answer(document=document, why="" if document else why)

    async def _done(self, desk: Desk, material: Mapping[str, object]) -> str:
        """Have the task done, and counted however it ends; return why it was not done."""
        spent: list[Usage] = []
        try:
            await self.model.do(choosing(desk, material, told=spent.append))
        except ModelRefuses as refusal:
            return str(refusal)
        except Unavailable:
            return NOT_THERE
        finally:
            await self._count(spent)
        return NOTHING_HANDED_IN

    async def _count(self, spent: Sequence[Usage]) -> None:
        with suppress(Unavailable):
            await self.meter.spent(sum(usage.tokens_in + usage.tokens_out for usage in spent))

    async def _by_rules(self, desk: Desk, material: Mapping[str, object], trip: Trip, *, why: str = "") -> Selection:
        with suppress(Unavailable):
            await self.offline.do(choosing(desk, material))
        return selection_of(desk, desk.submission, trip=trip, source=self.offline.source, why=why)


def _desk(trip: Trip, pools: Sequence[Sequence[Place]], weather: Sequence[DayWeather], search: Search) -> Desk:
    places = {place.place_id: place for pool in pools for place in pool}
    return Desk(places=places, weather=weather, search=search, language=trip.preferences.language)


def _picks_wanted(trip: Trip) -> int:
    return min(max(A_DAY * len(trip.dates), FEWEST), MOST)
