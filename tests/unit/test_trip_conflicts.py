"""Wishes that cannot come true together are told apart, and what is proposed instead really helps."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from core.planning.model.errors import WishesConflict
from core.planning.model.place import Place
from core.planning.model.preferences import Lodging
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_wishes import MustVisit, Wishes
from core.planning.model.trip import LONGEST
from tests.planning_samples import FRIDAY, SUNDAY
from tests.planning_wishes import AT, a_sky, a_spot, a_wish, days_of, faults_of, slugs, spots

INN = Lodging(name="Inn", point=AT["busan"])
FAR_INN = Lodging(name="Inn", point=AT["seoul"])


def wished(places: list[Place]) -> tuple[str, ...]:
    return tuple(place.place_id for place in places)


def musts(count: int) -> list[str]:
    return [f"/preferences/must_visit/{number}" for number in range(count)]


def visited(wishes: Wishes) -> set[str]:
    return {slug for day in days_of(wishes) for slug in slugs(day.stops)}


def test_a_lodging_in_another_part_of_the_country_conflicts_with_the_location() -> None:
    faults = faults_of(a_wish(spots(3), lodging=FAR_INN))

    assert [*faults] == ["/preferences/lodging", "/location"]
    assert "more than an hour away from Busan" in faults["/preferences/lodging"]
    assert visited(a_wish(spots(3)))
    assert visited(a_wish(spots(3, town="seoul"), location="seoul", lodging=FAR_INN))


def test_a_lodging_at_one_of_several_towns_is_no_conflict() -> None:
    wishes = a_wish([*spots(3), *spots(3, town="seoul")], location="seoul, busan", days=2, lodging=FAR_INN)

    assert [day.stops[-1].kind == "lodging" for day in days_of(wishes)] == [True, False]


def test_a_place_that_is_wished_for_and_avoided_conflicts_with_what_avoids_it() -> None:
    faults = faults_of(a_wish(spots(3), must_visit=("The sight1",), avoid=("casino", "art")))

    assert [*faults] == ["/preferences/must_visit/0", "/preferences/avoid/1"]
    assert visited(a_wish(spots(3), avoid=("casino", "art")))
    assert "sight1" in visited(a_wish(spots(3), must_visit=("The sight1",), avoid=("casino",)))


def test_a_place_in_another_town_conflicts_with_the_location() -> None:
    palace = a_spot("palace", town="seoul")
    faults = faults_of(a_wish([*spots(2), palace], must_visit=wished([palace])))

    assert [*faults] == ["/preferences/must_visit/0", "/location"]
    assert "is not in or around Busan" in faults["/location"]
    assert "palace" in visited(
        a_wish([*spots(2), palace], location="busan, seoul", days=2, must_visit=wished([palace]))
    )


def test_a_place_that_is_closed_on_all_days_conflicts_with_the_dates() -> None:
    hall = a_spot("hall", hours="09:00-18:00; closed fri")
    faults = faults_of(a_wish([hall], must_visit=wished([hall])))

    assert [*faults] == ["/preferences/must_visit/0", "/start_date"]
    assert "hall" in visited(a_wish([hall], first=SUNDAY, must_visit=wished([hall])))


@pytest.mark.parametrize(
    ("hours", "longer"), [("06:00-08:30", {"day_start": 6 * 60}), ("22:00-26:00", {"day_end": 24 * 60})]
)
def test_a_place_that_is_open_too_early_or_late_conflicts_with_the_length_of_the_day(
    hours: str, longer: dict[str, Any]
) -> None:
    hall = a_spot("hall", hours=hours)
    faults = faults_of(a_wish([hall], must_visit=wished([hall])))

    assert [*faults] == [*musts(1), "/preferences/day_start", "/preferences/day_end"]
    assert "between 09:00 to 21:00" in faults["/preferences/day_end"]
    assert visited(a_wish([hall], must_visit=wished([hall]), **longer)) == {"hall"}


@pytest.mark.parametrize(
    "place",
    [
        a_spot("porridge", "food", hours="06:00-09:00"),
        a_spot("hotel", "lodging"),
        a_spot("glimpse", hours="10:00-10:30"),
        a_spot("cave", "nature", hours="20:00-24:00", indoor=False),
    ],
    ids=["breakfast", "lodging", "too short", "dark"],
)
def test_a_place_that_no_day_can_hold_is_told_of_alone(place: Place) -> None:
    faults = faults_of(a_wish([*spots(2), place], must_visit=wished([place])))

    assert [*faults] == musts(1)
    assert visited(a_wish([*spots(2), place]))


EASINGS: dict[str, Callable[[Wishes], Wishes]] = {
    "/preferences/pace": lambda wishes: with_wishes(wishes, pace="packed"),
    "/preferences/note": lambda wishes: evolve(wishes, selection=evolve(wishes.selection, easy=False)),
    "/preferences/lodging": lambda wishes: with_wishes(wishes, lodging=None),
    "/preferences/day_end": lambda wishes: with_wishes(wishes, day_start=8 * 60, day_end=22 * 60),
}


def with_wishes(wishes: Wishes, **changes: Any) -> Wishes:
    return evolve(wishes, trip=evolve(wishes.trip, preferences=evolve(wishes.trip.preferences, **changes)))


def test_more_places_than_a_pace_allows_conflict_and_each_proposal_helps() -> None:
    pool = spots(4)
    wishes = a_wish(pool, pace="relaxed", must_visit=wished(pool))

    faults = faults_of(wishes)

    assert [*faults] == [*musts(4), "/preferences/pace", "/end_date"]
    assert visited(EASINGS["/preferences/pace"](wishes)) == {place.place_id.split("/")[1] for place in pool}
    assert len(visited(a_wish(pool, days=2, pace="relaxed", must_visit=wished(pool)))) == 4
    assert visited(a_wish(pool, pace="relaxed", must_visit=wished(pool[1:])))


def test_a_day_that_is_long_already_is_not_proposed_to_be_longer() -> None:
    pool = spots(4)
    faults = faults_of(a_wish(pool, pace="relaxed", must_visit=wished(pool), day_start=8 * 60, day_end=22 * 60))

    assert [*faults] == [*musts(4), "/preferences/pace", "/end_date"]


def test_only_a_smallest_set_of_the_wishes_is_named() -> None:
    long_ones = [a_spot(f"long{number}", dwell=400) for number in range(2)]
    pool = [*spots(1), *long_ones]
    wishes = a_wish(pool, must_visit=wished(pool), day_end=20 * 60)

    faults = faults_of(wishes)

    assert [*faults] == ["/preferences/must_visit/1", "/preferences/must_visit/2", "/end_date"]
    assert visited(a_wish(pool, must_visit=wished(pool[:2]), day_end=20 * 60)) >= {"sight0", "long0"}


def test_one_place_that_is_wished_for_by_two_names_does_not_conflict_with_itself() -> None:
    pool = spots(5)
    faults = faults_of(a_wish(pool, pace="relaxed", must_visit=(*wished(pool), "The sight4")))

    numbers = [1, 2, 3, 5]
    assert [*faults][:4] == [f"/preferences/must_visit/{number}" for number in numbers]
    assert not any("must_visit" in pointer for pointer in [*faults][4:])


def test_a_longer_day_is_proposed_where_it_helps() -> None:
    pool = [a_spot("first", dwell=400, hours="always"), a_spot("second", dwell=300, hours="always")]
    wishes = a_wish(pool, pace="packed", must_visit=wished(pool), day_start=11 * 60, day_end=19 * 60)

    faults = faults_of(wishes)

    assert [*faults] == [*musts(2), "/preferences/day_end", "/end_date"]
    assert "with days from 08:00 to 22:00" in faults["/preferences/day_end"]
    assert visited(EASINGS["/preferences/day_end"](wishes)) == {"first", "second"}


def test_easy_days_that_the_note_asks_for_are_named_as_such() -> None:
    pool = spots(4)
    wishes = a_wish(pool, easy=True, must_visit=wished(pool))

    faults = faults_of(wishes)

    assert [*faults] == [*musts(4), "/preferences/note", "/end_date"]
    assert len(visited(EASINGS["/preferences/note"](wishes))) == 4


def test_a_lodging_too_far_from_a_place_is_named_with_it() -> None:
    dawn = a_spot("dawn", hours="09:00-10:00", east=12)
    wishes = a_wish([dawn, *spots(2)], lodging=INN, must_visit=wished([dawn]))

    faults = faults_of(wishes)

    assert [*faults] == [*musts(1), "/preferences/lodging", "/preferences/day_end"]
    assert "with the ways there and back" in faults["/preferences/must_visit/0"]
    assert "dawn" in visited(EASINGS["/preferences/lodging"](wishes))
    assert "dawn" in visited(EASINGS["/preferences/day_end"](wishes))


def test_one_more_day_is_not_proposed_where_the_location_says_how_long_each_stay_is() -> None:
    pool = spots(7)
    faults = faults_of(a_wish(pool, location="busan 1박", days=2, pace="relaxed", must_visit=wished(pool)))

    assert [*faults] == [*musts(7), "/preferences/pace"]


def test_one_more_day_is_proposed_only_where_it_would_be_spent_in_the_town_of_the_places() -> None:
    here, there = spots(5), spots(5, town="seoul")

    first = faults_of(a_wish(here, location="busan, seoul", days=2, must_visit=wished(here)))
    last = faults_of(a_wish(there, location="busan, seoul", days=2, must_visit=wished(there)))

    assert ("/end_date" in first, "/end_date" in last) == (False, True)
    assert len(visited(a_wish(there, location="busan, seoul", days=3, must_visit=wished(there)))) == 5


def test_a_trip_that_is_as_long_as_can_be_is_not_proposed_to_be_longer() -> None:
    on_two_days = "09:00-18:00; closed mon-thu,sat; closed 1st,2nd,3rd,4th fri; closed 1st,2nd,3rd,4th sun"
    pool = spots(2, hours=on_two_days, dwell=300)
    first = date(2027, 1, 1)

    longest = faults_of(a_wish(pool, days=LONGEST, first=first, must_visit=wished(pool)))
    shorter = faults_of(a_wish(pool, days=3, first=date(2027, 1, 28), must_visit=wished(pool)))

    assert ("/end_date" in longest, "/end_date" in shorter) == (False, True)


def test_several_museums_by_name_are_no_conflict_with_variety() -> None:
    pool = spots(3, category="museum")

    assert visited(a_wish(pool, pace="relaxed", must_visit=wished(pool))) == {"sight0", "sight1", "sight2"}


def test_rain_is_no_reason_to_refuse_places_that_were_wished_for() -> None:
    pool = spots(2, category="park", indoor=False)
    plan = proven(a_wish(pool, weather=[a_sky(FRIDAY, ("10:30", "24:00"))], must_visit=wished(pool)))

    assert [missing.scope for missing in plan.missing if missing.what == "weather"] == [str(FRIDAY)]


def test_a_place_of_the_same_name_in_another_town_is_another_place() -> None:
    markets = [a_spot("market", "market", town=town, names=a_spot("market").names) for town in ("seoul", "busan")]
    wishes = a_wish(markets, location="seoul, busan", days=2, must_visit=wished(markets[1:]))

    assert [slugs(day.stops) for day in days_of(wishes)] == [["market"], ["market"]]


def test_a_wish_for_a_place_that_nobody_knows_is_missing_and_no_conflict() -> None:
    wishes = evolve(a_wish(spots(2)), must=[MustVisit(number=0, wish="Atlantis", place=None)])

    lacks = [missing for missing in proven(wishes).missing if missing.what == "must_visit"]

    assert [(one.scope, one.about) for one in lacks] == [("trip", "Atlantis")]
    assert "no place of this name is known in Busan" in lacks[0].why


def test_a_conflict_in_the_second_stay_in_a_town_is_found() -> None:
    pool = [*spots(9), *spots(1, town="seoul")]

    with pytest.raises(WishesConflict) as refused:
        proven(a_wish(pool, location="busan, seoul, busan", days=3, must_visit=wished(pool[:9])))

    assert {fault.pointer for fault in refused.value.faults} > {"/preferences/must_visit/8"}
