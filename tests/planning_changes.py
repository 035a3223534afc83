"""Changes of the sample plan, each a function from one itinerary to another, and what the verifier says of them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from attrs import evolve

from core.planning.model.plan import Day, Itinerary, Missing, Stop, Travel
from core.planning.model.verification import Check, Rule
from core.planning.model.verifying.verifier import verify
from tests.planning_samples import an_itinerary

Change = Callable[[Itinerary], Itinerary]


def stop(stop_id: str, change: Callable[[Stop], Stop]) -> Change:
    """Change one stop."""
    return _days(
        lambda day: evolve(day, stops=tuple(change(one) if one.stop_id == stop_id else one for one in day.stops))
    )


def stops(stop_id: str, /, **changes: Any) -> Change:
    """Change facts of one stop."""
    return stop(stop_id, lambda one: evolve(one, **changes))


def place(stop_id: str, /, **changes: Any) -> Change:
    """Change facts of one stop's place."""
    return stop(stop_id, lambda one: evolve(one, place=evolve(one.place, **changes)))


def later(stop_id: str, *, start: int = 0, end: int = 0) -> Change:
    """Move the beginning and the end of a stop by minutes."""
    return stop(
        stop_id,
        lambda one: evolve(one, start=one.start + timedelta(minutes=start), end=one.end + timedelta(minutes=end)),
    )


def travel(stop_id: str, mode: Any, minutes: int, meters: int) -> Change:
    """Change the way to a stop."""
    return stops(stop_id, travel=Travel(mode=mode, minutes=minutes, meters=meters))


def day(when: date, **changes: Any) -> Change:
    """Change facts of a day."""
    return _days(lambda one: evolve(one, **changes) if one.date == when else one)


def wish(**changes: Any) -> Change:
    """Change a preference."""
    return lambda plan: evolve(plan, trip=evolve(plan.trip, preferences=evolve(plan.trip.preferences, **changes)))


def trip(**changes: Any) -> Change:
    """Change the trip."""
    return lambda plan: evolve(plan, trip=evolve(plan.trip, **changes))


def cost(**changes: Any) -> Change:
    """Change what the plan costs."""
    return lambda plan: evolve(plan, cost=evolve(plan.cost, **changes))


def named(stop_id: str, name: str) -> Change:
    """Call a stop's place something else."""
    return stop(
        stop_id,
        lambda one: evolve(one, place=evolve(one.place, names=evolve(one.place.names, ko="", roman="", en=name))),
    )


def dropped(stop_id: str) -> Change:
    """Leave a stop out."""
    return _days(lambda day: evolve(day, stops=tuple(one for one in day.stops if one.stop_id != stop_id)))


def lacking(**facts: Any) -> Change:
    """Let the plan say what it lacks."""
    return lambda plan: evolve(plan, missing=(*plan.missing, Missing(**facts)))


def checks(rule: Rule, *changes: Change, scope: str | None = None) -> list[Check]:
    """Return a rule's checks of the sample plan with some changes."""
    plan = an_itinerary()
    for change in changes:
        plan = change(plan)
    found = verify(trip=plan.trip, days=plan.days, cost=plan.cost, missing=plan.missing).checks
    return [check for check in found if check.rule == rule and scope in {None, check.scope}]


def only(rule: Rule, *changes: Change, scope: str | None = None) -> Check:
    """Return the one check of a rule that does not pass, or else its first."""
    found = checks(rule, *changes, scope=scope)
    return next((check for check in found if check.verdict != "pass"), found[0])


def _days(change: Callable[[Day], Day]) -> Change:
    return lambda plan: evolve(plan, days=tuple(change(one) for one in plan.days))
