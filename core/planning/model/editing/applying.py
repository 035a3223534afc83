"""Applies an edit to a plan that already has its new dates, and verifies what comes out."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from attrs import evolve

from core.planning.model.costs import cost_of, cost_of_trip
from core.planning.model.editing.choosing import Choice, Choosing
from core.planning.model.editing.dates import new_dates
from core.planning.model.editing.facts import EditFacts
from core.planning.model.editing.homing import Homing
from core.planning.model.editing.labels import goes_by_car, labelled, placed
from core.planning.model.editing.retelling import retitled, retold
from core.planning.model.editing.timing import Timing
from core.planning.model.money import KRW, Rate
from core.planning.model.plan import Day, Itinerary, Missing, Plan, StopId
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.preferences import Party, Preferences
from core.planning.model.scheduling.plan_frames import outlines
from core.planning.model.verifying.verifier import verify
from core.planning.model.words.summary import summary


def applied(edit: PlanEdit, plan: Plan, *, redated: Plan, facts: EditFacts, at: datetime) -> Plan:
    """Return the plan's next version: `redated` with everything else that the edit changes.

    A stop that the edit does not name, on a day that it does not name, is in it as it was.
    """
    old = plan.itinerary.trip.preferences
    wishes = old if edit.preferences is None else edit.preferences(old)
    fresh = {day.date for day in redated.itinerary.days if day not in plan.itinerary.days}
    told = retold(redated, wishes.language)
    trip = evolve(told.itinerary.trip, preferences=wishes)
    choice = Choosing(plan=told, places=facts.places)(edit.days)
    homing = _homing(plan, evolve(told, itinerary=evolve(told.itinerary, trip=trip)), facts, choice, at)
    written = _with_weather(told.itinerary.days, fresh, facts, wishes)
    days = homing.ended(_with_stops(homing.begun(written), choice, wishes), before=written)
    if wishes.party != old.party:
        days = tuple(_priced(day, wishes.party) for day in days)
    has_rate = facts.rate is not None or not needs_rate(wishes)
    missing = _missing((*told.itinerary.missing, *facts.missing), days, has_rate=has_rate)
    named = _named(choice)
    return evolve(
        told.edited(at=at),
        title=retitled(plan.title, old=plan.itinerary.trip, new=trip) if edit.title is None else edit.title,
        itinerary=reckoned(evolve(told.itinerary, trip=trip, days=days, missing=missing), facts.rate),
        set_aside=tuple(stop for stop in told.set_aside if stop.stop_id not in named),
    )


def reckoned(itinerary: Itinerary, rate: Rate | None) -> Itinerary:
    """Return an itinerary with what it costs now, verified."""
    trip, days = itinerary.trip, itinerary.days
    cost = cost_of_trip(days, budget=trip.preferences.budget, rate=rate)
    verification = verify(trip=trip, days=days, cost=cost, missing=itinerary.missing)
    return evolve(itinerary, cost=cost, verification=verification)


def _homing(plan: Plan, new: Plan, facts: EditFacts, choice: Choice, at: datetime) -> Homing:
    """Concern all days where people sleep elsewhere now, and those that are new in any case."""
    old, trip = plan.itinerary.trip, new.itinerary.trip
    elsewhere = trip.preferences.lodging != old.preferences.lodging
    concerned = frozenset(trip.dates) if elsewhere else new_dates(old, trip)
    frames = outlines(new.itinerary.days, trip, facts.towns, at=at) if concerned else {}
    return Homing(
        frames={day: frame for day, frame in frames.items() if day in concerned},
        at=at,
        given=() if elsewhere else choice.keys(),
        taken=tuple(stop.stop_id for stop in new.set_aside),
    )


def _with_weather(
    days: Sequence[Day], fresh: Collection[date], facts: EditFacts, wishes: Preferences
) -> tuple[Day, ...]:
    """Give days on new dates their weather, and tell whether their stops are open then."""
    return tuple(
        _written(evolve(day, weather=facts.weather.get(day.date)), wishes, by_car=goes_by_car(days, day.base))
        if day.date in fresh
        else day
        for day in days
    )


def _with_stops(days: Sequence[Day], choice: Choice, wishes: Preferences) -> tuple[Day, ...]:
    named = _named(choice)
    return tuple(_edited(day, choice, named, wishes, by_car=goes_by_car(days, day.base)) for day in days)


def _edited(day: Day, choice: Choice, named: frozenset[StopId], wishes: Preferences, *, by_car: bool) -> Day:
    chosen = choice.get(day.date)
    if chosen is None:
        stops = tuple(stop for stop in day.stops if stop.stop_id not in named)
    else:
        times = Timing(day=day, opens=wishes.day_start, by_car=by_car)(chosen)
        stops = tuple(placed(one, day, when, wishes) for one, when in zip(chosen, times, strict=True))
    return day if stops == day.stops else _written(evolve(day, stops=stops), wishes, by_car=by_car)


def _written(day: Day, wishes: Preferences, *, by_car: bool) -> Day:
    written = labelled(day, by_car=by_car)
    return evolve(written, summary=summary(written, wishes.language))


def _priced(day: Day, party: Party) -> Day:
    return evolve(day, stops=tuple(evolve(stop, cost=cost_of(stop.place, stop.kind, party)) for stop in day.stops))


def _named(choice: Choice) -> frozenset[StopId]:
    return frozenset(one.stop.stop_id for chosen in choice.values() for one in chosen)


def _missing(missing: Sequence[Missing], days: Sequence[Day], *, has_rate: bool) -> tuple[Missing, ...]:
    """Return what is missing still, each once."""
    by_date = {day.date.isoformat(): day for day in days}
    return tuple(dict.fromkeys(one for one in missing if not _came(one, by_date.get(one.scope), has_rate=has_rate)))


def _came(one: Missing, day: Day | None, *, has_rate: bool) -> bool:
    match one.what:
        case "visits":
            return day is not None and bool(day.stops)
        case "meal":
            return day is not None and any(stop.meal == one.about for stop in day.stops)
        case "weather":
            return day is not None and day.weather is not None
        case "rates":
            return has_rate
        case _:
            return False


def needs_rate(wishes: Preferences) -> bool:
    """Tell whether the budget is in another currency than prices are."""
    return wishes.budget is not None and wishes.budget.currency != KRW
