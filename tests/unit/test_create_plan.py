"""Making a plan that stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from attrs import evolve, frozen
from typing_extensions import override

from core.errors import BadAnswer, Unavailable
from core.planning.model.creating import Accepted, Created, Making
from core.planning.model.errors import BadDates, WishesConflict
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.trip import Trip
from core.planning.use_cases.plans.create_plan import CreatePlan
from ports.itinerary_maker import ItineraryMaker
from tests.planning_rig import NOW, Rig, SampleMaker, a_rig
from tests.planning_samples import FRIDAY, SUNDAY, a_trip, an_itinerary

TODAY = date(2026, 11, 30)


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


async def steps_of(rig: Rig, trip: Trip | None = None, title: str | None = None) -> list[Making]:
    making = rig.create_plan(caller=rig.mina, trip=trip or a_trip(), title=title)
    return [step async for step in making]


async def test_it_tells_how_it_goes_on_and_the_plan_is_kept_at_the_end(rig: Rig) -> None:
    steps = await steps_of(rig)
    assert [type(step) for step in steps] == [Accepted, FactsGathered, DayPlanned, DayPlanned, DayPlanned, Created]
    accepted, created = steps[0], steps[-1]
    assert isinstance(accepted, Accepted)
    assert isinstance(created, Created)
    plan = created.plan
    assert (plan.plan_id, plan.owner, plan.version, plan.share) == (accepted.plan_id, rig.mina, 1, None)
    assert (plan.created_at, plan.updated_at, plan.title) == (NOW, NOW, "Three days in Busan")
    assert await rig.all() == [plan]


async def test_ones_own_title_wins(rig: Rig) -> None:
    *_, created = await steps_of(rig, title="미나와 부산 🌊")
    assert isinstance(created, Created)
    assert created.plan.title == "미나와 부산 🌊"


@pytest.mark.parametrize(("title", "shown"), [("", "Busan"), ("  ", "Busan"), ("x" * 300, "x" * 200)])
async def test_a_plan_has_a_title_whatever_the_maker_calls_it(rig: Rig, title: str, shown: str) -> None:
    maker = Saying([Finished(itinerary=an_itinerary(title=title))])
    create = CreatePlan(works=rig.works, maker=maker, clock=rig.clock, ids=rig.create_plan.ids)
    *_, created = [step async for step in create(caller=rig.mina, trip=a_trip())]
    assert isinstance(created, Created)
    assert created.plan.title == shown


DATES: dict[str, tuple[date, date, dict[str, str]]] = {
    "past": (TODAY - timedelta(days=1), TODAY, {"/start_date": "is past: it is 2026-11-30 in Korea"}),
    "backwards": (SUNDAY, FRIDAY, {"/end_date": "is before start_date, 2026-12-06"}),
    "31 days": (FRIDAY, FRIDAY + timedelta(days=30), {"/end_date": "makes a trip of 31 days: 30 are the most"}),
    "far ahead": (
        TODAY + timedelta(days=731),
        TODAY + timedelta(days=731),
        {"/start_date": "is too far ahead: 2028-11-29 is the latest"},
    ),
    "past and backwards": (
        TODAY - timedelta(days=1),
        TODAY - timedelta(days=2),
        {"/start_date": "is past: it is 2026-11-30 in Korea", "/end_date": "is before start_date, 2026-11-29"},
    ),
    "the end of time": (date.max, date.max, {"/start_date": "is too far ahead: 2028-11-29 is the latest"}),
}


@pytest.mark.parametrize(("start", "end", "faults"), DATES.values(), ids=DATES)
async def test_dates_on_which_nobody_can_go_are_told_at_once(
    rig: Rig, start: date, end: date, faults: dict[str, str]
) -> None:
    with pytest.raises(BadDates) as refused:
        rig.create_plan(caller=rig.mina, trip=a_trip(start_date=start, end_date=end))
    assert {fault.pointer: fault.detail for fault in refused.value.faults} == faults
    assert rig.maker.wanted == []


@pytest.mark.parametrize(
    ("start", "end"),
    [(TODAY, TODAY), (FRIDAY, FRIDAY + timedelta(days=29)), (TODAY + timedelta(days=730), TODAY + timedelta(days=759))],
)
async def test_other_dates_are_fine(rig: Rig, start: date, end: date) -> None:
    assert isinstance((await steps_of(rig, a_trip(start_date=start, end_date=end)))[-1], Created)


async def test_today_is_koreas(rig: Rig) -> None:
    rig.clock.move(timedelta(hours=12))  # 2026-11-30 15:15 UTC, which is 00:15 of the next day in Seoul
    with pytest.raises(BadDates):
        await steps_of(rig, a_trip(start_date=TODAY))


@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize("error", [WishesConflict(), Unavailable(what="the agent")], ids=["refused", "failed"])
async def test_of_what_is_not_finished_nothing_is_kept(
    rig: Rig, error: WishesConflict | Unavailable, after: int
) -> None:
    rig.maker.fails, rig.maker.after = error, after
    told: list[Making] = []
    with pytest.raises(type(error)):
        async for step in rig.create_plan(caller=rig.mina, trip=a_trip()):
            told += [step]
    assert len(told) == after + 1
    assert await rig.all() == []


async def test_whoever_leaves_leaves_nothing_behind_and_nothing_running(rig: Rig) -> None:
    making = rig.create_plan(caller=rig.mina, trip=a_trip())
    async for step in making:
        if isinstance(step, DayPlanned):
            break
    await making.aclose()  # type: ignore[attr-defined] # what tells a stream's events closes it like this
    assert (await rig.all(), rig.maker.closed) == ([], 1)


async def test_who_is_cancelled_while_the_maker_works_leaves_nothing_behind(rig: Rig) -> None:
    rig.maker.waits = asyncio.Event()
    making = asyncio.create_task(steps_of(rig))
    while not rig.maker.wanted:
        await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert (await rig.all(), rig.maker.closed) == ([], 1)


@frozen
class Saying(ItineraryMaker):
    """Tells these steps, by an iterator that is no generator."""

    steps: list[Progress]

    @override
    def make(self, trip: Trip) -> AsyncIterator[Progress]:
        return Listed(iter(self.steps))


@frozen
class Listed(AsyncIterator[Progress]):
    """The steps of a list."""

    steps: object

    @override
    async def __anext__(self) -> Progress:
        step: Progress | None = next(self.steps, None)  # type: ignore[call-overload] # it is an iterator
        if step is None:
            raise StopAsyncIteration
        return step


async def test_a_maker_that_never_finishes_has_not_answered(rig: Rig) -> None:
    maker = Saying([FactsGathered(places=())])
    create = CreatePlan(works=rig.works, maker=maker, clock=rig.clock, ids=rig.create_plan.ids)
    with pytest.raises(BadAnswer):
        _ = [step async for step in create(caller=rig.mina, trip=a_trip())]
    assert await rig.all() == []


async def test_a_store_that_fails_keeps_nothing_and_says_so(rig: Rig) -> None:
    class Broken:
        def begin(self) -> object:
            raise Unavailable(what="the database")

    create = evolve(rig.create_plan, works=Broken())  # type: ignore[arg-type] # only what is asked of it
    with pytest.raises(Unavailable):
        _ = [step async for step in create(caller=rig.mina, trip=a_trip())]
    assert isinstance(rig.maker, SampleMaker)
    assert rig.maker.closed == 1
