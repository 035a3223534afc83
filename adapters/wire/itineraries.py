"""Trips, itineraries, plans and the progress of planning as JSON, and back without the loss of a digit.

Fields that a document lacks have their defaults, and those that newer code has added are passed over, so that processes
of two releases understand each other and old plans stay readable.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import orjson
from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from core.planning.model.plan import Itinerary, Plan
from core.planning.model.plan_summary import PlanSummary
from core.planning.model.progress import Progress
from core.planning.model.trip import Trip

T = TypeVar("T")

REFUSED: Final = (ValueError, TypeError, KeyError, AttributeError, InvalidOperation, RecursionError)


class Unreadable(ValueError):  # noqa: N818 - named for the fact
    """A document that is not what it should be."""


def plan_json(plan: Plan) -> bytes:
    """Write a plan."""
    return _written(plan, Plan)


def plan_of(document: bytes | str) -> Plan:
    """Read a plan, or raise `Unreadable`."""
    plan: Plan = _read(document, Plan)
    return plan


def plan_summary_json(summary: PlanSummary) -> bytes:
    """Write what sums up a plan."""
    return _written(summary, PlanSummary)


def plan_summary_of(document: bytes | str) -> PlanSummary:
    """Read what sums up a plan, or raise `Unreadable`."""
    summary: PlanSummary = _read(document, PlanSummary)
    return summary


def itinerary_json(itinerary: Itinerary) -> bytes:
    """Write an itinerary."""
    return _written(itinerary, Itinerary)


def itinerary_of(document: bytes | str) -> Itinerary:
    """Read an itinerary, or raise `Unreadable`."""
    itinerary: Itinerary = _read(document, Itinerary)
    return itinerary


def trip_json(trip: Trip) -> bytes:
    """Write a trip."""
    return _written(trip, Trip)


def trip_of(document: bytes | str) -> Trip:
    """Read a trip, or raise `Unreadable`."""
    trip: Trip = _read(document, Trip)
    return trip


def progress_json(progress: Progress) -> bytes:
    """Write a step of planning, with the name of its class."""
    return _written(progress, Progress)


def progress_of(document: bytes | str) -> Progress:
    """Read a step of planning, or raise `Unreadable`."""
    progress: Progress = _read(document, Progress)
    return progress


def _written(value: object, kind: Any) -> bytes:
    return orjson.dumps(_converter().unstructure(value, unstructure_as=kind))


def _read(document: bytes | str, kind: Any) -> Any:
    try:
        return _converter().structure(orjson.loads(document), kind)
    except REFUSED as error:
        raise Unreadable(f"no {getattr(kind, '__name__', 'step of planning')} can be read out of this") from error


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter(detailed_validation=False)
    for kind, write, read in (
        (Decimal, str, _of_text(Decimal)),
        (datetime, datetime.isoformat, _of_text(_moment)),
        (date, date.isoformat, _of_text(date.fromisoformat)),
    ):
        converter.register_unstructure_hook(kind, write)
        converter.register_structure_hook(kind, read)
    for exact in (str, bool, int):
        converter.register_structure_hook(exact, _exactly(exact))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_func(_is_choice, _choice)
    converter.register_unstructure_hook_func(_is_frozenset, sorted)
    configure_tagged_union(Progress, converter, tag_name="step")
    return converter


def _is_frozenset(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _is_choice(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _choice(value: Any, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(f"{value!r} is not one of {get_args(kind)}")
    return value


def _exactly(kind: type[T]) -> Callable[[Any, Any], T]:
    def read(value: Any, _: object) -> T:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return read


def _of_text(read: Callable[[str], T]) -> Callable[[Any, Any], T]:
    def read_text(value: Any, _: object) -> T:
        if type(value) is not str:
            raise TypeError(f"{value!r} is no text")
        return read(value)

    return read_text


def _number(value: Any, _: object) -> float:
    if type(value) not in (int, float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment
