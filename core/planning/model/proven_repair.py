"""Proven repairs: what cannot be kept is replaced, what is empty is planned, and the verifier checks all of it."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from core.planning.model.costs import cost_of_trip
from core.planning.model.place import Place
from core.planning.model.plan import Day, Missing, Plan
from core.planning.model.preferences import Language
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Change, Repair
from core.planning.model.scheduling.repair_empty import Around, Filled, filled
from core.planning.model.scheduling.repair_plan import Repaired, is_concerned, lost_wishes, repaired
from core.planning.model.verifying.verifier import verify
from core.planning.model.words.telling import told

WAS_EMPTY = "this day was empty"


@frozen(kw_only=True)
class RepairedPlan:
    """The new version, and how it differs from the one before."""

    plan: Plan
    changes: tuple[Change, ...]


def proven_repair(
    plan: Plan, repair: Repair, *, around: Around, missing: Sequence[Missing], at: datetime
) -> RepairedPlan:
    """Repair a plan, and again without those new places that the checks refuse.

    `missing` is what did not come. A plan that need not change stays the version that it is.
    """
    new = _repaired(plan, repair, around, missing, at)
    while refused := _refused(plan, new.plan):
        pools = {base: [place for place in pool if place not in refused] for base, pool in around.pools.items()}
        around = evolve(around, pools=pools)
        new = _repaired(plan, repair, around, missing, at)
    before, after = plan.itinerary, new.plan.itinerary
    if after.days == before.days and set(after.missing) == set(before.missing):
        return RepairedPlan(plan=plan, changes=())
    return new


def _repaired(plan: Plan, repair: Repair, around: Around, missing: Sequence[Missing], at: datetime) -> RepairedPlan:
    old, trip = plan.itinerary, plan.itinerary.trip
    wishes = trip.preferences
    by = Provenance(source="user", fetched_at=at)
    fill = filled(plan, repair, around=around, told=by)
    new = repaired(fill.days, repair, preferences=wishes, spare=around.pools, told=by)
    days = tuple(
        told(after, wishes.interests, wishes.language) if _is_written(before, repair) else after
        for before, after in zip(old.days, new.days, strict=True)
    )
    lost = lost_wishes(old.days, days, wishes.must_visit)
    lacks = tuple(dict.fromkeys((*_still_missing(old.missing, fill), *missing, *fill.missing, *new.missing, *lost)))
    cost = cost_of_trip(days, budget=wishes.budget, rate=old.cost.rate)
    checked = verify(trip=trip, days=days, cost=cost, missing=lacks)
    itinerary = evolve(old, days=days, cost=cost, missing=lacks, verification=checked)
    visited = {stop.stop_id for day in days for stop in day.stops}
    aside = tuple(stop for stop in plan.set_aside if stop.stop_id not in visited)
    return RepairedPlan(
        plan=evolve(plan.edited(at=at), itinerary=itinerary, set_aside=aside),
        changes=_changes(new, fill, wishes.language),
    )


def _is_written(day: Day, repair: Repair) -> bool:
    return is_concerned(day, repair) or not day.stops


def _still_missing(missing: Sequence[Missing], fill: Filled) -> list[Missing]:
    """Leave out what was missing from days that have been planned since: what they lack now has been told anew."""
    planned = {day.isoformat() for day in fill.dates}
    return [one for one in missing if one.scope not in planned or one.what not in {"visits", "meal"}]


def _changes(new: Repaired, fill: Filled, language: Language) -> tuple[Change, ...]:
    changes = [change for change in new.changes if change.date not in fill.dates]
    changes += [
        Change(
            what="added",
            date=day.date,
            stop_id=stop.stop_id,
            place=stop.place.names.within(language),
            why=WAS_EMPTY,
        )
        for day in new.days
        for stop in day.stops
        if day.date in fill.dates
    ]
    return tuple(sorted(changes, key=lambda change: change.date))


def _refused(before: Plan, after: Plan) -> list[Place]:
    """Return the new places of stops that fail a check, or whose day, which was empty, fails one."""
    known = [stop.place for day in before.itinerary.days for stop in day.stops]
    empty = {day.date for day in before.itinerary.days if not day.stops}
    failed = {check.scope for check in after.itinerary.verification.checks if check.verdict == "fail"}
    return [
        stop.place
        for day in after.itinerary.days
        for stop in day.stops
        if stop.kind != "lodging"
        and stop.place not in known
        and (stop.stop_id in failed or (day.date in empty and str(day.date) in failed))
    ]
