"""What the agent's problems mean: the errors that the use case raised over there."""

from collections.abc import Mapping
from typing import Any

from core.errors import Fault, OddiyaError, Unavailable
from core.planning.model.errors import (
    BadDates,
    BadPreferences,
    PlanUnproven,
    UnknownDestination,
    WishesConflict,
)
from core.planning.model.trip import Trip
from ports.exchange_rates import UnknownCurrency

AGENT = "the agent"
FAILED = 500


def refusal_of(problem: Mapping[str, Any], trip: Trip) -> OddiyaError | None:
    """Return the error that a problem tells of; None for one that the agent has no reason to answer."""
    try:
        return _refusal(problem, _faults(problem), trip)
    except (KeyError, TypeError, ValueError):
        return None


def _refusal(problem: Mapping[str, Any], faults: tuple[Fault, ...], trip: Trip) -> OddiyaError | None:  # noqa: PLR0911 - a table, one line each
    budget = trip.preferences.budget
    match problem["code"]:
        case BadDates.code:
            return BadDates(faults=faults)
        case BadPreferences.code:
            return BadPreferences(faults=faults)
        case WishesConflict.code:
            return WishesConflict(faults=faults)
        case UnknownDestination.code:
            return UnknownDestination.of_faults(faults)
        case UnknownCurrency.code if budget is not None:
            return UnknownCurrency(currency=budget.currency, faults=faults)
        case PlanUnproven.code:
            return PlanUnproven()
        case _:
            return Unavailable(what=AGENT) if problem["status"] >= FAILED else None


def _faults(problem: Mapping[str, Any]) -> tuple[Fault, ...]:
    return tuple(Fault(pointer=one["pointer"], detail=one["detail"]) for one in problem["errors"])
