"""Looking at a plan that somebody shares."""

from attrs import frozen

from core.planning.model.errors import SharedPlanNotFound
from core.planning.model.plan import Plan
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class ReadSharedPlan:
    """Return the plan that a link leads to, or raise `SharedPlanNotFound`; who has the link need not be anybody."""

    works: Works[PlanWork]

    async def __call__(self, *, token: str) -> Plan:
        """Read."""
        async with self.works.look() as work:
            plan = await work.plans.shared(token)
        if plan is None:
            raise SharedPlanNotFound
        return plan
