"""Changing a plan."""

from attrs import frozen

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.editing.applying import applied
from core.planning.model.editing.dates import redated
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_edit import PlanEdit
from core.planning.model.trip_dates import check_dates, check_span, day_in_korea
from core.planning.use_cases.steps.gather_edit_facts import GatherEditFacts
from ports.clock import Clock
from ports.plan_works import PlanWork
from ports.works import Works


@frozen(kw_only=True)
class EditPlan:
    """Change what was read as `version`, and verify what comes out, which may well have faults then.

    - What the edit does not name stays as it is; no stop is lost but by its day being given without it.
    - When `version` is not the newest any more, it is `VersionMismatch`.
    """

    works: Works[PlanWork]
    gather: GatherEditFacts
    clock: Clock

    async def __call__(self, *, caller: UserId, plan_id: PlanId, version: int, edit: PlanEdit) -> Plan:
        """Edit."""
        plan = await self._read(caller, plan_id, version)
        moved = self._redated(plan, edit)
        facts = await self.gather(plan=plan, redated=moved, edit=edit)
        edited = applied(edit, plan, redated=moved, facts=facts, at=self.clock.now())
        async with self.works.begin() as work:
            await work.plans.save(edited)
        return edited

    async def _read(self, caller: UserId, plan_id: PlanId, version: int) -> Plan:
        async with self.works.look() as work:
            plan = await work.plans.get(plan_id, owner=caller)
        if plan is None:
            raise PlanNotFound
        if plan.version != version:
            raise VersionMismatch(expected=version, actual=plan.version)
        return plan

    def _redated(self, plan: Plan, edit: PlanEdit) -> Plan:
        trip = plan.itinerary.trip
        start, end = edit.start_date or trip.start_date, edit.end_date or trip.end_date
        if start == trip.start_date:
            # A trip that has begun can be made longer or shorter.
            check_span(start, end)
        else:
            check_dates(start, end, today=day_in_korea(self.clock.now()))
        return redated(plan, start, end)
