"""Whatever people wish for and whatever places there are: a plan without a fault, or the wishes that conflict."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from core.planning.model.costs import cost_of_trip
from core.planning.model.errors import WishesConflict
from core.planning.model.proven import proven
from core.planning.model.scheduling.trip_plan import drafted
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.verifying.verifier import verify
from tests.planning_strategies import wishes

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(wishes())
def test_what_the_scheduler_makes_the_verifier_finds_faultless(wished: Wishes) -> None:
    try:
        draft = drafted(wished)
    except WishesConflict as conflict:
        told = conflict.faults
        assert told
        assert all(fault.pointer.startswith("/") and fault.detail for fault in told)
        return
    cost = cost_of_trip(draft.days, budget=wished.trip.preferences.budget, rate=wished.rate)
    checks = verify(trip=wished.trip, days=draft.days, cost=cost, missing=draft.missing).checks
    assert [check for check in checks if check.verdict == "fail"] == []


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(wishes())
def test_stops_are_known_places_each_once_in_order_and_never_closed(wished: Wishes) -> None:
    known = {place.place_id for pool in wished.pools for place in pool}
    try:
        days = proven(wished).days
    except WishesConflict:
        return
    stops = [stop for day in days for stop in day.stops if stop.kind != "lodging"]
    assert {stop.place.place_id for stop in stops} <= known
    assert len({stop.place.place_id for stop in stops}) == len(stops)
    assert all(stop.opening != "closed" for stop in stops)
    assert all(before.end <= after.start for before, after in pairwise(stops))
    assert [day.date for day in days] == list(wished.trip.dates)
