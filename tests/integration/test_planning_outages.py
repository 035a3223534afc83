"""Whatever becomes of the outside services, a plan comes in time, holds, and says what it lacks."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import botocore.session
import pytest
from attrs import define, frozen
from typing_extensions import override

from adapters.system.clock import SystemClock
from composition.opener import Opener, bundle_of
from composition.planning.making import MakerPorts, maker_of
from composition.settings import Settings
from core.planning.model.plan import Itinerary
from core.planning.model.preferences import Budget, Preferences
from core.planning.model.progress import FactsGathered, Finished
from core.planning.model.trip import Trip
from core.planning.model.trip_dates import day_in_korea
from tests.standins import bedrock, exchangerate, kakao, minds, openai, openweather, tourapi
from tests.standins.behaviour import Behaviour, Mode
from tests.standins.opening import NoJitter
from tests.standins.running import StandIn, serve

FACTS: Final = 0.8
MODEL: Final = 0.8
# Where it is, the places, the wished place, their hours, and the hours once more for the places that serve instead.
QUESTIONS_IN_TURN: Final = 5
CALCULATING: Final = 5.0
TOO_SLOW: Final = 60.0
IN_TIME: Final = timedelta(seconds=QUESTIONS_IN_TURN * FACTS + MODEL + CALCULATING)

# What a plan lacks without a service.
LACKS: Final[Mapping[str, str]] = {
    "kakao": "places", "tourapi": "hours", "openweather": "weather", "exchangerate": "rates", "openai": "model",
}  # fmt: skip
OUTAGES: Final[tuple[Mode, ...]] = ("down", "slow", "throttled", "malformed")
MORE_OUTAGES: Final[tuple[Mode, ...]] = (*OUTAGES, "quota", "error", "wrong_types")
TOLD: Final = {
    "ODDIYA_PROFILE": "memory",
    "ODDIYA_FACTS_TIMEOUT": str(FACTS),
    "ODDIYA_FACTS_TRY_TIMEOUT": str(FACTS / 2),
    "ODDIYA_LLM_TIMEOUT": str(MODEL),
    "ODDIYA_LLM_CALLS_PER_HOUR": "1000",
}


@frozen(kw_only=True)
class World:
    """Everything outside, by its name, and what makes plans from it."""

    ports: MakerPorts
    behaviours: Mapping[str, Behaviour]

    async def plan(self) -> tuple[Itinerary, tuple[str, ...]]:
        """Return a plan for two days from tomorrow, and what was said to be missing before there was one."""
        said: tuple[str, ...] = ()
        async with asyncio.timeout(IN_TIME.total_seconds()):
            async with aclosing(maker_of(self.ports).make(a_trip())) as steps:  # type: ignore[type-var] # it is a generator
                async for step in steps:
                    if isinstance(step, FactsGathered):
                        said = step.missing
                    if isinstance(step, Finished):
                        return step.itinerary, said
        raise AssertionError("it did not finish")


def a_trip() -> Trip:
    tomorrow = day_in_korea(SystemClock().now()) + timedelta(days=1)
    budget = Budget(amount=Decimal(500), currency="USD", per="trip")
    wishes = Preferences(budget=budget, must_visit=("태종대", "Somewhere else"), note="We love the sea.")
    return Trip(location="부산", start_date=tomorrow, end_date=tomorrow + timedelta(days=1), preferences=wishes)


@define(kw_only=True)
class GoesAway(Behaviour):
    """Answers so many calls, and no more."""

    answers: int

    @override
    def next_mode(self) -> Mode:
        self.answers -= 1
        return "well" if self.answers >= 0 else self.mode


@asynccontextmanager
async def a_world(home: Path, **others: StandIn) -> AsyncIterator[World]:
    """Open planning with a stand-in behind each of its outside services."""
    standins: dict[str, StandIn] = {
        "kakao": kakao.standin(),
        "tourapi": tourapi.standin(),
        "openweather": openweather.standin(),
        "exchangerate": exchangerate.standin(),
        "openai": openai.OpenAiStandIn(mind=minds.hasty),
        **others,
    }
    told = {**TOLD, "ODDIYA_HOME": str(home)}
    async with AsyncExitStack() as stack:
        for standin in standins.values():
            told |= standin.settings(await stack.enter_async_context(serve(standin)))
        opener = Opener(Settings.read(told), stack, given={"randomness": NoJitter()})
        ports = await bundle_of(MakerPorts, opener)
        yield World(ports=ports, behaviours={name: one.behaviour for name, one in standins.items()})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


@pytest.fixture(scope="module")
def _shared_descriptions() -> Iterator[None]:
    """Have the services' descriptions read once: that takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


