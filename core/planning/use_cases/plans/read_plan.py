"""Looking at a plan of one's own."""

from attrs import frozen

from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import Plan, PlanId
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class ReadPlan:
    """Return a plan of the caller's, or raise `PlanNotFound`."""

    works: Works[PlanWork]

    async def __call__(self, *, caller: UserId, plan_id: PlanId) -> Plan:
        """Read."""
        async with self.works.look() as work:
            plan = await work.plans.get(plan_id, owner=caller)
        if plan is None:
            raise PlanNotFound
        return plan
