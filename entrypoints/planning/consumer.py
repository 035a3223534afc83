"""What the plan service does when it is told of something."""

from collections.abc import Mapping

from attrs import frozen

from core.identity.model.events import UserDeleted
from core.planning.use_cases.plans.forget_plans import ForgetPlans
from entrypoints.consumer import Handler
from entrypoints.events import handler_of


@frozen(kw_only=True)
class PlansConsumer:
    """Hands each event to one use case, which has its effect once however often it is told."""

    forget_plans: ForgetPlans

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {UserDeleted.name: handler_of(UserDeleted, self._user_deleted)}

    async def _user_deleted(self, event: UserDeleted, message_id: str) -> None:
        await self.forget_plans(user_id=event.user_id, message_id=message_id)
