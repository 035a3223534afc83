"""Changing where people sleep."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve, field
from typing_extensions import override

from core.errors import Unavailable
from core.planning.model.destination import Destination
from core.planning.model.errors import BadEdit
from core.planning.model.plan import Anchor, Plan, Stop
from core.planning.model.plan_edit import DayEdit, PlanEdit, StopEdit
from core.planning.model.point import Point
from core.planning.model.preferences import Lodging
from core.planning.model.scheduling.travelling import travel
from core.planning.model.seoul_time import minute_of, moment
from tests.planning_rig import Rig, SampleFinder, a_rig
from tests.planning_samples import FRIDAY, LODGING, SATURDAY, SUNDAY, a_day, a_plan, a_stop, a_trip, an_itinerary
from tests.planning_strategies import TOWNS

INN = Lodging(name="Haeundae Inn", point=Point(35.162, 129.163))
AREA = TOWNS["jeju"].bounds


@define
class Towns(SampleFinder):
    """Knows Busan and Jeju, or nothing at all."""

    silent: bool = field(default=False, kw_only=True)

    @override
    async def destination(self, name: str) -> Destination:
        if self.silent:
            raise Unavailable(what="the finder")
        return TOWNS[name.lower()]


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


def moved_to(lodging: Lodging | None) -> PlanEdit:
    return PlanEdit(preferences=lambda old: evolve(old, lodging=lodging))


def a_plan_without() -> Plan:
    days = tuple(
        evolve(day, starts_from=None, stops=(evolve(day.stops[0], travel=None), *day.stops[1:-1]))
        for day in an_itinerary().days
    )
    return a_plan(itinerary=an_itinerary(trip=a_trip(lodging=None), days=days))


def without_ways(stops: Sequence[Stop]) -> list[Stop]:
    return [evolve(stop, travel=None) for stop in stops]


def two_towns(lodging: Lodging | None) -> Plan:
    """Return a plan of two days in Busan and one in Jeju."""
    island = Point(33.5, 126.5)
    there = evolve(a_stop(SUNDAY, 2), place=evolve(a_stop(SUNDAY, 2).place, destination="jeju", point=island))
    days = (a_day(), a_day(SATURDAY), a_day(SUNDAY, base="jeju", area=AREA, by_car=True, stops=(there,)))
    return a_plan(itinerary=an_itinerary(trip=a_trip(location="Busan, Jeju", lodging=lodging), days=days))


async def test_days_begin_and_end_at_a_new_lodging(rig: Rig) -> None:
    kept = await rig.keep(a_plan_without())
    plan = await rig.edit(kept, moved_to(INN))
    for before, after in zip(kept.itinerary.days, plan.itinerary.days, strict=True):
        assert after.starts_from == Anchor(name=INN.name, point=INN.point)
        *visited, last, home = after.stops
        assert without_ways([*visited, last]) == without_ways(before.stops)
        assert after.stops[0].travel == travel(INN.point, before.stops[0].place.point)
        assert (home.kind, home.place.names.en, home.place.point) == ("lodging", INN.name, INN.point)
        assert home.travel == travel(last.place.point, INN.point)
        assert home.start == home.end == last.end + timedelta(minutes=home.travel.minutes)
    checks = [check for check in plan.itinerary.verification.checks if check.verdict == "fail"]
    assert {check.rule for check in checks} <= {"day_window"}


async def test_another_lodging_takes_the_place_of_the_one_before(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, moved_to(INN))
    for before, after in zip(kept.itinerary.days, plan.itinerary.days, strict=True):
        assert [stop.stop_id for stop in after.stops] == [stop.stop_id for stop in before.stops]
        assert after.stops[-1].place.names.en == INN.name
    back = await rig.edit(plan, moved_to(LODGING))
    for before, after in zip(kept.itinerary.days, back.itinerary.days, strict=True):
        assert after.starts_from == before.starts_from
        assert without_ways(after.stops[:-1]) == without_ways(before.stops[:-1])
        assert after.stops[-1].place.names == before.stops[-1].place.names


async def test_without_a_lodging_days_begin_and_end_anywhere(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), moved_to(None))
    for before, after in zip(an_itinerary().days, plan.itinerary.days, strict=True):
        assert after.starts_from is None
        assert after.stops[0].travel is None
        assert without_ways(after.stops) == without_ways(before.stops[:-1])
    assert not [check for check in plan.itinerary.verification.checks if check.verdict == "fail"]


async def test_a_lodging_too_far_from_a_town_is_no_home_there(rig: Rig) -> None:
    rig.finder = Towns()
    kept = await rig.keep(two_towns(LODGING))
    plan = await rig.edit(kept, moved_to(INN))
    first, second, third = plan.itinerary.days
    assert [day.stops[-1].place.names.en for day in (first, second)] == [INN.name] * 2
    assert third.starts_from == Anchor(name=INN.name, point=INN.point)
    (stop,) = third.stops
    assert stop.kind == "visit"
    assert stop.travel == travel(INN.point, stop.place.point, by_car=True)


@pytest.mark.parametrize(("silent", "centre"), [(False, TOWNS["busan"].centre), (True, Point(35.15, 129.05))])
async def test_without_a_lodging_one_comes_from_the_town_before(rig: Rig, silent: bool, centre: Point) -> None:  # noqa: FBT001 - pytest passes it by name
    rig.finder = Towns(silent=silent)
    plan = await rig.edit(await rig.keep(two_towns(LODGING)), moved_to(None))
    came = plan.itinerary.days[2].starts_from
    assert came is not None
    assert (came.name, round(came.point.lat, 4), round(came.point.lng, 4)) == ("Busan", centre.lat, centre.lng)
    assert plan.itinerary.days[0].starts_from is None


async def test_where_nobody_knows_where_days_are_they_stay_as_they_are(rig: Rig) -> None:
    rig.finder = Towns(silent=True)
    days = tuple(evolve(day, area=None) for day in an_itinerary().days)
    kept = await rig.keep(a_plan(itinerary=an_itinerary(days=days)))
    plan = await rig.edit(kept, moved_to(INN))
    assert plan.itinerary.days == days


async def test_a_lodging_that_is_reached_after_midnight_is_refused(rig: Rig) -> None:
    plan = a_plan_without()
    dinner = plan.itinerary.days[0].stops[-1]
    late = evolve(dinner, start=moment(FRIDAY, 23 * 60), end=moment(FRIDAY, 24 * 60))
    first = evolve(plan.itinerary.days[0], stops=(*plan.itinerary.days[0].stops[:-1], late))
    kept = await rig.keep(evolve(plan, itinerary=evolve(plan.itinerary, days=(first, *plan.itinerary.days[1:]))))
    with pytest.raises(BadEdit) as refused:
        await rig.edit(kept, moved_to(INN))
    assert [fault.pointer for fault in refused.value.faults] == ["/preferences/lodging"]
    assert await rig.read(kept.plan_id) == kept


async def test_stops_that_are_given_along_with_a_lodging_end_there_too(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    stops = (StopEdit(stop_id=a_stop().stop_id),)
    edit = PlanEdit(preferences=lambda old: evolve(old, lodging=INN), days=(DayEdit(date=FRIDAY, stops=stops),))
    day = (await rig.edit(kept, edit)).itinerary.days[0]
    assert [stop.kind for stop in day.stops] == ["visit", "lodging"]
    assert day.stops[0].travel == travel(INN.point, day.stops[0].place.point)


async def test_a_new_day_has_the_stops_that_are_given_and_no_others(rig: Rig) -> None:
    monday = SUNDAY + timedelta(days=1)
    stops = (StopEdit(stop_id=a_stop().stop_id),)
    edit = PlanEdit(end_date=monday, days=(DayEdit(date=monday, stops=stops),))
    day = (await rig.edit(await rig.keep(a_plan()), edit)).itinerary.days[3]
    assert [stop.kind for stop in day.stops] == ["visit"]


async def test_a_day_that_comes_back_ends_where_people_sleep_now(rig: Rig) -> None:
    plan = await rig.edit(await rig.keep(a_plan()), PlanEdit(end_date=SATURDAY))
    plan = await rig.edit(plan, moved_to(INN))
    plan = await rig.edit(plan, PlanEdit(end_date=SUNDAY))
    sunday = plan.itinerary.days[2]
    assert sunday.starts_from == Anchor(name=INN.name, point=INN.point)
    assert [stop.place.names.en for stop in sunday.stops if stop.kind == "lodging"] == [INN.name]
    assert minute_of(SUNDAY, sunday.stops[-1].start) > minute_of(SUNDAY, sunday.stops[-2].end)


async def test_every_night_is_a_stop_of_its_own(rig: Rig) -> None:
    week = timedelta(days=7)
    plan = await rig.edit(await rig.keep(a_plan_without()), moved_to(INN))
    plan = await rig.edit(plan, PlanEdit(start_date=SATURDAY, end_date=SUNDAY + timedelta(days=1)))
    plan = await rig.edit(plan, PlanEdit(start_date=SATURDAY, end_date=SATURDAY))
    plan = await rig.edit(plan, moved_to(None))
    plan = await rig.edit(plan, moved_to(INN))
    plan = await rig.edit(plan, PlanEdit(start_date=SATURDAY + week, end_date=SATURDAY + week))
    ids = [stop.stop_id for day in plan.itinerary.days for stop in day.stops] + [one.stop_id for one in plan.set_aside]
    assert len(ids) == len(set(ids))
