"""Showing a plan to others no longer."""

from attrs import evolve, frozen

from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import PlanId
from ports.clock import Clock
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class UnsharePlan:
    """Revoke a plan's link, which leads nowhere from then on; a plan without one is quiet."""

    works: Works[PlanWork]
    clock: Clock

    async def __call__(self, *, caller: UserId, plan_id: PlanId) -> None:
        """Revoke."""
        async with self.works.begin() as work:
            plan = await work.plans.hold(plan_id, owner=caller)
            if plan is None:
                raise PlanNotFound
            if plan.share is not None:
                await work.plans.save(evolve(plan.edited(at=self.clock.now()), share=None))
