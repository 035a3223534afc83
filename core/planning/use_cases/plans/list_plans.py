"""Looking through one's plans."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.planning.model.plan import PlanId
from core.planning.model.plan_summary import PlanSummary
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class ListPlans:
    """Sum up the caller's plans, newest first, `limit` at most, those after one of them where it is given."""

    works: Works[PlanWork]

    async def __call__(self, *, caller: UserId, limit: int, after: PlanId | None = None) -> Sequence[PlanSummary]:
        """List."""
        async with self.works.look() as work:
            return await work.plans.summaries(owner=caller, limit=limit, after=after)
