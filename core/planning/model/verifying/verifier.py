"""Verifies plans, from what is stored of them alone."""

from collections.abc import Iterator, Sequence

from core.planning.model.plan import Cost, Day, Missing
from core.planning.model.trip import Trip
from core.planning.model.verification import Check, Verification
from core.planning.model.verifying.budget import budget
from core.planning.model.verifying.dates import dates_of_day, dates_of_trip
from core.planning.model.verifying.diets import diet
from core.planning.model.verifying.meals import meals
from core.planning.model.verifying.opening import opening
from core.planning.model.verifying.order import day_window, order, pace
from core.planning.model.verifying.places import area, places, repeats
from core.planning.model.verifying.travel import travel
from core.planning.model.verifying.weather import weather
from core.planning.model.verifying.wishes import avoid, must_visit


def verify(*, trip: Trip, days: Sequence[Day], cost: Cost, missing: Sequence[Missing] = ()) -> Verification:
    """Check a whole plan: all rules, first those of the trip, then day by day. It never raises."""
    wishes = trip.preferences
    checks = [
        dates_of_trip(trip=trip, days=days),
        repeats(scope="trip", days=days),
        *must_visit(days=days, preferences=wishes, missing=missing),
        *avoid(scope="trip", days=days, preferences=wishes),
        budget(days=days, cost=cost, wanted=wishes.budget),
    ]
    for day in days:
        checks += _of_day(trip, day, missing)
    return Verification(checks=tuple(checks))


def verify_day(*, trip: Trip, day: Day, missing: Sequence[Missing] = ()) -> Verification:
    """Check one day by itself, as it is planned: all rules but those that take the whole trip to tell."""
    scope = day.date.isoformat()
    checks = [
        dates_of_day(trip=trip, day=day),
        repeats(scope=scope, days=[day]),
        *avoid(scope=scope, days=[day], preferences=trip.preferences),
        *_of_day(trip, day, missing),
    ]
    return Verification(checks=tuple(checks))


def _of_day(trip: Trip, day: Day, missing: Sequence[Missing]) -> Iterator[Check]:
    wishes = trip.preferences
    yield order(day=day)
    yield from meals(day=day, preferences=wishes, missing=missing)
    yield from diet(day=day, preferences=wishes)
    yield pace(day=day, preferences=wishes)
    yield day_window(day=day, preferences=wishes)
    yield from weather(day=day, missing=missing)
    yield from places(trip=trip, day=day)
    yield from area(day=day)
    yield from opening(day=day)
    yield from travel(day=day)
