"""Trips, itineraries, plans and the progress of planning as JSON, and back without the loss of a digit."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, get_origin

import orjson
from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from adapters.wire.documents import REFUSED, Read, Unreadable, document_converter
from core.planning.model.hours import OpeningHours
from core.planning.model.plan import Itinerary, Plan
from core.planning.model.plan_summary import PlanSummary
from core.planning.model.progress import Progress
from core.planning.model.trip import Trip

MANY_HOURS: Final = 1024


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
    except (*REFUSED, InvalidOperation) as error:
        raise Unreadable(f"no {getattr(kind, '__name__', 'step of planning')} can be read out of this") from error


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = document_converter()
    for kind, write, read in (
        (Decimal, str, _of_text(Decimal)),
        (date, date.isoformat, _of_text(date.fromisoformat)),
    ):
        converter.register_unstructure_hook(kind, write)
        converter.register_structure_hook(kind, read)
    converter.register_unstructure_hook_func(_is_frozenset, sorted)
    converter.register_structure_hook(OpeningHours, _hours(converter.get_structure_hook(OpeningHours)))
    configure_tagged_union(Progress, converter, tag_name="step")
    return converter


def _is_frozenset(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _of_text(read: Callable[[str], Any]) -> Read:
    def read_text(value: Any, _: object) -> Any:
        if type(value) is not str:
            raise TypeError(f"{value!r} is no text")
        return read(value)

    return read_text


def _hours(read: Read) -> Read:
    """Read the same opening hours once: a week is many small things, and many places have the same one."""

    @lru_cache(MANY_HOURS)
    def known(document: bytes) -> OpeningHours:
        hours: OpeningHours = read(orjson.loads(document), OpeningHours)
        return hours

    return lambda value, _: known(orjson.dumps(value))
