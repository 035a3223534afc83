"""What becomes of a deleted account's plans."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.plan_works import PlanWork
from ports.works import Works

CONSUMER = "forget-plans"


@frozen(kw_only=True)
class ForgetPlans:
    """Remove all plans of a user, and their links with them; told again, nothing happens."""

    works: Works[PlanWork]

    async def __call__(self, *, user_id: UserId, message_id: str) -> None:
        """Forget."""
        async with self.works.begin() as work:
            if await work.inbox.first_time(message_id, consumer=CONSUMER):
                await work.plans.forget(owner=user_id)
