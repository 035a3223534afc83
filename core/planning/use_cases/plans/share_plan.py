"""Showing a plan to others."""

from typing import Final

from attrs import evolve, frozen

from core.base64url import encoded
from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import PlanId
from ports.clock import Clock
from ports.plan_works import PlanWork
from ports.randomness import Randomness
from ports.works import Works

SECRET_BYTES: Final = 32


@frozen(kw_only=True)
class SharePlan:
    """Return the secret of a plan's read-only link, which is made when there is none."""

    works: Works[PlanWork]
    clock: Clock
    randomness: Randomness

    async def __call__(self, *, caller: UserId, plan_id: PlanId) -> str:
        """Share."""
        async with self.works.begin() as work:
            # Held, so that of two who share at once both get the link that stays.
            plan = await work.plans.hold(plan_id, owner=caller)
            if plan is None:
                raise PlanNotFound
            if plan.share is not None:
                return plan.share
            token = encoded(self.randomness.draw(SECRET_BYTES))
            await work.plans.save(evolve(plan.edited(at=self.clock.now()), share=token))
        return token
