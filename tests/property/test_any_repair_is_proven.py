"""Whatever goes wrong on the way: the repaired plan holds, and what is not concerned stays as it is."""

from datetime import UTC, datetime

from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.planning.model.costs import cost_of_trip
from core.planning.model.errors import WishesConflict
from core.planning.model.plan import Itinerary, Missing
from core.planning.model.proven import proven
from core.planning.model.proven_repair import proven_repair
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Repair
from core.planning.model.scheduling.repair_empty import Around
from core.planning.model.scheduling.repair_plan import is_concerned, lost_wishes, repaired
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.verifying.verifier import verify
from tests.planning_samples import a_plan
from tests.planning_strategies import wishes

TOLD = Provenance(source="user", fetched_at=datetime(2026, 12, 1, tzinfo=UTC))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]


@st.composite
def plans_and_repairs(draw: st.DrawFn) -> tuple[Wishes, Itinerary, Repair]:
    """A plan, and anything that goes wrong with it but what is locked."""
    wished = draw(wishes())
    try:
        plan = proven(wished)
    except WishesConflict:
        assume(False)  # noqa: FBT003 - there is no plan to repair
        raise
    stops = [stop for day in plan.days for stop in day.stops if stop.kind != "lodging"]
    closed = (
        draw(st.frozensets(st.sampled_from([stop.place.place_id for stop in stops]), max_size=3))
        if stops
        else frozenset()
    )
    dates = st.sampled_from(wished.trip.dates)
    late = draw(st.dictionaries(dates, st.integers(1, 300), max_size=2))
    return wished, plan, Repair(closed=closed, rain=draw(st.frozensets(dates, max_size=2)), late=late)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(plans_and_repairs())
def test_a_repaired_plan_has_no_fault_and_changes_only_what_is_concerned(
    case: tuple[Wishes, Itinerary, Repair],
) -> None:
    wished, plan, repair = case
    spare = {base.destination.key: pool for base, pool in zip(wished.bases, wished.pools, strict=True)}
    preferences = wished.trip.preferences

    new = repaired(plan.days, repair, preferences=preferences, spare=spare, told=TOLD)

    for before, after in zip(plan.days, new.days, strict=True):
        if not is_concerned(before, repair):
            assert after == before
        changed = {change.stop_id for change in new.changes if change.date == before.date}
        kept = [stop for stop in before.stops if stop.stop_id not in changed and stop.kind != "lodging"]
        assert [evolve(stop, travel=None) for stop in after.stops if stop in kept] == [
            evolve(stop, travel=None) for stop in kept if stop in after.stops
        ]
        assert {stop.stop_id for stop in kept} <= {stop.stop_id for stop in after.stops}
    missing = (*plan.missing, *new.missing, *lost_wishes(plan.days, new.days, preferences.must_visit))
    cost = cost_of_trip(new.days, budget=preferences.budget, rate=wished.rate)
    checks = verify(trip=wished.trip, days=new.days, cost=cost, missing=missing).checks
    faults = [check for check in checks if check.verdict == "fail" and check.rule != "budget"]
    assert faults == []


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(plans_and_repairs(), st.data())
def test_days_that_are_empty_are_planned_without_fault(
    case: tuple[Wishes, Itinerary, Repair], data: st.DataObject
) -> None:
    wished, made, repair = case
    dates = wished.trip.dates
    emptied = data.draw(st.frozensets(st.sampled_from(dates), min_size=1, max_size=3))
    days = tuple(evolve(day, stops=()) if day.date in emptied else day for day in made.days)
    musts = tuple(
        Missing(what="must_visit", scope="trip", about=wish, why="it was left out")
        for wish in wished.trip.preferences.must_visit
    )
    plan = a_plan(itinerary=evolve(made, days=days, missing=(*made.missing, *musts)))
    around = Around(
        towns={base.destination.key: base.destination for base in wished.bases},
        pools={base.destination.key: pool for base, pool in zip(wished.bases, wished.pools, strict=True)},
    )

    new = proven_repair(plan, repair, around=around, missing=(), at=TOLD.fetched_at)

    checks = new.plan.itinerary.verification.checks
    pools = around.pools
    faults = [
        check
        for check in checks
        if check.verdict == "fail"
        and check.rule != "budget"
        and not (check.rule == "meals" and not all(pools.values()))
    ]
    assert faults == []
    before, after = plan.itinerary.days, new.plan.itinerary.days
    untouched = [number for number, day in enumerate(before) if day.stops and not is_concerned(day, repair)]
    assert [after[number] for number in untouched] == [before[number] for number in untouched]
    nights = {stop.stop_id for day in (*before, *after) for stop in day.stops if stop.kind == "lodging"}
    told = [change for change in new.changes if change.stop_id not in nights]
    removed = {change.place for change in told if change.what == "removed"}
    added = {change.place for change in told if change.what == "added"}
    assert not removed & added
