"""Changing any one thing that breaks a rule flips that rule's verdict, and no other."""

from datetime import UTC, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from core.planning.model.destination import Bounds
from core.planning.model.hours_text import hours_of
from core.planning.model.money import Money
from core.planning.model.plan import Itinerary
from core.planning.model.point import Point
from core.planning.model.preferences import Budget
from core.planning.model.seoul_time import moment
from core.planning.model.verification import Rule, Verdict
from core.planning.model.verifying.verifier import verify
from tests.planning_changes import Change, cost, day, later, named, place, stops, travel, trip, wish
from tests.planning_samples import BUSAN, FRIDAY, SATURDAY, SUNDAY, a_place, a_weather, an_itinerary

Verdicts = dict[tuple[str, str], list[Verdict]]


ELSEWHERE = Bounds(south=BUSAN.south, west=129.02, north=BUSAN.north, east=BUSAN.east)
TIGHT = Budget(amount=Decimal(225_999), currency="KRW", per="trip")
CLOSED_FRIDAYS = hours_of("09:00-18:00; closed fri")
MUTATIONS: list[tuple[str, Rule, str, Verdict, Change]] = [
    ("a day more in the trip", "dates", "trip", "fail", trip(end_date=SATURDAY + timedelta(days=2))),
    ("a day less in the trip", "dates", "trip", "fail", trip(end_date=SATURDAY)),
    ("a trip a day earlier", "dates", "trip", "fail", trip(start_date=FRIDAY - timedelta(days=1))),
    ("a start told in UTC", "dates", "trip", "fail", stops("fri-1", start=moment(FRIDAY, 600).astimezone(UTC))),
    ("an end without a zone", "dates", "trip", "fail", stops("fri-1", end=moment(FRIDAY, 660).replace(tzinfo=None))),
    ("no id", "places", "fri-1", "fail", place("fri-1", place_id="")),
    ("an id of no source", "places", "fri-1", "fail", place("fri-1", place_id="tripblog:12")),
    ("an id that only looks like a source's", "places", "fri-1", "fail", place("fri-1", place_id="kakao:invented")),
    ("an id of another source", "places", "fri-1", "fail", place("fri-1", place_id="kakao:26338954")),
    ("a lodging for a sight", "places", "fri-1", "fail", place("fri-1", place_id="user:lodging")),
    ("a lodging that nobody chose", "places", "fri-6", "fail", place("fri-6", point=Point(35.0981, 129.0320))),
    ("a sight for a lodging", "places", "fri-6", "fail", place("fri-6", category="museum")),
    ("a lodging by another name", "places", "fri-6", "fail", named("fri-6", "Hotel Nowhere")),
    ("a place found for another town", "area", "fri-3", "fail", place("fri-3", destination="seoul")),
    ("a place outside the bounds", "area", "fri-3", "fail", day(FRIDAY, area=ELSEWHERE)),
    ("a place closed on that day", "opening", "fri-3", "fail", place("fri-3", hours=CLOSED_FRIDAYS)),
    ("a place that closes too early", "opening", "fri-3", "fail", place("fri-3", hours=hours_of("09:00-14:00"))),
    ("a place that opens too late", "opening", "fri-3", "fail", place("fri-3", hours=hours_of("13:01-18:00"))),
    ("nobody let in any more", "opening", "fri-3", "fail", place("fri-3", hours=hours_of("09:00-18:00 last 12:59"))),
    ("the first Friday", "opening", "fri-3", "fail", place("fri-3", hours=hours_of("09:00-18:00; closed 1st fri"))),
    ("hours unknown and called open", "opening", "fri-3", "fail", place("fri-3", hours=None)),
    ("hours known and called unknown", "opening", "fri-3", "fail", stops("fri-3", opening="unknown")),
    ("open and called closed", "opening", "fri-3", "fail", stops("fri-3", opening="closed")),
    ("a visit of no time", "order", str(FRIDAY), "fail", later("fri-1", end=-60)),
    ("a visit that ends before it begins", "order", str(FRIDAY), "fail", later("fri-1", end=-61)),
    ("a visit into the next one", "order", str(FRIDAY), "fail", later("fri-1", end=31)),
    ("no way", "travel", "fri-3", "fail", stops("fri-3", travel=None)),
    ("no way in the morning", "travel", "fri-1", "fail", stops("fri-1", travel=None)),
    ("a way from nowhere", "travel", "sun-1", "unknown", day(SUNDAY, starts_from=None)),
    ("shorter than the straight line", "travel", "fri-3", "fail", travel("fri-3", "transit", 17, 1_800)),
    ("walking too fast", "travel", "fri-2", "fail", travel("fri-2", "walk", 5, 597)),
    ("a bus too fast", "travel", "sat-1", "fail", travel("sat-1", "transit", 38, 27_129)),
    ("a taxi too fast", "travel", "sat-1", "fail", travel("sat-1", "taxi", 27, 27_129)),
    ("a train too fast", "travel", "sat-1", "fail", travel("sat-1", "train", 5, 27_129)),
    ("too far to walk", "travel", "sat-2", "fail", travel("sat-2", "walk", 45, 3_001)),
    ("by broom", "travel", "fri-2", "fail", travel("fri-2", "broom", 9, 597)),
    ("no time to get there", "travel", "fri-3", "fail", travel("fri-3", "transit", 31, 2_448)),
    ("dinner at half past four", "meals", str(FRIDAY), "fail", later("fri-5", start=-61, end=-60)),
    ("lunch twice", "meals", str(FRIDAY), "fail", stops("fri-5", meal="lunch")),
    ("lunch where nobody cooks", "meals", str(FRIDAY), "fail", place("fri-2", category="museum")),
    ("one place twice", "repeats", "trip", "fail", place("fri-1", place_id=a_place("beomeosa").place_id)),
    ("a wish forgotten", "must_visit", "trip", "fail", wish(must_visit=("범어사", "Gamcheon", "Taejongdae"))),
    ("a wished place that is another", "must_visit", "trip", "fail", named("fri-3", "Ami-dong")),
    ("an avoided name", "avoid", "trip", "fail", named("fri-1", "Paradise Casino")),
    ("an avoided tag", "avoid", "trip", "fail", place("fri-1", tags=frozenset({"casino"}))),
    ("an avoided category", "avoid", "trip", "fail", wish(avoid=("museum",))),
    ("too small a budget", "budget", "trip", "fail", wish(budget=TIGHT)),
    ("a total that is none", "budget", "trip", "fail", cost(total=Money(amount=Decimal(225_000), currency="KRW"))),
    ("a day's sum that is none", "budget", "trip", "fail", cost(per_day=an_itinerary().cost.per_day[::-1])),
    ("nothing in the budget's currency", "budget", "trip", "unknown", cost(in_budget=None)),
    ("one sight too many", "pace", str(FRIDAY), "fail", stops("fri-5", kind="cafe")),
    ("a late riser", "day_window", str(SUNDAY), "fail", wish(day_start=9 * 60 + 6)),
    ("early to bed", "day_window", str(SATURDAY), "fail", wish(day_end=20 * 60)),
    ("outdoors in the rain", "weather", "sat-3", "fail", place("sat-3", indoor=False)),
    ("perhaps outdoors in the rain", "weather", "sat-3", "unknown", place("sat-3", indoor=None)),
    ("no forecast", "weather", str(FRIDAY), "unknown", day(FRIDAY, weather=None)),
    ("only what is usual", "weather", str(FRIDAY), "unknown", day(FRIDAY, weather=a_weather(kind="normal"))),
    ("pork for those who eat none", "diet", "fri-5", "fail", named("fri-5", "Bupyeong Pork Alley")),
    ("another day's forecast", "weather", str(FRIDAY), "unknown", day(FRIDAY, weather=a_weather(SATURDAY))),
]  # fmt: skip


