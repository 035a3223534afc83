"""Proven plans: the scheduler makes them, and the verifier, which shares no code with it, says whether they hold."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.planning.model.costs import cost_of_trip
from core.planning.model.errors import PlanUnproven
from core.planning.model.place import Place
from core.planning.model.plan import Itinerary, Missing
from core.planning.model.scheduling.trip_budget import Draft
from core.planning.model.scheduling.trip_plan import drafted
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.verifying.verifier import verify
from core.planning.model.words.telling import told
from core.planning.model.words.title import title

TRIES: Final = 4


def proven(wishes: Wishes, *, missing: Sequence[Missing] = ()) -> Itinerary:
    """Return an itinerary none of whose checks fails; `missing` is what was missing before.

    Wishes that conflict are `WishesConflict`. A stop that the verifier refuses is left out and the trip planned anew:
    the two may differ, and then the verifier is right. `PlanUnproven` is raised when that does not end.
    """
    without: list[Place] = []
    for _ in range(TRIES):
        itinerary = _written(wishes, drafted(wishes, without=without), missing)
        if itinerary.verification.ok:
            return itinerary
        without += _refused(itinerary)
    raise PlanUnproven


def _written(wishes: Wishes, draft: Draft, missing: Sequence[Missing]) -> Itinerary:
    trip, selection = wishes.trip, wishes.selection
    interests = tuple(dict.fromkeys((*trip.preferences.interests, *selection.interests)))
    days = tuple(told(day, interests, trip.preferences.language) for day in draft.days)
    cost = cost_of_trip(days, budget=trip.preferences.budget, rate=wishes.rate)
    lacks = (*missing, *draft.missing)
    return Itinerary(
        trip=trip,
        days=days,
        cost=cost,
        verification=verify(trip=trip, days=days, cost=cost, missing=lacks),
        source=selection.source,
        missing=lacks,
        title=selection.title or title(trip, trip.preferences.language),
    )


def _refused(itinerary: Itinerary) -> Iterator[Place]:
    failed = {check.scope for check in itinerary.verification.checks if check.verdict == "fail"}
    for day in itinerary.days:
        yield from (
            stop.place for stop in day.stops if failed & {stop.stop_id, str(day.date)} and stop.kind != "lodging"
        )
