"""A day that something has gone wrong with is changed as little as that allows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from core.planning.model.costs import cost_of_trip
from core.planning.model.errors import WishesConflict
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.plan import Day, Missing, Stop, StopId
from core.planning.model.preferences import Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Repair
from core.planning.model.scheduling.repair_plan import Repaired, lost_wishes, repaired
from core.planning.model.seoul_time import moment
from core.planning.model.trip import Trip
from core.planning.model.verifying.verifier import verify
from tests.planning_samples import ASKED, FRIDAY, LODGING, SATURDAY, SUNDAY, a_day, a_place, a_stop
from tests.planning_wishes import a_sky, a_spot, slugs, times

TOLD = Provenance(source="user", fetched_at=ASKED)
PREFERENCES = Preferences(lodging=LODGING)


def place_id(slug: str) -> PlaceId:
    return PlaceId(f"gazetteer:busan/{slug}")


def closed(*places: str) -> Repair:
    return Repair(closed=frozenset(map(place_id, places)))


def fixed(repair: Repair, *days: Day, spare: Sequence[Place] = (), **preferences: Any) -> Repaired:
    wishes = evolve(PREFERENCES, **preferences)
    new = repaired(days, repair, preferences=wishes, spare={"busan": spare}, told=TOLD)
    trip = Trip(location="Busan", start_date=days[0].date, end_date=days[-1].date, preferences=wishes)
    checks = verify(trip=trip, days=new.days, cost=cost_of_trip(new.days, budget=None, rate=None), missing=new.missing)
    assert [check for check in checks.checks if check.verdict == "fail"] == []
    return new


def changes(new: Repaired) -> list[tuple[str, str]]:
    return [(change.what, change.place) for change in new.changes]


def test_a_closed_place_is_replaced_by_another_that_serves_the_same_end() -> None:
    museum, food = a_place("bokcheon-museum"), a_place("seomyeon-food-street")
    hall = a_spot("hall")

    new = fixed(closed("biff-square"), a_day(), spare=[food, hall, museum])

    assert slugs(new.days[0].stops)[3] == "hall"
    assert changes(new) == [("removed", "BIFF Square"), ("added", "The hall")]
    assert [change.why for change in new.changes] == ["it is closed", "in place of BIFF Square"]
    assert new.missing == ()


def test_a_closed_place_to_eat_is_replaced_by_a_place_to_eat() -> None:
    new = fixed(closed("jagalchi-market"), a_day(), spare=[a_spot("hall"), a_spot("grill", "food")])

    stop = new.days[0].stops[1]
    assert (slugs([stop]), stop.meal, stop.kind) == (["grill"], "lunch", "meal")


def test_a_closed_cafe_is_replaced_by_a_cafe() -> None:
    new = fixed(
        closed("jeonpo-cafe-street"),
        a_day(SUNDAY),
        spare=[a_spot("hall"), a_spot("beans", "cafe", point=a_place("jeonpo-cafe-street").point)],
    )

    assert slugs(new.days[0].stops)[3] == "beans"


def test_where_nothing_serves_instead_the_stop_is_left_out_and_the_plan_says_so() -> None:
    new = fixed(closed("biff-square", "jagalchi-market"), a_day())

    assert changes(new) == [("removed", "Jagalchi Market"), ("removed", "BIFF Square")]
    assert [(missing.what, missing.about) for missing in new.missing] == [("meal", "lunch"), ("visits", "")]


def test_the_stops_around_a_closed_one_stay_at_their_times() -> None:
    before = times(a_day())

    after = times(fixed(closed("biff-square"), a_day(), spare=[a_spot("hall")]).days[0])

    assert {slug: after[slug] for slug in before if slug in after} == {
        slug: at for slug, at in before.items() if slug != "biff-square"
    }


@pytest.mark.parametrize(
    "spare",
    [
        a_spot("shut", hours="09:00-12:00"),
        a_spot("long", dwell=300),
        a_spot("away", east=20),
        a_place("bokcheon-museum", place_id=place_id("biff-square")),
        a_place("yongdusan-park"),
        a_spot("disliked", category="shopping"),
    ],
    ids=["closed", "too long", "too far", "closed itself", "visited already", "avoided"],
)
def test_a_place_that_does_not_fit_does_not_come_instead(spare: Place) -> None:
    new = fixed(closed("biff-square"), a_day(), spare=[spare], avoid=("shopping",))

    assert changes(new) == [("removed", "BIFF Square")]


def test_a_place_is_not_put_into_two_days() -> None:
    new = fixed(closed("biff-square", "sea-life-busan"), a_day(), a_day(SATURDAY), spare=[a_spot("hall")])

    assert [slugs(day.stops).count("hall") for day in new.days] == [1, 0]


def test_a_day_that_is_not_concerned_stays_as_it_is() -> None:
    friday = a_day()

    new = fixed(Repair(rain=frozenset({SATURDAY})), friday, a_day(SATURDAY))

    assert new.days[0] is not None
    assert new.days[0] == friday


def test_nothing_that_goes_wrong_changes_nothing() -> None:
    new = fixed(Repair(), a_day(), a_day(SATURDAY))

    assert new == Repaired(days=(a_day(), a_day(SATURDAY)), changes=(), missing=())


def test_in_the_rain_what_is_outdoors_is_moved_inside() -> None:
    new = fixed(Repair(rain=frozenset({FRIDAY})), a_day(), spare=[a_spot("park", "park", indoor=False), a_spot("hall")])

    assert slugs(new.days[0].stops)[:3] == ["hall", "jagalchi-market", "bupyeong-market"]
    assert ("removed", "Gamcheon Culture Village") in changes(new)
    assert {change.why for change in new.changes if change.what == "removed"} == {"it is outdoors, and it rains"}


def test_the_rain_that_somebody_told_of_is_the_days_weather() -> None:
    weather = fixed(Repair(rain=frozenset({FRIDAY})), a_day()).days[0].weather

    assert weather is not None
    assert (weather.kind, weather.sky, weather.rain_chance, weather.found) == ("told", "rain", 1.0, TOLD)
    assert (weather.low, weather.high) == (3.5, 11.0)
    assert [(part.opens, part.closes) for part in weather.wet] == [(0, 1440)]


def test_the_rain_of_a_day_of_which_nothing_was_known_says_nothing_of_its_warmth() -> None:
    day = fixed(Repair(rain=frozenset({FRIDAY})), a_day(weather=None)).days[0]

    assert day.weather is None
    assert all(stop.place.indoor is not False for stop in day.stops if stop.kind == "visit")


def test_what_is_locked_stays_in_the_rain_and_the_plan_says_so() -> None:
    stops = a_day().stops
    repair = Repair(rain=frozenset({FRIDAY}), locked=frozenset({stops[0].stop_id, stops[1].stop_id}))

    new = fixed(repair, a_day())

    assert slugs(new.days[0].stops)[:2] == ["yongdusan-park", "jagalchi-market"]
    assert [stop.locked for stop in new.days[0].stops[:3]] == [True, True, False]
    assert [missing.why for missing in new.missing if missing.what == "weather"] == [
        "Yongdusan Park is outdoors and it rains; it is locked"
    ]


def test_what_is_locked_and_closed_is_a_conflict() -> None:
    repair = evolve(closed("biff-square"), locked=frozenset({a_day().stops[3].stop_id}))

    with pytest.raises(WishesConflict) as refused:
        fixed(repair, a_day())

    assert [fault.pointer for fault in refused.value.faults] == ["/locked", "/closed"]
    assert "BIFF Square is locked and closed" in refused.value.faults[0].detail


def test_what_was_locked_before_stays_locked() -> None:
    day = a_day(stops=(a_stop(locked=True), *a_day().stops[1:]))

    new = fixed(Repair(rain=frozenset({FRIDAY})), day)

    assert slugs(new.days[0].stops)[0] == "yongdusan-park"


def test_on_another_day_a_lock_is_kept_for_later() -> None:
    new = fixed(Repair(locked=frozenset({a_day().stops[0].stop_id})), a_day())

    assert [stop.locked for stop in new.days[0].stops] == [True, False, False, False, False, False]
    assert new.changes == ()


def test_a_late_start_moves_what_comes_first_and_nothing_that_has_time() -> None:
    new = fixed(Repair(late={FRIDAY: 40}), a_day())

    assert changes(new) == [
        ("moved", "Yongdusan Park"),
        ("moved", "Jagalchi Market"),
        ("moved", "Gamcheon Culture Village"),
    ]
    assert [start for start, _ in times(new.days[0]).values()] == ["10:40", "11:50", "13:10", "15:00", "17:30", "18:43"]


def test_what_a_late_start_leaves_no_time_for_is_left_out() -> None:
    new = fixed(Repair(late={FRIDAY: 300}), a_day())

    assert ("removed", "Jagalchi Market") in changes(new)
    assert "there is no time left for it" in [change.why for change in new.changes]
    assert ("meal", "lunch") in [(missing.what, missing.about) for missing in new.missing]
    assert "17:30" < times(new.days[0])["bupyeong-market"][0] <= "20:00"


def test_who_is_late_is_late_for_everything_even_behind_a_locked_stop() -> None:
    first = a_day().stops[0].stop_id

    new = fixed(Repair(late={FRIDAY: 120}, locked=frozenset({first})), a_day())

    after = times(new.days[0])
    assert after["yongdusan-park"] == ("10:00", "11:00")
    assert after["jagalchi-market"][0] >= "12:00"


def test_a_stop_before_a_locked_one_leaves_in_time_for_it() -> None:
    locked = a_day().stops[2].stop_id

    new = fixed(Repair(late={FRIDAY: 90}, locked=frozenset({locked})), a_day())

    after = times(new.days[0])
    assert after["gamcheon-culture-village"] == ("13:00", "14:30")
    assert "jagalchi-market" not in after or after["jagalchi-market"][1] <= "12:43"


def test_a_late_start_moves_nothing_into_the_rain_that_was_foretold() -> None:
    day = a_day(weather=a_sky(FRIDAY, ("11:05", "12:30")))

    new = fixed(Repair(late={FRIDAY: 30}), day, spare=[a_spot("park", "park", indoor=False)])

    assert changes(new)[0] == ("removed", "Yongdusan Park")
    assert "park" not in slugs(new.days[0].stops)


def test_a_late_start_moves_no_outdoor_visit_into_the_dark() -> None:
    day = a_day(stops=a_day().stops[:1])

    new = repaired([day], Repair(late={FRIDAY: 9 * 60}), preferences=PREFERENCES, spare={"busan": []}, told=TOLD)

    assert changes(new) == [("removed", "Yongdusan Park")]


def test_what_was_planned_in_the_rain_may_stay_there_for_want_of_a_dry_hour() -> None:
    wet = a_sky(FRIDAY, ("00:00", "24:00"))
    day = a_day(weather=wet, stops=a_day().stops[:1])

    new = repaired([day], Repair(late={FRIDAY: 30}), preferences=PREFERENCES, spare={"busan": []}, told=TOLD)

    assert times(new.days[0])["yongdusan-park"][0] == "10:30"


def test_a_late_start_on_a_day_without_stops_changes_nothing() -> None:
    new = repaired(
        [a_day(stops=())], Repair(late={FRIDAY: 60}), preferences=PREFERENCES, spare={"busan": []}, told=TOLD
    )

    assert new == Repaired(days=(a_day(stops=()),), changes=(), missing=())


def test_a_day_that_loses_all_its_stops_loses_the_way_home() -> None:
    new = fixed(Repair(late={FRIDAY: 700}), a_day())

    assert new.days[0].stops == ()
    assert [(change.what, change.place, change.why) for change in new.changes][-1] == (
        "removed",
        "Hotel Nampo",
        "nothing is left of the day",
    )


def test_who_comes_home_at_another_time_is_told_so() -> None:
    new = fixed(closed("bupyeong-market"), a_day())

    home = new.days[0].stops[-1]
    (moved,) = [change for change in new.changes if change.what == "moved"]
    assert (moved.stop_id, moved.place) == (home.stop_id, "Hotel Nampo")
    assert moved.why == f"one is there at {home.start:%H:%M} rather than 18:43: what is before it changed"


def test_what_one_day_loses_does_not_come_back_on_another() -> None:
    away = a_place("biff-square", indoor=False)

    new = fixed(
        Repair(closed=[place_id("centum-city")], rain=[FRIDAY], late={SATURDAY: 30}),
        a_day(),
        a_day(SATURDAY, weather=a_sky(SATURDAY)),
        spare=[away, a_place("yongdusan-park", indoor=True)],
    )

    lost = {change.stop_id for change in new.changes if change.what == "removed"}
    places = {change.place for change in new.changes if change.what == "removed"}
    assert lost
    assert not places & {change.place for change in new.changes if change.what == "added"}


def test_no_place_against_the_diet_comes_instead() -> None:
    pork = a_spot("pork", "food", names=Names(ko="돼지국밥", roman="", en="Pork soup"))

    new = fixed(closed("jagalchi-market"), a_day(), spare=[pork], diet=("no_pork",))

    assert changes(new) == [("removed", "Jagalchi Market")]


def test_the_way_home_begins_at_the_new_last_stop() -> None:
    new = fixed(closed("bupyeong-market"), a_day(), spare=[a_spot("grill", "food")])

    home = new.days[0].stops[-1]
    assert home.kind == "lodging"
    assert home.travel is not None
    assert home.start == new.days[0].stops[-2].end + timedelta(minutes=home.travel.minutes)


def test_a_day_that_begins_nowhere_begins_at_its_first_stop_again() -> None:
    stops = a_day().stops[:-1]
    day = a_day(starts_from=None, stops=(evolve(stops[0], travel=None), *stops[1:]))

    new = fixed(closed("yongdusan-park"), day, spare=[a_spot("hall")], lodging=None)

    assert new.days[0].stops[0].travel is None
    late = fixed(Repair(late={FRIDAY: 30}), day, lodging=None)
    assert late.days[0].stops[0].start == moment(FRIDAY, 10 * 60 + 30)


def test_a_replaced_wish_is_told_of_once_and_a_kept_one_not() -> None:
    before = [a_day(), a_day(SATURDAY)]

    new = fixed(closed("biff-square"), *before)

    assert [*lost_wishes(before, new.days, ["BIFF", "Centum"])] == [
        Missing(what="must_visit", scope="trip", about="BIFF", why="it had to be left out in a repair")
    ]


def test_a_place_that_was_wished_for_under_two_names_is_told_of_under_both() -> None:
    before, wishes = [a_day()], (place_id("biff-square"), "BIFF광장")

    new = fixed(closed("biff-square"), *before)

    assert [missing.about for missing in lost_wishes(before, new.days, wishes)] == [*wishes]


def test_a_wish_is_lost_with_the_place_that_it_names_best() -> None:
    palace = a_stop(number=0, place=a_place("yongdusan-park", names=Names(ko="경복궁", roman="", en="Palace")))
    gate = a_stop(number=3, place=a_place("biff-square", names=Names(ko="경복궁옆의정문", roman="", en="Palace Gate")))

    def lost(*left: Stop) -> list[str]:
        both, new = a_day(stops=(gate, palace)), a_day(stops=left)
        return [missing.about for missing in lost_wishes([both], [new], ["Palace"])]

    assert lost(gate) == ["Palace"]
    assert lost(palace) == []


def test_changes_are_told_in_the_travellers_language() -> None:
    new = fixed(closed("biff-square"), a_day(), spare=[a_spot("hall")], language="ko")

    assert changes(new) == [("removed", "BIFF광장"), ("added", "hall-곳")]
    assert new.changes[1].stop_id != StopId("")
    assert {change.date for change in new.changes} == {date(2026, 12, 4)}
