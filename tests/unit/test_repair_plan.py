"""Repairing a plan that is kept: a new version that holds, or the same one when nothing need change."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve, field
from typing_extensions import override

from core.errors import Unavailable, VersionMismatch
from core.planning.model.destination import Destination
from core.planning.model.errors import BadEdit, PlanNotFound, UnknownDestination
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import Plan, PlanId, StopId
from core.planning.model.preferences import Interest
from core.planning.model.proven_repair import RepairedPlan
from core.planning.model.repair import Repair
from tests.builders import an_id
from tests.planning_rig import NOW, Rig, SampleFinder, a_rig, places_of
from tests.planning_samples import FRIDAY, SATURDAY, SUNDAY, a_plan, a_trip, an_itinerary
from tests.planning_wishes import a_spot

BIFF, BEOMEOSA = PlaceId("gazetteer:busan/biff-square"), PlaceId("gazetteer:busan/beomeosa")


class Silent(SampleFinder):
    """Does not answer."""

    @override
    async def destination(self, name: str) -> Destination:
        raise Unavailable(what="the finder")


class Forgetful(SampleFinder):
    """Knows no town."""

    @override
    async def destination(self, name: str) -> Destination:
        raise UnknownDestination(location=name)


@define
class Elsewhere(SampleFinder):
    """Knows another town too, and no place there."""

    towns: list[str] = field(factory=list)
    pools: list[str] = field(factory=list)

    @override
    async def destination(self, name: str) -> Destination:
        self.towns.append(name)
        return evolve(await super().destination(name), key=name.lower())

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        self.pools.append(destination.key)
        return ()


@define
class Meddling(SampleFinder):
    """While it is asked, somebody else changes the plan."""

    rig: Rig = field(kw_only=True)
    plan: Plan = field(kw_only=True)

    @override
    async def destination(self, name: str) -> Destination:
        async with self.rig.works.begin() as work:
            await work.plans.save(evolve(self.plan.edited(at=NOW), title="Changed meanwhile"))
        return await super().destination(name)


class Rich(SampleFinder):
    """Knows one more place."""

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        return [a_spot("hall", dwell=40), *await super().pool(destination, interests=interests, most=most)]


@pytest.fixture
async def rig() -> Rig:
    rig = await a_rig()
    rig.finder = Rich()
    return rig


async def repair(rig: Rig, plan: Plan, what: Repair) -> RepairedPlan:
    return await rig.repair_plan(caller=rig.mina, plan_id=plan.plan_id, repair=what)


def closed(*places: PlaceId) -> Repair:
    return Repair(closed=frozenset(places))


async def test_a_repaired_plan_is_the_next_version_and_is_kept(rig: Rig) -> None:
    plan = await rig.keep(a_plan())
    rig.clock.move(timedelta(minutes=1))

    new = await repair(rig, plan, closed(BIFF))

    assert (new.plan.version, new.plan.created_at) == (2, plan.created_at)
    assert new.plan.updated_at > plan.updated_at
    assert await rig.read(plan.plan_id) == new.plan
    assert [change.what for change in new.changes] == ["removed", "added"]


async def test_a_repaired_plan_is_verified_again_and_its_cost_counted(rig: Rig) -> None:
    new = await repair(rig, await rig.keep(a_plan()), closed(PlaceId("gazetteer:busan/sea-life-busan")))

    itinerary = new.plan.itinerary
    assert itinerary.verification.ok
    assert itinerary.verification.checks
    assert itinerary.cost.total.amount == sum(
        stop.cost.amount for day in itinerary.days for stop in day.stops if stop.cost
    )


async def test_what_comes_instead_is_from_around_the_town_and_has_a_reason(rig: Rig) -> None:
    plan = await rig.keep(a_plan())

    new = await repair(rig, plan, closed(BIFF))

    before, after = places_of(plan.itinerary)[0], places_of(new.plan.itinerary)[0]
    assert set(before) - set(after) == {"biff-square"}
    added = [stop for stop in new.plan.itinerary.days[0].stops if stop.stop_id == new.changes[1].stop_id]
    assert added[0].why


async def test_days_that_are_not_concerned_stay_as_they_are(rig: Rig) -> None:
    plan = await rig.keep(a_plan())

    new = await repair(rig, plan, closed(BIFF))

    assert new.plan.itinerary.days[1:] == plan.itinerary.days[1:]
    assert new.plan.itinerary.days[0].summary != plan.itinerary.days[0].summary


async def test_a_plan_that_need_not_change_stays_the_version_that_it_is(rig: Rig) -> None:
    plan = await rig.keep(a_plan())

    assert await repair(rig, plan, Repair()) == RepairedPlan(plan=plan, changes=())
    assert await rig.read(plan.plan_id) == plan


async def test_what_is_not_in_the_plan_is_refused_where_it_is_told(rig: Rig) -> None:
    plan = await rig.keep(a_plan())
    later = SUNDAY.replace(year=2027)
    unknown = Repair(
        closed=(BIFF, PlaceId("gazetteer:busan/elsewhere")),
        rain=(later, SUNDAY),
        locked=(plan.itinerary.days[0].stops[0].stop_id, StopId("nobody")),
        late={later: 30},
    )

    with pytest.raises(BadEdit) as refused:
        await repair(rig, plan, unknown)

    assert [(fault.pointer, fault.detail) for fault in refused.value.faults] == [
        ("/closed/1", "is no place of this plan"),
        ("/locked/1", "is no stop of this plan"),
        ("/weather/on/0", "is no day of the trip"),
        ("/late_by_minutes/date", "is no day of the trip"),
    ]
    assert await rig.read(plan.plan_id) == plan


async def test_a_lock_is_kept_with_the_plan(rig: Rig) -> None:
    plan = await rig.keep(a_plan())
    stop = plan.itinerary.days[0].stops[0]

    new = await repair(rig, plan, Repair(locked=frozenset({stop.stop_id})))

    assert (new.plan.version, new.changes) == (2, ())
    assert new.plan.itinerary.days[0].stops[0] == evolve(stop, locked=True)


async def test_a_wish_that_is_lost_is_told_of(rig: Rig) -> None:
    new = await repair(rig, await rig.keep(a_plan()), closed(BEOMEOSA))

    lost = [missing for missing in new.plan.itinerary.missing if missing.what == "must_visit"]
    assert [(missing.about, missing.why) for missing in lost] == [("범어사", "it had to be left out in a repair")]
    assert new.plan.itinerary.verification.ok


async def test_a_place_that_is_lost_is_told_of_under_every_name_that_it_was_wished_for(rig: Rig) -> None:
    wished = an_itinerary(trip=a_trip(must_visit=(BEOMEOSA, "범어사")))

    new = await repair(rig, await rig.keep(a_plan(itinerary=wished)), closed(BEOMEOSA))

    lost = [missing.about for missing in new.plan.itinerary.missing if missing.what == "must_visit"]
    assert lost == [BEOMEOSA, "범어사"]
    assert new.plan.itinerary.verification.ok


async def test_other_places_serve_also_when_nobody_tells_their_hours(rig: Rig) -> None:
    rig.details.down = True
    new = await repair(rig, await rig.keep(a_plan()), closed(BIFF))

    assert [missing.why for missing in new.plan.itinerary.missing if missing.what == "places"] == []
    assert new.plan.itinerary.verification.ok


async def test_without_other_places_stops_are_left_out_and_the_plan_says_why(rig: Rig) -> None:
    rig.finder = Silent()
    new = await repair(rig, await rig.keep(a_plan()), closed(BIFF))

    assert [change.what for change in new.changes] == ["removed"]
    whys = [missing.why for missing in new.plan.itinerary.missing if missing.what == "places"]
    assert len(whys) == 1
    assert whys[0].startswith("other places could not be looked for: ")
    assert new.plan.itinerary.verification.ok


async def test_a_second_repair_says_nothing_twice(rig: Rig) -> None:
    rig.details.down = True
    first = await repair(rig, await rig.keep(a_plan()), closed(BIFF))

    second = await repair(rig, first.plan, closed(BEOMEOSA))

    missing = second.plan.itinerary.missing
    assert second.plan.version == 3
    assert len(set(missing)) == len(missing)


async def test_a_plan_to_a_town_that_nobody_knows_any_more_is_repaired_without_other_places(rig: Rig) -> None:
    rig.finder = Forgetful()
    new = await repair(rig, await rig.keep(a_plan()), closed(BIFF))

    assert [change.what for change in new.changes] == ["removed"]


async def test_only_towns_whose_days_are_concerned_are_searched(rig: Rig) -> None:
    rig.finder = finder = Elsewhere()
    plan = await rig.keep(a_plan(itinerary=an_itinerary(trip=a_trip(location="Busan, Jeju"))))

    new = await repair(rig, plan, Repair(rain=frozenset({SATURDAY})))

    assert (finder.towns, finder.pools) == (["Busan", "Jeju"], ["busan"])
    assert {change.date for change in new.changes} == {SATURDAY}


async def test_of_two_repairs_at_once_one_is_told_that_the_version_is_old(rig: Rig) -> None:
    plan = await rig.keep(a_plan())
    rig.finder = Meddling(rig=rig, plan=plan)

    with pytest.raises(VersionMismatch):
        await repair(rig, plan, closed(BIFF))

    kept = await rig.read(plan.plan_id)
    assert kept is not None
    assert kept.title == "Changed meanwhile"


async def test_nobody_repairs_the_plan_of_somebody_else(rig: Rig) -> None:
    plan = await rig.keep(a_plan())
    stranger = Rig(rig.works)

    with pytest.raises(PlanNotFound):
        await repair(stranger, plan, Repair(late={FRIDAY: 30}))
    with pytest.raises(PlanNotFound):
        await repair(rig, a_plan(plan_id=PlanId(an_id())), Repair())
    assert await rig.read(plan.plan_id) == plan
