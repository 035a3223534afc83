"""Changing the dates of a plan."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from core.planning.model.errors import BadDates
from core.planning.model.plan import Day, Missing, Plan
from core.planning.model.plan_edit import DayEdit, PlanEdit, StopEdit
from core.planning.model.seoul_time import moment
from tests.planning_rig import Rig, a_rig, places_of
from tests.planning_samples import FRIDAY, SATURDAY, STOPS, SUNDAY, a_day, a_plan, a_trip, an_itinerary

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
A_DAY = [[stop[3] for stop in stops] for stops in STOPS.values()]
MONDAY = SUNDAY + DAY


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


def untold(day: Day) -> Day:
    """Return a day without what is asked for or reckoned anew on new dates."""
    return evolve(day, weather=None, summary="", stops=tuple(evolve(stop, travel=None) for stop in day.stops))


async def redated(rig: Rig, start: date | None = None, end: date | None = None, plan: Plan | None = None) -> Plan:
    kept = await rig.keep(plan or a_plan())
    return await rig.edit(kept, PlanEdit(start_date=start, end_date=end))


async def test_a_trip_that_is_as_long_moves_with_all_its_days(rig: Rig) -> None:
    plan = await redated(rig, FRIDAY + WEEK, SUNDAY + WEEK)
    trip, days = plan.itinerary.trip, plan.itinerary.days
    assert (trip.start_date, trip.end_date) == (FRIDAY + WEEK, SUNDAY + WEEK)
    assert [day.date for day in days] == list(trip.dates)
    assert places_of(plan.itinerary) == A_DAY
    old = an_itinerary().days
    for before, after in zip(old, days, strict=True):
        assert [stop.start - WEEK for stop in after.stops] == [stop.start for stop in before.stops]
        assert [stop.end - WEEK for stop in after.stops] == [stop.end for stop in before.stops]
    assert plan.set_aside == ()


async def test_days_that_move_have_the_weather_of_their_new_dates(rig: Rig) -> None:
    plan = await redated(rig, FRIDAY + WEEK, SUNDAY + WEEK)
    assert [day.weather and (day.weather.date, day.weather.kind) for day in plan.itinerary.days] == [
        (day + WEEK, "normal") for day in (FRIDAY, SATURDAY, SUNDAY)
    ]


async def test_whether_places_are_open_is_told_of_the_new_dates(rig: Rig) -> None:
    plan = await redated(rig, MONDAY, MONDAY + 2 * DAY)  # Bokcheon Museum would come on a Wednesday
    assert plan.itinerary.days[2].stops[2].opening == "open"
    plan = await redated(rig, SATURDAY, MONDAY)  # and here on a Monday
    museum = plan.itinerary.days[2].stops[2]
    assert (museum.place.names.en, museum.opening) == ("Bokcheon Museum", "closed")
    assert not plan.itinerary.verification.ok


async def test_a_trip_made_longer_keeps_its_days_and_gets_empty_ones(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(end_date=MONDAY + DAY))
    assert plan.itinerary.days[:3] == kept.itinerary.days
    new = plan.itinerary.days[3:]
    assert [(day.date, day.stops, day.base) for day in new] == [(MONDAY, (), "busan"), (MONDAY + DAY, (), "busan")]
    assert [day.starts_from and day.starts_from.name for day in new] == ["Hotel Nampo"] * 2
    assert [day.weather and day.weather.date for day in new] == [MONDAY, MONDAY + DAY]
    assert [(one.what, one.scope, one.why) for one in plan.itinerary.missing] == [
        ("visits", f"{MONDAY}", "this day is new: a repair plans it"),
        ("visits", f"{MONDAY + DAY}", "this day is new: a repair plans it"),
    ]


async def test_a_trip_can_be_made_longer_at_its_beginning(rig: Rig) -> None:
    plan = await redated(rig, FRIDAY - DAY)
    assert places_of(plan.itinerary) == [[], *A_DAY]
    assert plan.itinerary.days[0].date == FRIDAY - DAY


async def test_a_trip_without_lodging_gets_days_that_begin_anywhere(rig: Rig) -> None:
    plan = await redated(rig, end=MONDAY, plan=a_plan(itinerary=an_itinerary(trip=a_trip(lodging=None))))
    assert plan.itinerary.days[3].starts_from is None


async def test_stops_of_lost_days_are_set_aside_and_never_thrown_away(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(end_date=FRIDAY))
    assert plan.itinerary.days == kept.itinerary.days[:1]
    assert plan.set_aside == (*kept.itinerary.days[1].stops, *kept.itinerary.days[2].stops)


async def test_a_day_whose_date_comes_back_is_as_it_was(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(end_date=FRIDAY))
    plan = await rig.edit(plan, PlanEdit(end_date=SATURDAY))
    assert plan.set_aside == kept.itinerary.days[2].stops
    plan = await rig.edit(plan, PlanEdit(end_date=SUNDAY))
    assert plan.set_aside == ()
    assert [untold(day) for day in plan.itinerary.days] == [untold(day) for day in kept.itinerary.days]
    assert plan.itinerary.missing == ()


async def test_a_day_that_comes_back_is_where_its_stops_are(rig: Rig) -> None:
    away = tuple(evolve(stop, place=evolve(stop.place, destination="jeju")) for stop in a_day(SUNDAY).stops[:-1])
    days = (a_day(), a_day(SATURDAY, base="jeju", by_car=True), a_day(SUNDAY, base="jeju", by_car=True, stops=away))
    kept = await rig.keep(a_plan(itinerary=an_itinerary(days=days)))
    plan = await rig.edit(kept, PlanEdit(end_date=FRIDAY))
    plan = await rig.edit(plan, PlanEdit(end_date=SUNDAY))
    assert [(day.base, day.area is None) for day in plan.itinerary.days] == [
        ("busan", False),
        ("busan", False),
        ("jeju", True),
    ]
    kept = await rig.keep(kept)
    plan = await rig.edit(await rig.edit(kept, PlanEdit(end_date=SATURDAY)), PlanEdit(end_date=SUNDAY))
    assert (plan.itinerary.days[2].base, plan.itinerary.days[2].by_car) == ("jeju", True)


async def test_a_day_that_comes_back_without_a_meal_says_so(rig: Rig) -> None:
    days = (a_day(), a_day(SATURDAY), a_day(SUNDAY, stops=a_day(SUNDAY).stops[:1]))
    kept = await rig.keep(a_plan(itinerary=an_itinerary(trip=a_trip(day_end=19 * 60), days=days)))
    plan = await rig.edit(await rig.edit(kept, PlanEdit(end_date=SATURDAY)), PlanEdit(end_date=SUNDAY))
    assert [(one.what, one.scope, one.about) for one in plan.itinerary.missing] == [
        ("meal", f"{SUNDAY}", "lunch"),
        ("meal", f"{SUNDAY}", "dinner"),
    ]
    short = await rig.keep(a_plan(itinerary=an_itinerary(trip=a_trip(day_end=18 * 60), days=days)))
    plan = await rig.edit(await rig.edit(short, PlanEdit(end_date=SATURDAY)), PlanEdit(end_date=SUNDAY))
    assert [one.about for one in plan.itinerary.missing] == ["lunch"]


async def test_a_title_that_only_tells_the_trip_tells_the_new_one(rig: Rig) -> None:
    kept = await rig.keep(a_plan(title="Busan · 3 days"))
    plan = await rig.edit(kept, PlanEdit(end_date=MONDAY))
    assert plan.title == "Busan · 4 days"
    assert (await rig.edit(plan, PlanEdit(title="Sea", end_date=SUNDAY))).title == "Sea"


async def test_a_lost_day_may_be_the_first(rig: Rig) -> None:
    plan = await redated(rig, SATURDAY)
    assert places_of(plan.itinerary) == A_DAY[1:]
    assert plan.set_aside == a_plan().itinerary.days[0].stops


async def test_a_shorter_trip_on_other_dates_moves_along_with_its_start(rig: Rig) -> None:
    plan = await redated(rig, FRIDAY + WEEK, SATURDAY + WEEK)
    assert places_of(plan.itinerary) == A_DAY[:2]
    assert plan.set_aside == a_plan().itinerary.days[2].stops


async def test_what_was_set_aside_can_be_taken_back(rig: Rig) -> None:
    kept = await redated(rig, end=SATURDAY)
    market = kept.set_aside[1]
    edit = PlanEdit(days=(DayEdit(date=FRIDAY, stops=(StopEdit(stop_id=market.stop_id),)),))
    plan = await rig.edit(kept, edit)
    (back,) = plan.itinerary.days[0].stops
    assert (back.place, back.start, back.end) == (market.place, moment(FRIDAY, 770), moment(FRIDAY, 830))
    assert market.stop_id not in {stop.stop_id for stop in plan.set_aside}
    assert len(plan.set_aside) == len(kept.set_aside) - 1


async def test_what_is_missing_goes_with_its_day(rig: Rig) -> None:
    missing = (
        Missing(what="model", scope="trip", why="it is offline"),
        Missing(what="meal", scope=f"{SATURDAY}", about="dinner", why="nothing is near"),
        Missing(what="meal", scope=f"{SUNDAY}", about="breakfast", why="nothing is near"),
    )
    plan = await redated(rig, FRIDAY + WEEK, SATURDAY + WEEK, plan=a_plan(itinerary=an_itinerary(missing=missing)))
    # Of Sunday nothing is left, and Saturday has a dinner after all.
    assert plan.itinerary.missing == (missing[0],)
    plan = await redated(rig, FRIDAY + WEEK, SUNDAY + WEEK, plan=a_plan(itinerary=an_itinerary(missing=missing)))
    assert [one.scope for one in plan.itinerary.missing] == ["trip", f"{SUNDAY + WEEK}"]


async def test_a_day_that_is_filled_lacks_visits_no_longer(rig: Rig) -> None:
    plan = await redated(rig, end=MONDAY)
    assert [one.what for one in plan.itinerary.missing] == ["visits"]
    stop = plan.itinerary.days[0].stops[0].stop_id
    plan = await rig.edit(plan, PlanEdit(days=(DayEdit(date=MONDAY, stops=(StopEdit(stop_id=stop),)),)))
    assert plan.itinerary.missing == ()


@pytest.mark.parametrize(
    ("start", "end", "pointer"),
    [
        (date(2026, 11, 29), None, "/start_date"),
        (None, date(2026, 12, 3), "/end_date"),
        (MONDAY, None, "/end_date"),
        (None, FRIDAY + 30 * DAY, "/end_date"),
        (FRIDAY + 900 * DAY, FRIDAY + 901 * DAY, "/start_date"),
    ],
)
async def test_dates_on_which_nobody_can_go_are_refused(
    rig: Rig, start: date | None, end: date | None, pointer: str
) -> None:
    with pytest.raises(BadDates) as refused:
        await redated(rig, start, end)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_a_trip_that_has_begun_can_still_be_made_longer(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    rig.clock.move(5 * DAY)
    plan = await rig.edit(kept, PlanEdit(start_date=FRIDAY, end_date=MONDAY))
    assert len(plan.itinerary.days) == 4


async def test_without_an_answer_about_the_weather_the_plan_says_so(rig: Rig) -> None:
    rig.forecast.down = True
    plan = await redated(rig, FRIDAY + WEEK, SUNDAY + WEEK)
    assert [day.weather for day in plan.itinerary.days] == [None] * 3
    assert [(one.what, one.scope) for one in plan.itinerary.missing] == [
        ("weather", f"{day + WEEK}") for day in (FRIDAY, SATURDAY, SUNDAY)
    ]
    rig.forecast.down = False
    plan = await rig.edit(plan, PlanEdit(start_date=FRIDAY, end_date=SUNDAY))
    assert plan.itinerary.missing == ()


async def test_the_weather_of_days_is_asked_for_where_they_are_spent(rig: Rig) -> None:
    days = (a_day(), a_day(SATURDAY, base="seoul"), a_day(SUNDAY, stops=(), base="jeju", starts_from=None))
    await redated(rig, FRIDAY + WEEK, SUNDAY + WEEK, plan=a_plan(itinerary=an_itinerary(days=days)))
    assert [dates for _, dates in rig.forecast.asked] == [(day + WEEK,) for day in (FRIDAY, SATURDAY, SUNDAY)]
    first, second, third = (point for point, _ in rig.forecast.asked)
    assert (first, second) == (days[0].stops[0].place.point, days[1].stops[0].place.point)
    assert (round(third.lat, 2), round(third.lng, 2)) == (35.15, 129.05)


async def test_a_day_of_which_nobody_knows_where_it_is_begins_at_its_lodging_or_has_no_weather(rig: Rig) -> None:
    days = (a_day(stops=(), area=None), a_day(SATURDAY, base="?", stops=(), area=None, starts_from=None))
    trip = a_trip(end_date=SATURDAY)
    plan = await redated(rig, FRIDAY + WEEK, SATURDAY + WEEK, plan=a_plan(itinerary=an_itinerary(trip=trip, days=days)))
    assert [point for point, _ in rig.forecast.asked] == [days[0].starts_from and days[0].starts_from.point]
    assert [(one.what, one.scope) for one in plan.itinerary.missing] == [("weather", f"{SATURDAY + WEEK}")]


async def test_the_same_dates_change_nothing_but_the_version(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, PlanEdit(start_date=FRIDAY, end_date=SUNDAY))
    assert plan.itinerary.days == kept.itinerary.days
    assert rig.forecast.asked == []
    assert (plan.version, plan.updated_at, plan.created_at) == (2, rig.clock.now(), kept.created_at)


async def test_a_plan_without_days_can_get_some(rig: Rig) -> None:
    plan = await redated(rig, end=MONDAY, plan=a_plan(itinerary=an_itinerary(days=())))
    assert [(day.date, day.base, day.area) for day in plan.itinerary.days][-1] == (MONDAY, "", None)
    assert evolve(plan.itinerary.trip, end_date=SUNDAY) == a_trip()
