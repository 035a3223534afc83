"""People eat at meal times, near where they are, and twice a day where there is anything to eat."""

import pytest

from core.planning.model.plan import Missing
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.seoul_time import minute
from tests.planning_samples import FRIDAY
from tests.planning_wishes import a_spot, a_wish, days_of, eateries, slugs, spots, times

NEAR = a_spot("near", "food", hours="10:00-22:00")
FAR = a_spot("far", "food", hours="10:00-22:00", east=12)


def eaten(wishes: Wishes) -> list[str]:
    return [
        slug for day in days_of(wishes) for slug, stop in zip(slugs(day.stops), day.stops, strict=True) if stop.meal
    ]


def hungry(missing: tuple[Missing, ...]) -> list[str]:
    return [one.about for one in missing if one.what == "meal"]


def test_lunch_and_dinner_are_at_meal_times_at_two_places() -> None:
    day = days_of(a_wish([*spots(4), *eateries(3)]))[0]

    meals = {
        stop.meal: times(day)[slug][0] for slug, stop in zip(slugs(day.stops), day.stops, strict=True) if stop.meal
    }
    assert "11:00" <= meals["lunch"] <= "14:00"
    assert "17:00" <= meals["dinner"] <= "20:00"


def test_of_two_places_that_are_alike_the_one_near_the_way_is_eaten_at() -> None:
    assert eaten(a_wish([NEAR, FAR, a_spot("hall")], day_end=15 * 60)) == ["near"]


def test_a_place_near_the_way_is_eaten_at_rather_than_one_that_is_a_little_better_known() -> None:
    assert eaten(a_wish([FAR, NEAR, a_spot("hall")], day_end=15 * 60)) == ["near"]


def test_nobody_eats_in_the_break_of_the_afternoon() -> None:
    place = a_spot("bistro", "food", hours="14:30-15:00,17:00-21:00")

    plan = proven(a_wish([place]))

    assert [stop.meal for stop in plan.days[0].stops] == ["dinner"]
    assert hungry(plan.missing) == ["lunch"]


def test_one_place_to_eat_is_eaten_at_once_and_the_other_meal_is_missing() -> None:
    plan = proven(a_wish([*spots(3), *eateries(1)]))

    assert len(hungry(plan.missing)) == 1
    assert {missing.scope for missing in plan.missing} == {str(FRIDAY)}
    assert plan.verification.ok


def test_a_market_is_either_a_sight_or_a_meal() -> None:
    market = a_spot("market", "market", hours="09:00-16:00")

    day = days_of(a_wish([market], day_start=14 * 60 + 30))[0]
    at_noon = days_of(a_wish([market]))[0]

    assert [stop.kind for stop in day.stops] == ["visit"]
    assert [stop.kind for stop in at_noon.stops] == ["meal"]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("09:00", "21:00", ["lunch", "dinner"]),
        ("12:00", "15:00", ["lunch"]),
        ("12:30", "16:00", []),
        ("14:00", "16:30", []),
        ("16:00", "19:00", ["dinner"]),
    ],
)
def test_only_a_meal_whose_time_the_day_holds_is_missed(start: str, end: str, told: list[str]) -> None:
    plan = proven(a_wish(spots(2), day_start=minute(start), day_end=minute(end)))

    assert hungry(plan.missing) == told


def test_what_a_diet_means_at_these_places_is_told_to_be_unknown() -> None:
    plan = proven(a_wish(spots(1), diet=("vegan", "halal")))

    told = [missing for missing in plan.missing if missing.scope == "trip"]
    assert [(missing.what, missing.about) for missing in told] == [("meal", "vegan"), ("meal", "halal")]


def test_a_cafe_is_a_break_and_no_meal() -> None:
    cafes = [a_spot(f"cafe{number}", "cafe") for number in range(3)]

    assert [stop.kind for stop in days_of(a_wish(cafes))[0].stops] == ["cafe"]
    assert [stop.kind for stop in days_of(a_wish(cafes, interests=("cafe",)))[0].stops] == ["cafe", "cafe"]
