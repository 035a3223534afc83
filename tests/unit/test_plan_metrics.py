"""What is counted of plans in the making, however that ends."""

from collections.abc import AsyncGenerator

import pytest
from attrs import evolve

from adapters.prometheus.meter import PrometheusMeter
from core.errors import Unavailable
from core.planning.model.creating import Accepted, Created, Making
from core.planning.model.errors import WishesConflict
from core.planning.model.plan import Missing, PlanId
from entrypoints.planning.plan_metrics import counted
from tests.metered import told_by
from tests.planning_samples import a_plan, an_itinerary

ENDED = "oddiya_plan_duration_seconds_count"
ACCEPTED = Accepted(plan_id=PlanId("01890a5d-ac96-774b-bcce-b302099a8057"))
WEATHER = Missing(what="weather", scope="trip", why="nobody knows")


async def making(*steps: Making | Exception) -> AsyncGenerator[Making, None]:
    for step in steps:
        if isinstance(step, Exception):
            raise step
        yield step


def created(*missing: Missing) -> Created:
    return Created(plan=a_plan(itinerary=evolve(an_itinerary(), missing=missing)))


async def test_a_plan_that_is_made_counts_once_with_each_kind_of_thing_that_it_lacks() -> None:
    meter, made = (
        PrometheusMeter(),
        created(WEATHER, evolve(WEATHER, why="too far away"), evolve(WEATHER, what="rates")),
    )
    assert [step async for step in counted(making(ACCEPTED, made), meter)] == [ACCEPTED, made]
    assert told_by(meter, ENDED) == {f'{ENDED}{{outcome="made"}}': 1}
    assert told_by(meter, "oddiya_plan_missing_total") == {
        'oddiya_plan_missing_total{what="weather"}': 1,
        'oddiya_plan_missing_total{what="rates"}': 1,
    }


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (WishesConflict(), "refused"),
        (Unavailable(what="the planner"), "failed"),
        (ZeroDivisionError(), "failed"),
    ],
    ids=["impossible", "unavailable", "a fault of ours"],
)
async def test_what_comes_to_nothing_is_counted_by_whose_fault_it_is(error: Exception, outcome: str) -> None:
    meter = PrometheusMeter()
    with pytest.raises(type(error)):
        _ = [step async for step in counted(making(ACCEPTED, error), meter)]
    assert told_by(meter, ENDED) == {f'{ENDED}{{outcome="{outcome}"}}': 1}


async def test_who_leaves_is_counted_and_what_was_being_made_is_ended() -> None:
    meter, inner = PrometheusMeter(), making(ACCEPTED, created())
    outer = counted(inner, meter)
    assert await anext(outer) == ACCEPTED
    await outer.aclose()
    assert told_by(meter, ENDED) == {f'{ENDED}{{outcome="left"}}': 1}
    assert [step async for step in inner] == []
