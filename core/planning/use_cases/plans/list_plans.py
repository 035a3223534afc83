"""Looking through one's plans."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.planning.model.plan import Plan, PlanId
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class ListPlans:
    """Return the caller's plans, newest first, `limit` at most, those after one of them where it is given."""

    works: Works[PlanWork]

    async def __call__(self, *, caller: UserId, limit: int, after: PlanId | None = None) -> Sequence[Plan]:
        """List."""
        async with self.works.look() as work:
            return await work.plans.list(owner=caller, limit=limit, after=after)
