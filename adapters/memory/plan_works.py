"""Plans in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Table, Tables, open_works
from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.errors import OwnerGone, PlanNotFound
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_summary import PlanSummary, summary_of
from ports.plan_works import Plans, PlanWork
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryPlans(Plans):
    """Plans by id; one work at a time, so that none has to be held."""

    _table: Table
    _forgotten: Table

    @override
    async def get(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        plan: Plan | None = self._table.get(plan_id)
        return plan if plan is not None and plan.owner == owner else None

    @override
    async def hold(self, plan_id: PlanId, *, owner: UserId) -> Plan | None:
        return await self.get(plan_id, owner=owner)

    @override
    async def list(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[Plan]:
        ids = sorted((plan.plan_id for plan in self._table.values() if plan.owner == owner), reverse=True)
        return [self._table[plan_id] for plan_id in ids if after is None or plan_id < after][:limit]

    @override
    async def summaries(self, *, owner: UserId, limit: int, after: PlanId | None = None) -> Sequence[PlanSummary]:
        return [summary_of(plan) for plan in await self.list(owner=owner, limit=limit, after=after)]

    @override
    async def shared(self, token: str) -> Plan | None:
        return next((plan for plan in self._table.values() if plan.share == token), None)

    @override
    async def add(self, plan: Plan) -> None:
        if plan.owner in self._forgotten:
            raise OwnerGone
        self._table[plan.plan_id] = plan

    @override
    async def save(self, plan: Plan) -> None:
        stored = await self.get(plan.plan_id, owner=plan.owner)
        if stored is None:
            raise PlanNotFound
        if stored.version != plan.version - 1:
            raise VersionMismatch(expected=plan.version - 1, actual=stored.version)
        self._table[plan.plan_id] = plan

    @override
    async def remove(self, plan_id: PlanId, *, owner: UserId) -> bool:
        return await self.get(plan_id, owner=owner) is not None and self._table.pop(plan_id) is not None

    @override
    async def forget(self, *, owner: UserId) -> None:
        self._forgotten[owner] = True
        for plan_id in [plan.plan_id for plan in self._table.values() if plan.owner == owner]:
            del self._table[plan_id]


@frozen
class MemoryPlanWork(PlanWork):
    """One transaction over plans in memory."""

    plans: Plans
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[PlanWork]]:
    """Open plans that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> PlanWork:
    return MemoryPlanWork(plans=MemoryPlans(tables["plans"], tables["forgotten_owners"]), outbox=outbox, inbox=inbox)