def missing_in(itinerary: Itinerary) -> set[str]:
    """Return which facts are missing; the wished place that nobody knows always is."""
    return {str(missing.what) for missing in itinerary.missing} - {"must_visit"}


def assert_it_can_be_walked(itinerary: Itinerary) -> None:
    assert [check for check in itinerary.verification.checks if check.verdict == "fail"] == []
    assert all(len(day.stops) >= 3 for day in itinerary.days)
    assert len(itinerary.days) == 2


async def test_when_everybody_answers_only_the_unknown_wish_is_missing(world: World) -> None:
    itinerary, said = await world.plan()
    assert_it_can_be_walked(itinerary)
    assert (missing_in(itinerary), said, itinerary.source) == (set(), (), "openai")
    assert [missing.about for missing in itinerary.missing] == ["Somewhere else"]
    assert {stop.place.place_id.split(":")[0] for day in itinerary.days for stop in day.stops} == {"kakao"}
    assert {day.weather.kind for day in itinerary.days if day.weather} == {"forecast"}
    assert itinerary.cost.in_budget is not None
    assert itinerary.cost.in_budget.currency == "USD"


@pytest.mark.parametrize("mode", OUTAGES)
@pytest.mark.parametrize("service", LACKS)
async def test_without_one_service_a_plan_comes_and_says_what_is_missing(
    world: World, service: str, mode: Mode
) -> None:
    world.behaviours[service].will(mode, seconds=TOO_SLOW)
    itinerary, said = await world.plan()
    assert_it_can_be_walked(itinerary)
    assert world.behaviours[service].calls > 0
    assert missing_in(itinerary) == {LACKS[service]}
    assert itinerary.source == ("offline" if service == "openai" else "openai")
    if service != "openai":
        told = [missing.why for missing in itinerary.missing if missing.what == LACKS[service]]
        assert set(told) <= set(said)


@pytest.mark.usefixtures("_shared_descriptions")
@pytest.mark.parametrize("mode", ["well", "down", "slow", "malformed"])
async def test_without_bedrock_rules_choose_and_the_plan_says_so(tmp_path: Path, mode: Mode) -> None:
    async with a_world(tmp_path, openai=bedrock.BedrockStandIn(mind=minds.hasty)) as world:
        world.behaviours["openai"].will(mode, seconds=TOO_SLOW)
        itinerary, _ = await world.plan()
    assert_it_can_be_walked(itinerary)
    found = (itinerary.source, missing_in(itinerary))
    assert found == (("bedrock", set()) if mode == "well" else ("offline", {"model"}))


@pytest.mark.parametrize("mode", MORE_OUTAGES)
async def test_without_any_service_a_plan_comes_and_says_all_that_is_missing(world: World, mode: Mode) -> None:
    for behaviour in world.behaviours.values():
        behaviour.will(mode, seconds=TOO_SLOW)
    itinerary, said = await world.plan()
    assert_it_can_be_walked(itinerary)
    assert missing_in(itinerary) == set(LACKS.values())
    assert itinerary.source == "offline"
    assert len(said) == len(LACKS) - 1
    verdicts = {check.rule: check.verdict for check in itinerary.verification.checks}
    assert (verdicts["budget"], verdicts["weather"]) == ("unknown", "unknown")


async def test_who_comes_back_is_asked_again(world: World) -> None:
    world.behaviours["openweather"].will("error", times=3)
    assert missing_in((await world.plan())[0]) == {"weather"}
    assert missing_in((await world.plan())[0]) == set()


@pytest.mark.parametrize("mode", ["down", "slow"])
@pytest.mark.parametrize("answers", [1, 4])
async def test_when_the_finder_goes_away_in_the_middle_other_places_serve(
    tmp_path: Path, answers: int, mode: Mode
) -> None:
    going = GoesAway(answers=answers, mode=mode, seconds=TOO_SLOW)
    async with a_world(tmp_path, kakao=kakao.KakaoStandIn(behaviour=going)) as world:
        itinerary, _ = await world.plan()
    assert_it_can_be_walked(itinerary)
    assert missing_in(itinerary) == {"places"}
    assert {stop.place.found.source for day in itinerary.days for stop in day.stops} == {"gazetteer"}
