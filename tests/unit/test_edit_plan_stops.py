"""Changing the stops of a plan's days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from core.errors import Unavailable, VersionMismatch
from core.planning.model.errors import BadEdit, PlanNotFound
from core.planning.model.place import PlaceId
from core.planning.model.plan import Day, Missing, Plan, PlanId, Stop, StopId
from core.planning.model.plan_edit import DayEdit, PlanEdit, StopEdit
from core.planning.model.scheduling.travelling import travel
from core.planning.model.seoul_time import clock, minute, minute_of, moment
from tests.builders import an_id
from tests.planning_rig import Rig, a_rig, places_of
from tests.planning_samples import FRIDAY, SATURDAY, SUNDAY, a_day, a_place, a_plan, a_stop, a_trip, an_itinerary

MUSEUM = PlaceId("gazetteer:busan/bokcheon-museum")


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


def same(*stops: Stop) -> tuple[StopEdit, ...]:
    return tuple(StopEdit(stop_id=stop.stop_id) for stop in stops)


def a_new(slug: str, **said: object) -> StopEdit:
    return StopEdit(place_id=PlaceId(f"gazetteer:busan/{slug}"), **said)  # type: ignore[arg-type] # fields of it


def on(day: date, *stops: StopEdit) -> PlanEdit:
    return PlanEdit(days=(DayEdit(date=day, stops=stops),))


def at(day: date, text: str) -> datetime:
    return moment(day, minute(text))


def times(day: Day) -> list[str]:
    return [f"{clock(minute_of(day.date, one.start))}-{clock(minute_of(day.date, one.end))}" for one in day.stops]


def follow(day: Day, *numbers: int) -> None:
    """Assert that stops begin as soon as one can be there, on the next five minutes."""
    for number in numbers:
        before, stop = day.stops[number - 1], day.stops[number]
        assert stop.travel is not None
        ready = minute_of(day.date, before.end) + stop.travel.minutes
        assert minute_of(day.date, stop.start) == -(-ready // 5) * 5


async def edited(rig: Rig, edit: PlanEdit, plan: Plan | None = None) -> Plan:
    return await rig.edit(await rig.keep(plan or a_plan()), edit)


async def faults_of(rig: Rig, edit: PlanEdit) -> dict[str, str]:
    kept = await rig.keep(a_plan())
    with pytest.raises(BadEdit) as refused:
        await rig.edit(kept, edit)
    assert await rig.read(kept.plan_id) == kept
    return {fault.pointer: fault.detail for fault in refused.value.faults}


async def test_a_stop_that_is_left_out_is_removed_and_the_others_stay_where_they_are(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, village, square, dinner, home = kept.itinerary.days[0].stops
    plan = await rig.edit(kept, on(FRIDAY, *same(first, lunch, square, dinner, home)))
    day = plan.itinerary.days[0]
    assert [(one.stop_id, one.start, one.end) for one in day.stops] == [
        (one.stop_id, one.start, one.end) for one in (first, lunch, square, dinner)
    ] + [(home.stop_id, day.stops[-1].start, day.stops[-1].start)]
    assert plan.itinerary.days[1:] == kept.itinerary.days[1:]
    assert village.stop_id not in {one.stop_id for one in (*day.stops, *plan.set_aside)}


async def test_the_way_to_a_stop_is_that_from_the_stop_before_it_now(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    _, lunch, _, square, *_ = kept.itinerary.days[0].stops
    plan = await rig.edit(kept, on(FRIDAY, *same(lunch, square)))
    day = plan.itinerary.days[0]
    assert day.starts_from is not None
    assert [one.travel for one in day.stops] == [
        travel(day.starts_from.point, lunch.place.point),
        travel(lunch.place.point, square.place.point),
    ]


async def test_a_day_without_an_anchor_begins_at_its_first_stop(rig: Rig) -> None:
    days = (a_day(starts_from=None), a_day(SATURDAY), a_day(SUNDAY))
    kept = await rig.keep(a_plan(itinerary=an_itinerary(days=days)))
    plan = await rig.edit(kept, on(FRIDAY, *same(*days[0].stops[1:3])))
    assert plan.itinerary.days[0].stops[0].travel is None


async def test_stops_that_change_places_follow_each_other(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, village, square, *_ = kept.itinerary.days[0].stops
    plan = await rig.edit(kept, on(FRIDAY, *same(square, first, lunch, village)))
    day = plan.itinerary.days[0]
    assert places_of(plan.itinerary)[0] == [
        "biff-square", "yongdusan-park", "jagalchi-market", "gamcheon-culture-village",
    ]  # fmt: skip
    # The square takes the park's time, and what it overtakes comes later.
    assert times(day)[0] == "10:00-10:45"
    follow(day, 1, 2, 3)
    assert [one.opening for one in day.stops] == ["open"] * 4


async def test_a_locked_stop_stays_whatever_comes_before_it(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, *_ = kept.itinerary.days[0].stops
    locked = StopEdit(stop_id=lunch.stop_id, locked=True)
    plan = await rig.edit(kept, on(FRIDAY, locked, *same(first)))
    assert times(plan.itinerary.days[0])[0] == "11:30-12:30"
    follow(plan.itinerary.days[0], 1)
    plan = await rig.edit(plan, on(FRIDAY, StopEdit(stop_id=first.stop_id, end=at(FRIDAY, "12:00")), *same(lunch)))
    assert times(plan.itinerary.days[0])[1] == "11:30-12:30"
    assert plan.itinerary.days[0].stops[1].locked
    assert not plan.itinerary.verification.ok


async def test_times_that_are_given_are_taken(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, *_ = kept.itinerary.days[0].stops
    both = StopEdit(stop_id=first.stop_id, start=at(FRIDAY, "09:30").astimezone(UTC), end=at(FRIDAY, "11:00"))
    start = StopEdit(stop_id=lunch.stop_id, start=at(FRIDAY, "12:15"))
    plan = await rig.edit(kept, on(FRIDAY, both, start))
    assert times(plan.itinerary.days[0]) == ["09:30-11:00", "12:15-13:15"]
    assert {one.start.utcoffset() for one in plan.itinerary.days[0].stops} == {timedelta(hours=9)}


@pytest.mark.parametrize(
    ("end", "time"), [("10:30", "10:00-10:30"), ("09:30", "08:30-09:30"), ("00:30", "00:00-00:30")]
)
async def test_an_end_alone_makes_a_stop_shorter_or_longer_or_earlier(rig: Rig, end: str, time: str) -> None:
    stop = a_stop()
    plan = await edited(rig, on(FRIDAY, StopEdit(stop_id=stop.stop_id, end=at(FRIDAY, end))))
    assert times(plan.itinerary.days[0]) == [time]


async def test_what_a_longer_stop_leaves_no_time_for_comes_later(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, village, square, *_ = kept.itinerary.days[0].stops
    longer = StopEdit(stop_id=first.stop_id, end=at(FRIDAY, "12:00"))
    plan = await rig.edit(kept, on(FRIDAY, longer, *same(lunch, village, square)))
    assert times(plan.itinerary.days[0])[0] == "10:00-12:00"
    follow(plan.itinerary.days[0], 1, 2, 3)


async def test_a_new_stop_comes_where_it_stands_for_as_long_as_people_stay(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    first, lunch, *_ = kept.itinerary.days[0].stops
    plan = await rig.edit(kept, on(FRIDAY, *same(first), a_new("centum-city"), *same(lunch)))
    day = plan.itinerary.days[0]
    assert day.stops[0] == evolve(first, travel=day.stops[0].travel)
    follow(day, 1, 2)
    assert [one.end - one.start for one in day.stops] == [timedelta(minutes=one) for one in (60, 90, 60)]
    new = day.stops[1]
    assert (new.kind, new.meal, new.opening, new.locked) == ("visit", None, "open", False)
    assert new.place == a_place("centum-city")
    assert new.why
    assert new.cost is not None
    assert new.stop_id not in {one.stop_id for every in kept.itinerary.days for one in every.stops}


async def test_a_new_first_stop_leaves_the_others_their_times(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    plan = await rig.edit(kept, on(FRIDAY, a_new("biff-square"), *same(kept.itinerary.days[0].stops[1])))
    assert times(plan.itinerary.days[0]) == ["09:10-09:55", "11:30-12:30"]


async def test_a_new_stop_waits_until_its_place_opens(rig: Rig) -> None:
    plan = await edited(
        rig, on(SUNDAY, a_new("jeonpo-cafe-street"), a_new("sea-life-busan", start=at(SUNDAY, "18:30")))
    )
    cafe, aquarium = plan.itinerary.days[2].stops
    assert (cafe.kind, cafe.opening, minute_of(SUNDAY, cafe.start)) == ("cafe", "open", 11 * 60)
    assert aquarium.opening == "closed"
    assert not plan.itinerary.verification.ok


async def test_a_new_meal_is_at_meal_time(rig: Rig) -> None:
    meals = (a_new("seomyeon-food-street"), a_new("millak-raw-fish-town"), a_new("dongnae-market", kind="meal"))
    plan = await edited(rig, on(FRIDAY, *meals, a_new("haeundae-market", start=at(FRIDAY, "20:30"), kind="meal")))
    day = plan.itinerary.days[0]
    assert [(one.kind, one.meal) for one in day.stops] == [("meal", "lunch"), ("meal", "lunch")] + [
        ("meal", "dinner")
    ] * 2
    assert [times(day)[0], times(day)[2]] == ["11:00-12:00", "17:00-18:00"]
    follow(day, 1)


async def test_a_meal_after_meal_times_is_when_it_is(rig: Rig) -> None:
    late = a_new("centum-city", start=at(FRIDAY, "20:00"))
    plan = await edited(rig, on(FRIDAY, late, a_new("seomyeon-food-street")))
    assert plan.itinerary.days[0].stops[1].meal == "dinner"
    follow(plan.itinerary.days[0], 1)


async def test_a_hotel_is_where_one_lodges(rig: Rig) -> None:
    plan = await edited(rig, on(FRIDAY, StopEdit(place_id=PlaceId("kakao:2"))))
    assert plan.itinerary.days[0].stops[0].kind == "lodging"


async def test_a_breakfast_is_neither_lunch_nor_dinner(rig: Rig) -> None:
    plan = await edited(rig, on(FRIDAY, a_new("jagalchi-market", kind="meal", start=at(FRIDAY, "08:00"))))
    assert plan.itinerary.days[0].stops[0].meal is None


async def test_what_a_stop_is_for_can_change_and_so_does_its_price(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    lunch = kept.itinerary.days[0].stops[1]
    visit = StopEdit(stop_id=lunch.stop_id, kind="visit", why="I want to see the fish")
    plan = await rig.edit(kept, on(FRIDAY, visit))
    (stop,) = plan.itinerary.days[0].stops
    assert (stop.kind, stop.meal, stop.why, stop.place) == ("visit", None, "I want to see the fish", lunch.place)
    assert stop.cost != lunch.cost
    assert plan.itinerary.cost.per_day[0] == stop.cost


async def test_a_stop_of_another_day_moves_there_and_leaves_that_day_otherwise_as_it_was(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    _, saturday, sunday = kept.itinerary.days
    aquarium = saturday.stops[2]
    plan = await rig.edit(kept, on(SUNDAY, *same(*sunday.stops[:2], aquarium)))
    left, joined = plan.itinerary.days[1:]
    assert [(one.stop_id, one.start) for one in left.stops] == [
        (one.stop_id, one.start) for one in saturday.stops if one != aquarium
    ]
    moved = joined.stops[2]
    assert (moved.stop_id, moved.place) == (aquarium.stop_id, aquarium.place)
    assert moved.start.date() == SUNDAY
    assert left.summary != saturday.summary


async def test_two_days_can_swap_stops(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    friday, saturday, _ = kept.itinerary.days
    edit = PlanEdit(
        days=(
            DayEdit(date=SATURDAY, stops=same(friday.stops[0])),
            DayEdit(date=FRIDAY, stops=same(saturday.stops[0])),
        )
    )
    plan = await rig.edit(kept, edit)
    assert places_of(plan.itinerary)[:2] == [["haedong-yonggungsa"], ["yongdusan-park"]]


async def test_a_place_that_is_in_the_plan_already_is_visited_again_and_the_verification_says_so(rig: Rig) -> None:
    again = a_new("yongdusan-park")
    kept = await edited(rig, on(SUNDAY, again))
    plan = await rig.edit(kept, on(SATURDAY, again, again))
    ids = [one.stop_id for day in plan.itinerary.days for one in day.stops]
    assert len(set(ids)) == len(ids)
    assert {one.rule for one in plan.itinerary.verification.checks if one.verdict == "fail"} >= {"repeats"}


async def test_a_place_that_another_source_found_belongs_to_the_day_where_it_lies(rig: Rig) -> None:
    plan = await edited(rig, on(FRIDAY, StopEdit(place_id=PlaceId("kakao:1"))))
    (stop,) = plan.itinerary.days[0].stops
    assert (stop.place.destination, stop.opening) == ("busan", "unknown")
    days = (a_day(area=None), a_day(SATURDAY), a_day(SUNDAY))
    elsewhere = await edited(
        rig, on(FRIDAY, StopEdit(place_id=PlaceId("kakao:1"))), a_plan(itinerary=an_itinerary(days=days))
    )
    assert elsewhere.itinerary.days[0].stops[0].place.destination == ""


async def test_an_empty_day_is_an_empty_day(rig: Rig) -> None:
    plan = await edited(rig, on(FRIDAY))
    assert plan.itinerary.days[0].stops == ()
    assert plan.itinerary.cost.per_day[0].amount == 0


async def test_people_go_by_car_where_the_plan_does(rig: Rig) -> None:
    far = a_day(SATURDAY).stops
    taxi = tuple(evolve(one, travel=one.travel and evolve(one.travel, mode="taxi")) for one in far)
    days = (a_day(), a_day(SATURDAY, stops=taxi), a_day(SUNDAY, base="jeju"))
    kept = await rig.keep(a_plan(itinerary=an_itinerary(days=days)))
    plan = await rig.edit(kept, on(FRIDAY, a_new("centum-city")))
    plan = await rig.edit(plan, on(SUNDAY, a_new("bokcheon-museum", start=at(SUNDAY, "13:00"))))
    assert [day.stops[0].travel and day.stops[0].travel.mode for day in plan.itinerary.days] == [
        "taxi",
        "taxi",
        "transit",
    ]


async def test_a_plan_says_no_longer_that_it_lacks_what_it_has(rig: Rig) -> None:
    missing = (
        Missing(what="meal", scope=f"{FRIDAY}", about="lunch", why="nothing is near"),
        Missing(what="meal", scope=f"{FRIDAY}", about="dinner", why="nothing is near"),
        Missing(what="must_visit", scope="trip", about="Mars", why="it is elsewhere"),
    )
    plan = a_plan(itinerary=an_itinerary(missing=missing))
    plan = await edited(rig, on(FRIDAY, a_new("seomyeon-food-street")), plan)
    assert plan.itinerary.missing == missing[1:]


async def test_whatever_is_wrong_with_an_edit_is_told_at_once(rig: Rig) -> None:
    stop = a_stop().stop_id
    noon = at(FRIDAY, "12:00")
    stops = (
        StopEdit(),
        StopEdit(stop_id=stop, place_id=MUSEUM),
        StopEdit(stop_id=StopId("nobody")),
        StopEdit(place_id=PlaceId("gazetteer:busan/atlantis")),
        StopEdit(stop_id=stop),
        StopEdit(stop_id=stop),
        StopEdit(place_id=MUSEUM, start=noon, end=noon),
        StopEdit(place_id=MUSEUM, start=at(SATURDAY, "00:00"), end=at(FRIDAY, "00:00")),
        StopEdit(place_id=MUSEUM, start=at(FRIDAY - timedelta(days=1), "23:59"), end=at(SATURDAY, "00:01")),
    )
    days = (
        DayEdit(date=FRIDAY, stops=stops),
        DayEdit(date=FRIDAY, stops=()),
        DayEdit(date=date(2026, 12, 7), stops=()),
    )
    faults = await faults_of(rig, PlanEdit(days=days))
    here = "/daily_plans/0/stops"
    assert faults == {
        f"{here}/0": "needs either the id of a stop of this plan, or the place_id of a new one",
        f"{here}/1": "needs either the id of a stop of this plan, or the place_id of a new one",
        f"{here}/2/id": "is no stop of this plan; a new one has a place_id",
        f"{here}/3/place_id": "is no place that is known; GET /api/v1/places finds places",
        f"{here}/5/id": "is named twice",
        f"{here}/6/end": "must be after start",
        f"{here}/7/start": "is not on 2026-12-04 in Korea",
        f"{here}/7/end": "must be after start",
        f"{here}/8/start": "is not on 2026-12-04 in Korea",
        f"{here}/8/end": "is not on 2026-12-04 in Korea",
        "/daily_plans/1/date": "is given twice",
        "/daily_plans/2/date": "is no day of the trip",
    }


async def test_a_day_that_would_run_past_midnight_is_refused(rig: Rig) -> None:
    late = a_new("centum-city", start=at(FRIDAY, "22:00"))
    faults = await faults_of(rig, on(FRIDAY, late, a_new("bokcheon-museum")))
    assert faults == {
        "/daily_plans/0/stops/1": "does not fit into the day any more; give it a time, or put it into another day"
    }


async def test_each_new_place_is_looked_up_once(rig: Rig) -> None:
    await edited(rig, on(SATURDAY, a_new("bokcheon-museum"), a_new("bokcheon-museum"), a_new("centum-city")))
    assert rig.finder.asked == [MUSEUM, "gazetteer:busan/centum-city"]


async def test_without_the_place_finder_nothing_new_comes_in_but_other_edits_do(rig: Rig) -> None:
    rig.finder.down = True
    kept = await rig.keep(a_plan())
    with pytest.raises(Unavailable):
        await rig.edit(kept, on(FRIDAY, a_new("centum-city")))
    assert (await rig.edit(kept, PlanEdit(title="Other"))).title == "Other"


async def test_without_further_details_a_place_is_taken_as_it_is_known(rig: Rig) -> None:
    rig.details.down = True
    plan = await edited(rig, on(FRIDAY, StopEdit(place_id=PlaceId("kakao:1"))))
    assert plan.itinerary.days[0].stops[0].opening == "unknown"


async def test_what_comes_out_is_verified_again(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    assert kept.itinerary.verification.checks == ()
    plan = await rig.edit(kept, PlanEdit(title="Busan"))
    assert plan.itinerary.verification.checks
    assert plan.itinerary.days == kept.itinerary.days


async def test_an_older_version_is_refused(rig: Rig) -> None:
    kept = await rig.keep(a_plan())
    await rig.edit(kept, PlanEdit(title="One"))
    with pytest.raises(VersionMismatch) as refused:
        await rig.edit(kept, PlanEdit(title="Two"))
    assert (refused.value.expected, refused.value.actual) == (1, 2)
    newest = await rig.read(kept.plan_id)
    assert newest is not None
    assert newest.title == "One"


async def test_a_plan_that_is_not_there_is_not_found(rig: Rig) -> None:
    missing = evolve(a_plan(), plan_id=PlanId(an_id()))
    with pytest.raises(PlanNotFound):
        await rig.edit(missing, PlanEdit(title="Two"))


async def test_a_lodging_is_come_home_to_when_the_day_ends_now(rig: Rig) -> None:
    kept = await rig.keep(a_plan(itinerary=an_itinerary(trip=a_trip())))
    *_, dinner, home = kept.itinerary.days[0].stops
    later = StopEdit(stop_id=dinner.stop_id, start=at(FRIDAY, "19:00"))
    plan = await rig.edit(kept, on(FRIDAY, later, *same(home)))
    stop = plan.itinerary.days[0].stops[1]
    assert stop.travel is not None
    assert minute_of(FRIDAY, stop.start) == 20 * 60 + stop.travel.minutes
    assert (stop.end, stop.opening) == (stop.start, "open")
    alone = await rig.edit(plan, on(FRIDAY, *same(home)))
    assert alone.itinerary.days[0].stops[0].start == stop.start
