"""Where plans are kept."""

from collections.abc import Sequence
from typing import Protocol

from core.identity.model.user import UserId
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_summary import PlanSummary
from ports.works import Work


class Plans(Protocol):
    """Keeps plans.

    - `get` returns the owner's plan, or None, also when it is another's; `hold` is `get` after which other works wait
      that would hold, change or remove the same plan.
    - `list` returns the owner's plans, newest first by their ids, those after the plan `after` where one is given, and
      `limit` at most. `summaries` returns what sums up the plans that `list` would return, for less.
    - `shared` returns the plan whose `share` is the token, or None.
    - `add` keeps a new plan. `save` keeps a plan in the place of the version before; where that is not the newest it is
      `VersionMismatch`, and `PlanNotFound` where there is none.
    - `remove` removes the owner's plan and tells whether it was there.
    - `forget` removes all of an owner's plans; from then on `add` refuses theirs with `OwnerGone`, also one that was
      being made meanwhile.
    - A plan comes back as it was kept, to the last character.
    """

    async def get(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        """Find a plan."""
        ...

    async def hold(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        """Find a plan and keep others from changing it."""
        ...

    async def list(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[Plan]:
        """Return some of an owner's plans."""
        ...

    async def summaries(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[PlanSummary]:
        """Return what sums up some of an owner's plans."""
        ...

    async def shared(self, token: str) -> Plan | None:
        """Find a plan by its link."""
        ...

    async def add(self, plan: Plan) -> None:
        """Keep a new plan."""
        ...

    async def save(self, plan: Plan) -> None:
        """Keep the next version of a plan."""
        ...

    async def remove(self, plan_id: PlanId, *, owner: UserId) -> bool:
        """Remove a plan."""
        ...

    async def forget(self, *, owner: UserId) -> None:
        """Remove all plans of an owner, for good."""
        ...


class PlanWork(Work, Protocol):
    """A transaction over plans."""

    @property
    def plans(self) -> Plans:
        """The plans."""
        ...
