"""Nobody is sent out into the rain that was foretold, but for what they wished to see."""

import pytest

from core.planning.model.proven import proven
from core.planning.model.seoul_time import minute
from tests.planning_samples import FRIDAY, SATURDAY
from tests.planning_wishes import a_sky, a_spot, a_wish, days_of, eateries, slugs, times

BEACH = a_spot("beach", "beach", indoor=False, hours="always")
HALL = a_spot("hall")
WET_MORNING = a_sky(FRIDAY, ("00:00", "13:00"))
WET_NOON = a_sky(FRIDAY, ("10:15", "14:00"), ("14:00", "16:30"))
WET = a_sky(FRIDAY, ("00:00", "24:00"))


@pytest.mark.parametrize("weather", [WET_MORNING, WET_NOON])
def test_outdoor_stops_are_put_into_the_dry_hours(weather: object) -> None:
    day = days_of(a_wish([BEACH, *eateries(2)], weather=[weather]))[0]  # type: ignore[list-item] # it is a day's

    start, end = map(minute, times(day)["beach"])
    assert not any(part.opens < end and start < part.closes for part in day.weather.wet)  # type: ignore[union-attr]


def test_on_a_wet_day_only_places_with_a_roof_are_visited() -> None:
    day = days_of(a_wish([BEACH, HALL], weather=[WET]))[0]

    assert slugs(day.stops) == ["hall"]


def test_of_two_days_the_dry_one_is_for_what_is_outdoors() -> None:
    days = days_of(a_wish([BEACH, HALL], days=2, weather=[WET, a_sky(SATURDAY)]))

    assert "beach" in slugs(days[1].stops)


def test_where_nobody_knows_about_a_roof_a_visit_may_be_in_the_rain_and_is_unknown() -> None:
    plan = proven(a_wish([a_spot("perhaps", indoor=None)], weather=[WET]))

    assert slugs(plan.days[0].stops) == ["perhaps"]
    assert {check.verdict for check in plan.verification.checks if check.rule == "weather"} == {"unknown"}


def test_a_meal_at_a_street_market_is_not_given_up_for_rain() -> None:
    street = a_spot("street", "market", indoor=False, hours="10:00-22:00")

    assert days_of(a_wish([street], weather=[WET]))[0].stops[0].kind == "meal"


def test_a_place_that_was_wished_for_is_visited_in_the_rain_and_the_plan_says_so() -> None:
    plan = proven(a_wish([BEACH, HALL], weather=[WET], must_visit=("The beach",)))

    lacks = [missing for missing in plan.missing if missing.what == "weather"]
    assert "beach" in slugs(plan.days[0].stops)
    assert [missing.scope for missing in lacks] == [str(FRIDAY)]
    assert "The beach is outdoors and rain is likely then" in lacks[0].why


def test_a_place_that_was_wished_for_is_visited_in_a_dry_hour_where_there_is_one() -> None:
    plan = proven(a_wish([BEACH, HALL, *eateries(2)], weather=[WET_MORNING], must_visit=("The beach",)))

    assert times(plan.days[0])["beach"][0] >= "13:00"
    assert [missing for missing in plan.missing if missing.what == "weather"] == []


def test_rain_on_the_way_between_two_windows_does_not_close_the_second() -> None:
    split = a_spot("split", "history", indoor=False, hours="09:00-11:00,14:00-18:00")

    day = days_of(a_wish([split], weather=[a_sky(FRIDAY, ("08:00", "12:00"))]))[0]

    assert times(day)["split"][0] >= "14:00"
