"""The verifier tells what is wrong with a plan, and what nobody can know."""

from datetime import date

import pytest

from core.planning.model.hours import Window
from core.planning.model.plan import Anchor, Mode, Travel
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance
from core.planning.model.verifying.distance import straight_meters
from core.planning.model.verifying.verifier import verify, verify_day
from tests.planning_changes import checks, day, lacking, later, named, only, place, stops, travel, trip, wish
from tests.planning_samples import (
    ASKED,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    a_day,
    a_place,
    a_stop,
    a_trip,
    a_weather,
    an_itinerary,
)


def test_every_check_of_a_faultless_plan_passes_and_says_why() -> None:
    plan = an_itinerary()
    verification = verify(trip=plan.trip, days=plan.days, cost=plan.cost)
    assert verification.ok
    assert all(check.verdict == "pass" and check.evidence for check in verification.checks)
    assert verification == verify(trip=plan.trip, days=plan.days, cost=plan.cost)


def test_evidence_has_the_figures() -> None:
    assert only("travel", travel("fri-3", "transit", 31, 2_448)).evidence == (
        "transit 31 min, 2448 m to Gamcheon Culture Village: there are 30 min"
    )
    assert only("budget").evidence == "226,000 KRW in 3 days, the budget is 300,000 KRW for the trip"
    assert only("opening", scope="sat-3").evidence == (
        "SEA LIFE Busan Aquarium is open on Sat 13:50-15:20, its hours are 10:00-19:00, last entry 60 min before"
    )


def test_a_day_is_verified_by_itself_as_it_is_planned() -> None:
    verification = verify_day(trip=a_trip(), day=a_day())
    assert verification.ok
    assert not {check.rule for check in verification.checks} & {"must_visit", "budget"}
    assert {check.scope for check in verification.checks if check.rule in {"dates", "repeats", "avoid"}} == {
        str(FRIDAY)
    }


def test_a_day_that_is_none_of_the_trip_is_told_by_itself() -> None:
    check, *_ = verify_day(trip=a_trip(start_date=SATURDAY), day=a_day()).checks
    assert (check.rule, check.scope, check.verdict) == ("dates", str(FRIDAY), "fail")


def test_a_stop_after_midnight_is_not_on_its_day() -> None:
    assert "is not within 2026-12-04" in only("dates", later("fri-6", start=6 * 60, end=6 * 60)).evidence


def test_the_lodging_may_be_reached_at_midnight() -> None:
    assert only("dates", later("fri-6", start=317, end=317)).verdict == "pass"


def test_a_day_without_stops_has_nothing_to_order() -> None:
    empty = day(FRIDAY, stops=())
    assert only("order", empty).verdict == only("day_window", empty).verdict == only("pace", empty).verdict == "pass"


def test_days_are_in_order() -> None:
    plan = an_itinerary()
    check = verify(trip=plan.trip, days=plan.days[::-1], cost=plan.cost).checks[0]
    assert check.evidence.startswith("day 1 of the trip from 2026-12-04 is dated 2026-12-06")


def test_no_more_than_a_few_faults_are_told() -> None:
    assert only("dates", trip(start_date=date(2020, 1, 1), end_date=date(2020, 1, 3))).evidence.count(";") == 2


@pytest.mark.parametrize("place_id", ["kakao:26338954", "gazetteer:busan/taejongdae"])
def test_ids_of_known_sources_are_places(place_id: str) -> None:
    source = Provenance(source=place_id.partition(":")[0], fetched_at=ASKED)
    assert only("places", place("fri-1", place_id=place_id, found=source)).verdict == "pass"


def test_without_a_lodging_in_the_preferences_there_is_none() -> None:
    assert only("places", wish(lodging=None)).verdict == "fail"


def test_an_area_that_nobody_knows_proves_nothing() -> None:
    assert {check.verdict for check in checks("area", day(FRIDAY, area=None))} == {"pass", "unknown"}


def test_two_stops_have_two_ids() -> None:
    assert "2 stops have the id fri-1" in only("repeats", stops("fri-2", stop_id="fri-1")).evidence


