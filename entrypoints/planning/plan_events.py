"""How the making of a plan goes on, as events."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from attrs import frozen
from typing_extensions import Doc

from core.planning.model.creating import Accepted, Created, Making
from core.planning.model.plan import Plan
from core.planning.model.preferences import Language
from core.planning.model.progress import DayPlanned, FactsGathered
from entrypoints.http.sse import Event
from entrypoints.http.streams import close
from entrypoints.planning.day_out import DayOut, day_out
from entrypoints.planning.plan_out import PlanOut, VerificationOut, plan_out, verification_out


@frozen(kw_only=True)
class AcceptedOut:
    """Work has begun; the plan will have this id."""

    event: Literal["accepted"] = "accepted"
    id: str


@frozen(kw_only=True)
class GatheredOut:
    """How many places were found around a destination."""

    destination: str
    places: int


@frozen(kw_only=True)
class FactsOut:
    """The facts are there."""

    event: Literal["facts"] = "facts"
    destinations: tuple[GatheredOut, ...]
    missing: Annotated[tuple[str, ...], Doc("what is not there")]


@frozen(kw_only=True)
class DayPlannedOut:
    """A day is planned and verified by itself; the plan has `of` days."""

    event: Literal["day"] = "day"
    day: DayOut
    of: int
    verification: VerificationOut


@frozen(kw_only=True)
class DoneOut:
    """The plan is kept."""

    event: Literal["done"] = "done"
    plan: PlanOut


PlanEvent = AcceptedOut | FactsOut | DayPlannedOut | DoneOut


async def plan_events(making: AsyncIterator[Making], language: Language) -> AsyncIterator[Event[PlanEvent]]:
    """Tell each step as an event; they are numbered from 1."""
    number = 0
    try:
        async for step in making:
            number += 1
            data = _event(step, language)
            yield Event(data=data, event=data.event, event_id=str(number))
    finally:
        await close(making)


async def plan_of(making: AsyncIterator[Making]) -> Plan:
    """Return the plan that comes out at the end; where none does, that is raised."""
    try:
        (plan,) = [step.plan async for step in making if isinstance(step, Created)]
    finally:
        await close(making)
    return plan


def _event(step: Making, language: Language) -> PlanEvent:
    match step:
        case Accepted(plan_id=plan_id):
            return AcceptedOut(id=plan_id)
        case FactsGathered(places=places, missing=missing):
            found = (GatheredOut(destination=key, places=count) for key, count in places)
            return FactsOut(destinations=tuple(found), missing=missing)
        case DayPlanned():
            day = day_out(step.day, step.number, language)
            return DayPlannedOut(day=day, of=step.of, verification=verification_out(step.verification))
        case Created():
            return DoneOut(plan=plan_out(step.plan))
