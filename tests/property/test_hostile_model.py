"""Whatever a language model says, and whatever texts places and people bring along: plans of real places that hold.

`python -m tests.property.test_hostile_model 3000` tries so many cases and counts what came of them.
"""

import asyncio
import sys
from collections import Counter
from itertools import pairwise
from typing import Final

from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

from core.planning.model.errors import WishesConflict
from core.planning.model.hours import OpeningHours
from core.planning.model.plan import Itinerary, Stop
from core.planning.model.progress import DayPlanned, Finished
from core.planning.model.seoul_time import SEOUL
from core.planning.model.verifying.verifier import verify
from tests.hostile_world import Case, cases
from tests.planning_strategies import TOWNS

DAY: Final = 24 * 60
UNNAMED: Final = "conflicts that are not named"
NEVER_SAID: Final = ("<", ">", "://", "\u202e", "\x00", "\x1b")
SLOW: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def is_closed(hours: OpeningHours | None, stop: Stop) -> bool:
    """Tell naively whether a place is known to be closed at some time of a stop; feasts are left to others."""
    if hours is None:
        return False
    start, end = stop.start.astimezone(SEOUL), stop.end.astimezone(SEOUL)
    minutes = start.hour * 60 + start.minute
    leaves = minutes + (end - start).total_seconds() / 60
    nth = (start.day - 1) // 7 + 1
    today, yesterday = hours.weekly[start.weekday()], hours.weekly[start.weekday() - 1]
    if today is None or yesterday is None:
        return False
    if (nth, start.weekday()) in hours.closed_weeks:
        today = ()
    late = [(one.opens - DAY, one.closes - DAY) for one in yesterday]
    return not any(
        opens <= minutes <= closes - hours.last_entry and leaves <= closes
        for opens, closes in (*((one.opens, one.closes) for one in today), *late)
    )


def assert_it_holds(itinerary: Itinerary, case: Case) -> None:
    """Check what no model may ever bring about, without the rules that checked it before."""
    trip, known = itinerary.trip, case.outside.known
    assert evolve(trip, preferences=case.wished.trip.preferences) == case.wished.trip
    assert [day.date for day in itinerary.days] == list(trip.dates)
    stops = [stop for day in itinerary.days for stop in day.stops]
    visits = [stop for stop in stops if stop.kind != "lodging"]
    assert all(stop.start <= stop.end for stop in stops)
    assert all(before.end <= after.start for before, after in pairwise(stops))
    assert all({stop.start.astimezone(SEOUL).date()} <= {day.date} for day in itinerary.days for stop in day.stops)
    assert len({stop.place.place_id for stop in visits}) == len(visits)
    for stop in visits:
        real = known[stop.place.place_id]
        assert evolve(stop.place, destination=real.destination) == real
        assert TOWNS[stop.place.destination].bounds.hold(stop.place.point)
        assert not is_closed(stop.place.hours, stop)
        assert stop.opening != "closed"
        assert not [part for part in NEVER_SAID if part in stop.why]
    assert {stop.place.place_id for stop in stops} - set(known) <= {"user:lodging"}
    assert [check for check in itinerary.verification.checks if check.verdict == "fail"] == []
    again = verify(trip=trip, days=itinerary.days, cost=itinerary.cost, missing=itinerary.missing)
    assert again == itinerary.verification


def outcome_of(case: Case) -> Counter[str]:
    """Have a case planned, check it, and count what there was."""
    try:
        *steps, last = asyncio.run(case.steps())
    except WishesConflict as conflict:
        named = conflict.faults and all(fault.pointer.startswith("/") and fault.detail for fault in conflict.faults)
        return Counter(["conflicts that are named" if named else UNNAMED])
    assert isinstance(last, Finished)
    days = [step for step in steps if isinstance(step, DayPlanned)]
    assert tuple(step.day for step in days) == last.itinerary.days
    assert all(step.verification.ok for step in days)
    assert_it_holds(last.itinerary, case)
    stops = [stop for day in last.itinerary.days for stop in day.stops]
    return Counter(
        {
            "plans": 1,
            f"plans read by {last.itinerary.source}": 1,
            "plans without a stop": not stops,
            "days": len(days),
            "stops": len(stops),
            "stops that a model's search found": sum(stop.place.place_id.startswith("kakao:") for stop in stops),
        }
    )


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(cases())
def test_a_plan_holds_whatever_a_model_says(case: Case) -> None:
    assert not outcome_of(case)[UNNAMED]


def main(examples: int) -> None:
    """Try many cases and print what came of them."""
    counted: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[*HealthCheck],
        database=None,
        phases=[Phase.generate],
    )
    @given(cases())
    def tried(case: Case) -> None:
        counted.update(["cases"])
        counted.update(outcome_of(case))

    try:
        tried()
    finally:
        for name, count in sorted(counted.items()):
            print(f"{count:8} {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
