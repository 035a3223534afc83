"""The agent: makes itineraries for other services of Oddiya, and keeps nothing."""

from collections.abc import AsyncIterator, Callable
from typing import Final

from attrs import frozen

from core.errors import BadAnswer
from core.planning.model.errors import BadDates, UnknownDestination, WishesConflict
from core.planning.model.plan import Itinerary, PlanSource
from core.planning.model.progress import DayPlanned, FactsGathered, Finished, Progress
from core.planning.model.trip_dates import check_span
from entrypoints.http.accept import Accept
from entrypoints.http.route import post
from entrypoints.http.sse import Event, EventStream
from entrypoints.http.streams import close
from entrypoints.planning.day_out import DayOut
from entrypoints.planning.money_out import CostOut, cost_out
from entrypoints.planning.new_plan import WantedTrip
from entrypoints.planning.plan_out import MissingOut, VerificationOut, days_out, missing_out, verification_out
from ports.itinerary_maker import ItineraryMaker

SERVICE: Final = "service"
EVENTS: Final = {FactsGathered: "facts", DayPlanned: "day", Finished: "done"}

WriteProgress = Callable[[Progress], bytes]
"""Writes a step so that another service reads it without any loss."""


@frozen(kw_only=True)
class GeneratedPlanOut:
    """A plan that nobody keeps."""

    title: str
    daily_plans: tuple[DayOut, ...]
    cost: CostOut
    verification: VerificationOut
    missing: tuple[MissingOut, ...]
    source: PlanSource


@frozen(kw_only=True)
class AgentRoutes:
    """What other services ask of this one."""

    maker: ItineraryMaker
    write: WriteProgress

    @post(
        "/api/v1/generate-plan",
        security=SERVICE,
        tags="agent",
        raises=(BadDates, UnknownDestination, WishesConflict),
    )
    async def post_generate_plan(self, body: WantedTrip, accept: Accept) -> GeneratedPlanOut | EventStream[str]:
        """Make an itinerary.

        Who prefers `text/event-stream` gets each step as it comes, `facts`, `day` and `done`, with a document in a
        string as Oddiya's services write it for each other, or `error` with a problem.
        """
        trip = body.trip()
        check_span(trip.start_date, trip.end_date)
        steps = self.maker.make(trip)
        if accept.prefers("text/event-stream", over="application/json"):
            return EventStream(_events(steps, self.write))
        return generated_plan_out(await _itinerary(steps))


def generated_plan_out(itinerary: Itinerary) -> GeneratedPlanOut:
    """Present an itinerary to another service."""
    return GeneratedPlanOut(
        title=itinerary.title,
        daily_plans=days_out(itinerary),
        cost=cost_out(itinerary.cost),
        verification=verification_out(itinerary.verification),
        missing=missing_out(itinerary.missing),
        source=itinerary.source,
    )


async def _events(steps: AsyncIterator[Progress], write: WriteProgress) -> AsyncIterator[Event[str]]:
    try:
        async for step in steps:
            yield Event(data=write(step).decode(), event=EVENTS[type(step)])
    finally:
        await close(steps)


async def _itinerary(steps: AsyncIterator[Progress]) -> Itinerary:
    try:
        async for step in steps:
            if isinstance(step, Finished):
                return step.itinerary
    finally:
        await close(steps)
    raise BadAnswer(what="the planner")
