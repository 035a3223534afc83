"""Making a plan that stays."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from attrs import frozen

from core.errors import BadAnswer
from core.identity.model.user import UserId
from core.planning.model.creating import Accepted, Created, Making
from core.planning.model.plan import LONGEST_TITLE, Itinerary, Plan, PlanId
from core.planning.model.progress import Finished, Progress
from core.planning.model.trip import Trip
from core.planning.model.trip_dates import check_dates, day_in_korea
from ports.clock import Clock
from ports.ids import Ids
from ports.itinerary_maker import ItineraryMaker
from ports.plan_works import PlanWork
from ports.works import Works

FIRST_VERSION: Final = 1


@frozen(kw_only=True)
class CreatePlan:
    """Make a plan for a trip and keep it, telling how it goes on.

    - Impossible dates are `BadDates`, at once; what the maker refuses is raised where it does so.
    - Of a plan that is not finished nothing is kept, whoever is the reason.
    """

    works: Works[PlanWork]
    maker: ItineraryMaker
    clock: Clock
    ids: Ids

    def __call__(self, *, caller: UserId, trip: Trip, title: str | None = None) -> AsyncIterator[Making]:
        """Begin; the plan is made and kept as the steps are asked for."""
        check_dates(trip.start_date, trip.end_date, today=day_in_korea(self.clock.now()))
        return self._make(caller, trip, title)

    async def _make(self, caller: UserId, trip: Trip, title: str | None) -> AsyncGenerator[Making, None]:
        plan_id = PlanId(self.ids.new())
        yield Accepted(plan_id=plan_id)
        itinerary: Itinerary | None = None
        steps = self.maker.make(trip)
        try:
            async for step in steps:
                if isinstance(step, Finished):
                    itinerary = step.itinerary
                else:
                    yield step
        finally:
            await _close(steps)
        if itinerary is None:
            raise BadAnswer(what="the planner")
        yield Created(plan=await self._keep(plan_id, caller, itinerary, title))

    async def _keep(self, plan_id: PlanId, caller: UserId, itinerary: Itinerary, title: str | None) -> Plan:
        now = self.clock.now()
        plan = Plan(
            plan_id=plan_id,
            owner=caller,
            title=title or _title(itinerary),
            itinerary=itinerary,
            version=FIRST_VERSION,
            created_at=now,
            updated_at=now,
        )
        async with self.works.begin() as work:
            await work.plans.add(plan)
        return plan


def _title(itinerary: Itinerary) -> str:
    return (itinerary.title.strip() or itinerary.trip.location)[:LONGEST_TITLE]


async def _close(steps: AsyncIterator[Progress]) -> None:
    """End what makes the steps, of which nobody may want more."""
    if isinstance(steps, AsyncGenerator):
        await steps.aclose()