def test_hours_that_are_unknown_are_never_taken_for_open() -> None:
    assert only("opening", place("fri-1", hours=None), stops("fri-1", opening="unknown")).verdict == "unknown"


def test_the_way_in_the_morning_counts_for_the_day() -> None:
    assert only("day_window", wish(day_start=9 * 60 + 54), scope=str(FRIDAY)).verdict == "pass"
    assert only("day_window", wish(day_start=9 * 60 + 55), scope=str(FRIDAY)).verdict == "fail"
    on_foot = day(FRIDAY, starts_from=None)
    assert only("day_window", wish(day_start=9 * 60 + 55), on_foot, scope=str(FRIDAY)).verdict == "pass"


def test_a_day_may_begin_at_its_first_stop() -> None:
    check = only("travel", day(FRIDAY, starts_from=None), stops("fri-1", travel=None), scope="fri-1")
    assert (check.verdict, check.evidence) == ("pass", "the day begins here")


@pytest.mark.parametrize(
    ("mode", "meters", "verdict"), [("plane", 826_000, "pass"), ("plane", 826_001, "fail"), ("train", 590_000, "fail")]
)
def test_a_plane_flies_to_jeju_and_nothing_else_gets_there(mode: Mode, meters: int, verdict: str) -> None:
    from_seoul = Anchor(name="Seoul", point=Point(37.5663, 126.9779))
    jeju = a_stop(place=a_place(point=Point(33.5104, 126.4914)), travel=Travel(mode=mode, minutes=59, meters=meters))
    found = verify_day(trip=a_trip(), day=a_day(starts_from=from_seoul, stops=(jeju,))).checks
    assert [check.verdict for check in found if check.rule == "travel"] == [verdict]


@pytest.mark.parametrize(
    ("one", "other", "meters"),
    [
        (Point(37.5547, 126.9707), Point(35.1151, 129.0415), 327_000),  # the stations of Seoul and Busan
        (Point(0, 0), Point(0, 180), 20_015_087),
        (Point(90, 0), Point(-90, 0), 20_015_087),
        (Point(35.1, 129.0), Point(35.1, 129.0), 0),
    ],
)
def test_straight_lines_are_as_long_as_on_the_globe(one: Point, other: Point, meters: float) -> None:
    assert straight_meters(one, other) == pytest.approx(meters, rel=0.005, abs=0.01)


def test_rain_is_excused_by_name() -> None:
    outdoors = place("sat-3", indoor=False)
    told = lacking(what="weather", scope=str(SATURDAY), about="SEA LIFE Busan Aquarium", why="it was wished for")
    assert only("weather", outdoors).verdict == "fail"
    assert only("weather", outdoors, told).verdict == "unknown"
    other = lacking(what="weather", scope=str(SATURDAY), about="Beomeosa", why="it was wished for")
    assert only("weather", outdoors, other).verdict == "fail"


def test_rain_that_ends_as_the_visit_begins_wets_nobody() -> None:
    wet = a_weather(SATURDAY, wet=(Window(9 * 60, 10 * 60 + 40), Window(11 * 60 + 55, 13 * 60)))
    assert {check.verdict for check in checks("weather", day(SATURDAY, weather=wet))} == {"pass"}


def test_on_a_wet_day_without_visits_nobody_gets_wet() -> None:
    assert only("weather", day(SATURDAY, stops=()), scope=str(SATURDAY)).verdict == "pass"


def test_a_normal_is_no_forecast_and_says_so() -> None:
    check = only("weather", day(SUNDAY, weather=a_weather(SUNDAY, kind="normal")))
    assert (check.verdict, check.evidence) == ("unknown", "there is no forecast for 2026-12-06; usually 4 to 11 °C")


def test_evidence_stays_short_whatever_places_are_called() -> None:
    long = named("fri-1", "Very\nlong " * 2_000)
    assert all(len(check.evidence) < 700 and "\n" not in check.evidence for check in checks("opening", long))
