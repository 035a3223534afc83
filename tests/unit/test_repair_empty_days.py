"""A repair plans the days of a plan on which nothing is planned."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import define, evolve, field
from typing_extensions import override

from core.planning.model.destination import Destination
from core.planning.model.money import KRW, Money
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Day, Plan
from core.planning.model.plan_edit import DayEdit, PlanEdit
from core.planning.model.preferences import Budget, Interest
from core.planning.model.proven_repair import RepairedPlan
from core.planning.model.repair import Repair
from core.planning.model.scheduling.trip_days import LODGING, stop_id_of
from core.planning.model.seoul_time import minute_of, moment
from tests.planning_outages import NoPlaces
from tests.planning_rig import Rig, SampleFinder, a_rig
from tests.planning_samples import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    a_day,
    a_lodging,
    a_plan,
    a_stop,
    a_trip,
    an_itinerary,
)
from tests.planning_strategies import TOWNS
from tests.planning_wishes import a_spot, eateries, slugs, spots

MONDAY = SUNDAY + timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)


@define
class Towns(SampleFinder):
    """Knows a few places in Busan and in Jeju beside those of the samples."""

    known: list[Place] = field(factory=lambda: [*spots(6), *eateries(4), *spots(4, town="jeju")], kw_only=True)

    @override
    async def destination(self, name: str) -> Destination:
        return TOWNS[name.lower()]

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        samples = await super().pool(destination, interests=interests, most=most)
        return [place for place in (*self.known, *samples) if place.destination == destination.key]


@pytest.fixture
async def rig() -> Rig:
    rig = await a_rig()
    rig.finder = Towns()
    return rig


async def repair(rig: Rig, plan: Plan, **what: Any) -> RepairedPlan:
    new = await rig.repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=Repair(**what))
    failed = [check for check in new.plan.itinerary.verification.checks if check.verdict == "fail"]
    assert [check for check in failed if check.rule != "budget"] == []
    return new


async def longer(rig: Rig, plan: Plan | None = None, *, days: int = 2) -> Plan:
    kept = await rig.keep(plan or a_plan(itinerary=an_itinerary(trip=a_trip(budget=None))))
    return await rig.edit(kept, PlanEdit(end_date=SUNDAY + timedelta(days=days)))


def places(days: Sequence[Day]) -> list[str]:
    return [stop.place.place_id for day in days for stop in day.stops if stop.kind != "lodging"]


async def test_new_days_are_planned_and_the_others_stay_as_they_are(rig: Rig) -> None:
    plan = await longer(rig)
    assert not plan.itinerary.verification.ok

    new = await repair(rig, plan)

    itinerary = new.plan.itinerary
    assert itinerary.days[:3] == plan.itinerary.days[:3]
    assert itinerary.verification.ok
    for day, empty in zip(itinerary.days[3:], plan.itinerary.days[3:], strict=True):
        assert {stop.meal for stop in day.stops} >= {"lunch", "dinner"}
        assert [stop.place.place_id for stop in day.stops][-1] == LODGING
        assert all(stop.why for stop in day.stops[:-1])
        assert (day.starts_from, day.weather, day.summary != empty.summary) == (empty.starts_from, empty.weather, True)
    assert len(places(itinerary.days)) == len(set(places(itinerary.days)))
    assert [missing for missing in itinerary.missing if missing.what == "visits"] == []
    assert (new.plan.version, await rig.read(plan.plan_id)) == (plan.version + 1, new.plan)


async def test_everything_on_a_day_that_was_empty_is_told_as_added(rig: Rig) -> None:
    new = await repair(rig, await longer(rig))

    days = new.plan.itinerary.days[3:]
    assert [(change.what, change.date, change.stop_id) for change in new.changes] == [
        ("added", day.date, stop.stop_id) for day in days for stop in day.stops
    ]
    assert {change.why for change in new.changes} == {"this day was empty"}


async def test_a_second_repair_finds_nothing_to_do(rig: Rig) -> None:
    new = await repair(rig, await longer(rig))

    assert await repair(rig, new.plan) == RepairedPlan(plan=new.plan, changes=())


async def test_a_day_that_somebody_emptied_is_planned_too(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), PlanEdit(days=(DayEdit(date=SATURDAY),)))

    new = await repair(rig, plan)

    assert new.plan.itinerary.days[1].stops
    assert {change.date for change in new.changes} == {SATURDAY}


async def test_empty_days_and_what_went_wrong_are_repaired_at_once(rig: Rig) -> None:
    plan = await longer(rig)
    closed = plan.itinerary.days[0].stops[3].place

    new = await repair(rig, plan, closed=(closed.place_id,), rain=(MONDAY,), late={TUESDAY: 120})

    monday, tuesday = new.plan.itinerary.days[3:]
    assert closed.place_id not in places(new.plan.itinerary.days)
    assert monday.weather is not None
    assert monday.weather.kind == "told"
    assert all(stop.place.indoor is not False for stop in monday.stops if stop.kind == "visit")
    first = tuesday.stops[0]
    assert first.travel is not None
    assert minute_of(TUESDAY, first.start) - first.travel.minutes >= 11 * 60
    assert [change.date for change in new.changes] == sorted(change.date for change in new.changes)
    assert {change.what for change in new.changes if change.date >= MONDAY} == {"added"}


async def test_what_days_lack_is_told_as_of_a_newly_made_plan(rig: Rig) -> None:
    rig.finder = Towns(known=[*spots(2), a_spot("late", "food", hours="17:00-21:00")])
    days = tuple(a_day(day) for day in (FRIDAY, SATURDAY, SUNDAY))
    plan = await longer(rig, a_plan(itinerary=an_itinerary(trip=a_trip(budget=None, avoid=("market",)), days=days)))

    new = await rig.repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=Repair())

    lacks = [(one.what, one.scope, one.about) for one in new.plan.itinerary.missing if one.what == "meal"]
    assert {(what, about) for what, _, about in lacks} == {("meal", "lunch"), ("meal", "dinner")}
    assert {scope for _, scope, _ in lacks} == {str(MONDAY), str(TUESDAY)}


async def test_where_no_places_are_known_days_stay_empty_and_say_so(rig: Rig) -> None:
    plan = await longer(rig)
    days = tuple(day if day.stops else evolve(day, base="jeju") for day in plan.itinerary.days)
    rig.finder = Towns(known=[])
    plan = await rig.keep(evolve(plan, itinerary=evolve(plan.itinerary, days=days)))

    new = await rig.repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=Repair())

    assert new == RepairedPlan(plan=plan, changes=())
    assert [one.what for one in plan.itinerary.missing] == ["visits", "visits"]


async def test_without_an_answer_days_stay_empty_and_the_plan_says_why(rig: Rig) -> None:
    plan = await longer(rig)
    repair_plan = evolve(rig.repair_plan, finder=NoPlaces())

    new = await repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=Repair())

    assert (new.plan.itinerary.days, new.changes) == (plan.itinerary.days, ())
    assert [one.what for one in new.plan.itinerary.missing] == ["visits", "visits", "places"]


async def test_a_day_of_which_nobody_knows_where_it_is_does_not_hold_up_the_others(rig: Rig) -> None:
    plan = await longer(rig)
    days = (*plan.itinerary.days[:3], evolve(plan.itinerary.days[3], base="?", area=None), plan.itinerary.days[4])
    plan = await rig.keep(evolve(plan, itinerary=evolve(plan.itinerary, days=days)))

    new = await rig.repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=Repair())

    assert [bool(day.stops) for day in new.plan.itinerary.days] == [True, True, True, False, True]


async def test_the_first_day_in_another_town_begins_with_the_way_there(rig: Rig) -> None:
    island = Day(date=SUNDAY, base="jeju", area=TOWNS["jeju"].bounds, by_car=True)
    trip = a_trip(location="Busan, Jeju", budget=None, day_end=23 * 60)
    kept = await rig.keep(a_plan(itinerary=an_itinerary(trip=trip, days=(a_day(), a_day(SATURDAY), island))))

    new = await rig.repair_plan(caller=rig.mina, plan_id=kept.plan_id, repair=Repair())

    day = new.plan.itinerary.days[2]
    assert day.starts_from is not None
    assert day.starts_from.name == "Hotel Nampo"
    first = day.stops[0]
    assert first.travel is not None
    assert minute_of(SUNDAY, first.start) >= 9 * 60 + first.travel.minutes
    assert all(stop.kind != "lodging" for stop in day.stops)


async def test_what_is_left_of_the_budget_is_spent_on_empty_days(rig: Rig) -> None:
    cheap = [a_spot(slug, "food", hours="10:00-22:00", price_level=1) for slug in ("noodles", "soup")]
    rig.finder = Towns(known=[*spots(6), *eateries(2, price_level=4), *cheap])
    budget = Budget(amount=Decimal(300_000), currency=KRW, per="trip")
    plan = await longer(rig, a_plan(itinerary=an_itinerary(trip=a_trip(budget=budget))), days=1)

    new = await repair(rig, plan)

    assert new.plan.itinerary.cost.total.amount <= 300_000
    assert {stop.meal for stop in new.plan.itinerary.days[3].stops} >= {"lunch", "dinner"}


async def test_beyond_the_budget_days_are_cheap_and_the_checks_say_so(rig: Rig) -> None:
    rig.finder = Towns(known=[*spots(3), *spots(3, town="jeju"), *eateries(4, price_level=1)])
    budget = Budget(amount=Decimal(10), currency=KRW, per="trip")
    plan = await longer(rig, a_plan(itinerary=an_itinerary(trip=a_trip(budget=budget))), days=1)

    new = await repair(rig, plan)

    day = new.plan.itinerary.days[3]
    assert day.stops
    assert all((stop.place.price_level or 0) <= 1 for stop in day.stops)
    failed = [check.rule for check in new.plan.itinerary.verification.checks if check.verdict == "fail"]
    assert failed == ["budget"]


async def test_a_daily_budget_is_that_of_empty_days_too(rig: Rig) -> None:
    budget = Budget(amount=Decimal(120_000), currency=KRW, per="day")
    plan = await longer(rig, a_plan(itinerary=an_itinerary(trip=a_trip(budget=budget))), days=1)

    assert (await repair(rig, plan)).plan.itinerary.verification.ok


async def test_what_was_set_aside_and_is_visited_after_all_is_the_stop_that_it_was(rig: Rig) -> None:
    hall = a_spot("hall", price_level=0)
    aside = a_stop(stop_id=stop_id_of(hall.place_id), place=hall, why="I want to see it", start=moment(FRIDAY, 0))
    rig.finder = Towns(known=[hall, *eateries(4)])
    plan = a_plan(itinerary=an_itinerary(trip=a_trip(budget=None)), set_aside=(aside,))

    new = await repair(rig, await longer(rig, plan, days=1))

    found = [stop for stop in new.plan.itinerary.days[3].stops if stop.place == hall]
    assert [(stop.stop_id, stop.why) for stop in found] == [(aside.stop_id, aside.why)]
    assert new.plan.set_aside == ()


async def test_every_stop_has_an_id_of_its_own(rig: Rig) -> None:
    night = next(
        stop
        for stop in (await repair(rig, await longer(rig, days=1))).plan.itinerary.days[3].stops
        if stop.kind == "lodging"
    )
    taken = evolve(
        a_stop(FRIDAY, 5), stop_id=night.stop_id, place=a_lodging(), cost=Money(amount=Decimal(0), currency=KRW)
    )
    friday = a_day(stops=(*a_day().stops[:-1], taken))
    days = (friday, a_day(SATURDAY), a_day(SUNDAY))

    new = await repair(
        rig, await longer(rig, a_plan(itinerary=an_itinerary(trip=a_trip(budget=None), days=days)), days=1)
    )

    ids = [stop.stop_id for day in new.plan.itinerary.days for stop in day.stops]
    assert len(ids) == len(set(ids))


async def test_a_new_place_that_the_checks_refuse_is_not_planned(rig: Rig) -> None:
    unreal = a_spot("unreal", place_id=PlaceId("hearsay:1"), category="history")
    rig.finder = Towns(known=[unreal, *spots(4), *eateries(4)])

    new = await repair(rig, await longer(rig, days=1))

    assert new.plan.itinerary.days[3].stops
    assert unreal.place_id not in places(new.plan.itinerary.days)


async def test_facts_about_the_world_that_are_missing_stay_told(rig: Rig) -> None:
    rig.forecast.down = True
    plan = await longer(rig, days=1)

    new = await repair(rig, plan)

    assert [(one.what, one.scope) for one in new.plan.itinerary.missing] == [("weather", f"{MONDAY}")]
    assert slugs(new.plan.itinerary.days[3].stops)
