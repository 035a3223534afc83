"""Days hold what is open, near and wished for, and say honestly what they lack."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from core.planning.model.plan import Day, Itinerary
from core.planning.model.point import Point
from core.planning.model.preferences import Lodging
from core.planning.model.proven import proven
from core.planning.model.seoul_time import minute
from tests.planning_samples import ASKED, FRIDAY
from tests.planning_wishes import AT, a_spot, a_wish, days_of, eateries, slugs, spots, times

INN = Lodging(name="Inn", point=Point(35.11, 129.05))


def first(*places: Any, **wishes: Any) -> Day:
    return days_of(a_wish(places, **wishes))[0]


def lacking(plan: Itinerary, what: str) -> list[str]:
    return [missing.scope for missing in plan.missing if missing.what == what]


def test_days_begin_and_end_where_people_sleep() -> None:
    day = first(*spots(2), lodging=INN)

    assert day.starts_from is not None
    assert (day.starts_from.name, day.starts_from.point) == ("Inn", INN.point)
    assert day.stops[0].travel is not None
    home = day.stops[-1]
    assert (home.kind, home.place.names.en, home.place.point, home.opening) == (
        "lodging",
        "Inn",
        INN.point,
        "unknown",
    )
    assert home.start == home.end
    assert home.place.found.fetched_at == ASKED


def test_where_people_sleep_has_one_stop_a_day() -> None:
    days = days_of(a_wish(spots(8), days=2, lodging=INN))

    assert len({day.stops[-1].stop_id for day in days}) == 2


def test_a_day_without_stops_has_no_way_home() -> None:
    assert first(lodging=INN).stops == ()


def test_without_a_lodging_a_day_begins_at_its_first_stop() -> None:
    day = first(*spots(2))

    assert (day.starts_from, day.stops[0].travel) == (None, None)
    assert all(stop.travel for stop in day.stops[1:])


def test_the_first_day_in_the_next_town_begins_with_the_way_there() -> None:
    days = days_of(a_wish([*spots(1), *spots(1, town="seoul")], location="seoul, busan", days=2))

    assert days[1].starts_from is not None
    assert days[1].starts_from.name == "Seoul"
    way = days[1].stops[0].travel
    assert way is not None
    assert way.mode == "train"
    assert times(days[1])["sight0"][0] >= "12:00"


def test_who_slept_somewhere_comes_from_there_to_the_next_town() -> None:
    inn = Lodging(name="Inn", point=AT["seoul"])
    days = days_of(a_wish([*spots(1), *spots(1, town="seoul")], location="seoul, busan", days=2, lodging=inn))

    assert [day.starts_from and day.starts_from.name for day in days] == ["Inn", "Inn"]
    assert [stop.kind for stop in days[1].stops] == ["visit"]


def test_a_town_that_is_visited_twice_shows_something_else_the_second_time() -> None:
    pool = [*spots(6), *spots(1, town="seoul")]
    days = days_of(a_wish(pool, location="busan, seoul, busan", days=3))

    there = [slugs(day.stops) for day in days if day.base == "busan"]
    assert [len(stops) for stops in there] == [4, 2]
    assert not set(there[0]) & set(there[1])


def test_a_visit_to_a_place_with_unknown_hours_is_by_day_and_stays_unknown() -> None:
    day = first(
        a_spot("hall", hours="?"), a_spot("stalls", "shopping", hours="?"), a_spot("bar", "nightlife", hours="?")
    )

    assert {stop.opening for stop in day.stops} == {"unknown"}
    assert times(day)["hall"][0] >= "09:00"
    assert times(day)["stalls"][0] >= "11:00"
    assert times(day)["bar"][0] >= "18:00"


def test_of_two_places_the_one_whose_hours_are_known_is_visited() -> None:
    known, unknown = a_spot("known", dwell=360), a_spot("unknown", dwell=360, hours="?")

    others = spots(20, hours="closed mon-sun")
    assert slugs(first(unknown, known, *others, day_end=minute("17:00")).stops) == ["known"]


def test_a_place_that_is_open_past_midnight_is_visited_in_the_evening() -> None:
    assert times(first(a_spot("bar", "nightlife", hours="20:00-26:00"), day_end=24 * 60))["bar"][0] >= "20:00"


@pytest.mark.parametrize(
    ("hours", "day", "closed"),
    [
        ("09:00-18:00; closed fri", FRIDAY, True),
        ("09:00-18:00; closed 1st fri", FRIDAY, True),
        ("09:00-18:00; closed 2nd fri", FRIDAY, False),
        ("09:00-18:00; closed seollal", date(2027, 2, 6), True),
        ("09:00-18:00; closed new-year", date(2027, 1, 1), True),
    ],
)
def test_nobody_is_sent_where_it_is_closed(hours: str, day: date, *, closed: bool) -> None:
    assert (first(a_spot("hall", hours=hours), first=day).stops == ()) is closed


def test_a_visit_begins_before_the_last_entry() -> None:
    hall = a_spot("hall", hours="09:00-18:00 last 15:00")

    assert first(hall, day_start=minute("15:05")).stops == ()
    assert times(first(hall, day_start=minute("14:40")))["hall"][0] <= "15:00"


def test_of_two_windows_a_day_the_one_within_the_day_is_used() -> None:
    split = a_spot("split", hours="09:00-11:00,17:00-21:00")

    assert times(first(split, day_end=minute("13:00")))["split"][1] <= "11:00"
    assert times(first(split, day_start=minute("12:00")))["split"][0] >= "17:00"


@pytest.mark.parametrize(("tags", "late"), [(frozenset(), False), (frozenset({"nightlife"}), True)])
def test_what_is_outdoors_is_seen_by_daylight_but_for_what_shines_at_night(tags: frozenset[str], *, late: bool) -> None:
    beach = a_spot("beach", "beach", indoor=False, hours="always", tags=tags)

    assert bool(first(beach, day_start=minute("18:30"), day_end=24 * 60).stops) is late


@pytest.mark.parametrize(
    ("pace", "easy", "most"), [("relaxed", False, 3), ("normal", False, 4), ("packed", False, 6), ("packed", True, 3)]
)
def test_a_day_holds_what_the_pace_allows(pace: str, most: int, *, easy: bool) -> None:
    assert len(first(*spots(8, dwell=40), pace=pace, easy=easy).stops) == most


def test_a_day_is_not_all_of_one_sort() -> None:
    sorts = [stop.place.category for stop in first(*spots(6, category="museum"), *spots(1, category="art")).stops]

    assert sorts.count("museum") == 3


def test_slow_travellers_stay_longer_and_quick_ones_shorter() -> None:
    stays = {pace: times(first(a_spot("hall"), pace=pace))["hall"] for pace in ("relaxed", "normal", "packed")}

    minutes = [minute(end) - minute(start) for start, end in stays.values()]
    assert minutes == [70, 60, 50]


def test_what_serves_the_interests_comes_first() -> None:
    hall, beach = a_spot("hall", dwell=360), a_spot("sea", "beach", dwell=360)

    assert slugs(first(hall, beach, interests=("sea",), day_end=minute("17:00")).stops) == ["sea"]


def test_what_a_model_picked_comes_first_and_brings_its_reason() -> None:
    known, picked = a_spot("known", dwell=360), a_spot("picked", dwell=360)

    day = first(known, picked, picks=[picked], day_end=minute("17:00"))

    assert [(slug, stop.why) for slug, stop in zip(slugs(day.stops), day.stops, strict=True)] == [
        ("picked", "It was picked.")
    ]


def test_a_place_in_a_pool_twice_is_visited_once() -> None:
    hall, again = a_spot("hall"), a_spot("again", names=a_spot("hall").names)

    assert slugs(first(hall, again).stops) == ["hall"]


@pytest.mark.parametrize("count", [0, 1, 4])
@pytest.mark.parametrize("days", [1, 2, 7])
def test_few_places_make_a_shorter_plan_that_says_why(count: int, days: int) -> None:
    plan = proven(a_wish(spots(count), days=days))

    visited = [len(day.stops) for day in plan.days]
    assert sum(visited) == count
    assert lacking(plan, "visits") == [str(day.date) for day in plan.days if len(day.stops) < 2]
    whys = [missing.why for missing in plan.missing if missing.what == "visits"]
    assert all("of the places that are known" in why for why in whys)


def test_few_places_are_spread_over_the_days() -> None:
    assert [len(day.stops) for day in proven(a_wish(spots(4), days=2)).days] == [2, 2]


def test_places_that_are_wished_for_by_name_may_be_on_one_day() -> None:
    hours = "09:00-18:00; closed sat-sun"
    wished = [a_spot("gallery", hours=hours), a_spot("library", hours=hours)]
    plan = proven(a_wish(wished, days=2, must_visit=tuple(place.place_id for place in wished)))

    assert [len(day.stops) for day in plan.days] == [2, 0]


def test_enough_places_leave_nothing_missing() -> None:
    plan = proven(a_wish([*spots(3), *eateries(2)]))

    assert plan.missing == ()
    assert all(check.verdict != "fail" for check in plan.verification.checks)


def test_long_ways_are_by_taxi_where_public_transport_is_thin() -> None:
    island = [a_spot("west", town="jeju"), a_spot("east", town="jeju", east=15)]
    day = first(*island, location="jeju")

    assert day.by_car
    assert [stop.travel.mode for stop in day.stops if stop.travel] == ["taxi"]


def test_stops_follow_each_other_without_overlap() -> None:
    day = first(*spots(4), *eateries(2), lodging=INN)

    assert all(before.end <= after.start for before, after in pairwise(day.stops))
