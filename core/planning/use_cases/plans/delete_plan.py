"""Throwing a plan away."""

from attrs import frozen

from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import PlanId
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class DeletePlan:
    """Remove a plan of the caller's, and its link with it, or raise `PlanNotFound`."""

    works: Works[PlanWork]

    async def __call__(self, *, caller: UserId, plan_id: PlanId) -> None:
        """Delete."""
        async with self.works.begin() as work:
            was_there = await work.plans.remove(plan_id, owner=caller)
        if not was_there:
            raise PlanNotFound