def a_plan_to_break() -> Itinerary:
    """Return the sample with a diet, of which names can tell nothing good."""
    return wish(diet=("halal",))(an_itinerary())


def verdicts(plan: Itinerary) -> Verdicts:
    """Return the verdicts by rule and scope."""
    found: Verdicts = {}
    for check in verify(trip=plan.trip, days=plan.days, cost=plan.cost, missing=plan.missing).checks:
        found.setdefault((check.rule, check.scope), []).append(check.verdict)
    return found


def test_the_sample_is_faultless() -> None:
    assert {verdict for ones in verdicts(an_itinerary()).values() for verdict in ones} == {"pass"}


@pytest.mark.parametrize(
    ("rule", "scope", "verdict", "change"), [one[1:] for one in MUTATIONS], ids=[one[0] for one in MUTATIONS]
)
def test_breaking_a_rule_flips_its_verdict_and_no_other(
    rule: Rule, scope: str, verdict: Verdict, change: Change
) -> None:
    before, after = verdicts(a_plan_to_break()), verdicts(change(a_plan_to_break()))
    differs = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert differs == {(rule, scope)}
    assert verdict in after[rule, scope]
    assert {*after[rule, scope]} <= {"pass", verdict}


def test_every_rule_has_a_change_that_breaks_it() -> None:
    assert {rule for _, rule, _, verdict, _ in MUTATIONS if verdict == "fail"} == set(get_args(Rule))
