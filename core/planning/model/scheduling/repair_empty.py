"""Plans the empty days of a plan as if they were a trip of their own, around everything else that is in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from attrs import evolve, frozen

from core.planning.model.costs import cost_of_trip
from core.planning.model.destination import Destination
from core.planning.model.errors import WishesConflict
from core.planning.model.place import Place
from core.planning.model.plan import Anchor, Day, Missing, Plan
from core.planning.model.preferences import Budget
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Repair
from core.planning.model.scheduling.own_ids import with_own_ids
from core.planning.model.scheduling.plan_frames import NOTHING_CHOSEN, outlines
from core.planning.model.scheduling.repair_day import Terms
from core.planning.model.scheduling.repair_plan import repaired_day, weather_under
from core.planning.model.scheduling.trip_budget import Draft
from core.planning.model.scheduling.trip_frames import home_of
from core.planning.model.scheduling.trip_plan import drafted
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.trip import Base

CHEAP: Final = 1
LEAST: Final = Decimal(1)


@frozen(kw_only=True)
class Around:
    """Where else one can go: destinations, and places in them, by their keys."""

    towns: Mapping[str, Destination]
    pools: Mapping[str, Sequence[Place]]


@frozen(kw_only=True)
class Filled:
    """All days, which of them were empty and have been planned, and what those lack."""

    days: tuple[Day, ...]
    dates: frozenset[date]
    missing: tuple[Missing, ...]


def filled(plan: Plan, repair: Repair, *, around: Around, told: Provenance) -> Filled:
    """Return a plan's days, those planned that were empty; where nothing is known around them they stay empty."""
    trip, days = plan.itinerary.trip, {day.date: day for day in plan.itinerary.days}
    frames = outlines(plan.itinerary.days, trip, around.towns, at=told.fetched_at)
    missing: list[Missing] = []
    planned: set[date] = set()
    for run in _runs(plan.itinerary.days, around):
        rainy = [evolve(day, weather=weather_under(repair, day, told)) for day in run]
        draft = _drafted(plan, [*days.values()], rainy, around, told)
        missing += [one for one in draft.missing if one.scope != "trip"]
        for before, new in zip(run, draft.days, strict=True):
            frame = frames.get(new.date)
            came = frame.comes_from if frame else new.starts_from
            settled, lacks = _settled(new, came, plan) if new.stops else (before, ())
            days[new.date] = evolve(settled, weather=before.weather)
            missing += lacks
            planned.add(new.date)
    return Filled(days=with_own_ids(plan, days.values(), planned), dates=frozenset(planned), missing=tuple(missing))


def _runs(days: Sequence[Day], around: Around) -> Iterator[list[Day]]:
    """Return the empty days, those that follow each other at one place together."""
    for (base, is_empty), run in groupby(days, key=lambda day: (day.base, not day.stops)):
        if is_empty and base in around.towns and around.pools.get(base):
            yield [*run]


def _drafted(plan: Plan, days: Sequence[Day], run: Sequence[Day], around: Around, told: Provenance) -> Draft:
    trip, rate = plan.itinerary.trip, plan.itinerary.cost.rate
    town, pool = around.towns[run[0].base], around.pools[run[0].base]
    base = Base(destination=town, dates=tuple(day.date for day in run))
    preferences = evolve(
        trip.preferences,
        budget=_left(plan, days),
        lodging=trip.preferences.lodging if home_of(base, trip.preferences) else None,
    )
    wishes = Wishes(
        trip=evolve(trip, start_date=run[0].date, end_date=run[-1].date, preferences=preferences),
        told_at=told.fetched_at,
        bases=[base],
        pools=[pool],
        selection=NOTHING_CHOSEN,
        weather={day.date: day.weather for day in run if day.weather},
        rate=rate,
    )
    taken = [stop.place for day in days for stop in day.stops]
    try:
        return drafted(wishes, without=taken)
    except WishesConflict:
        # The budget is spent, and people go on and eat all the same; the checks will say so.
        anyhow = evolve(wishes, trip=evolve(wishes.trip, preferences=evolve(preferences, budget=None)))
        dear = [place for place in pool if (place.price_level or 0) > CHEAP]
        return drafted(anyhow, without=[*taken, *dear])


def _left(plan: Plan, days: Sequence[Day]) -> Budget | None:
    """Return what is left of the budget beside what the other days cost."""
    budget = plan.itinerary.trip.preferences.budget
    spent = cost_of_trip(days, budget=budget, rate=plan.itinerary.cost.rate).in_budget
    if budget is None or spent is None or budget.per == "day":
        return budget
    return evolve(budget, amount=max(LEAST, budget.amount - spent.amount))


def _settled(day: Day, came: Anchor | None, plan: Plan) -> tuple[Day, tuple[Missing, ...]]:
    """Return a day that begins where the day before it ended, which may be in another town."""
    if came == day.starts_from:
        return day, ()
    begun = evolve(day, starts_from=came)
    fixed = repaired_day(Terms(day=begun, repair=Repair(), preferences=plan.itinerary.trip.preferences, spare=()))
    return fixed.days[0], fixed.missing
