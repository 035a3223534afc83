"""One's own plans."""

from typing import Final

from attrs import frozen

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.errors import (
    BadDates,
    BadEdit,
    BadPreferences,
    OwnerGone,
    PlanNotFound,
    UnknownDestination,
    WishesConflict,
)
from core.planning.model.plan import PlanId
from core.planning.use_cases.plans.create_plan import CreatePlan
from core.planning.use_cases.plans.delete_plan import DeletePlan
from core.planning.use_cases.plans.edit_plan import EditPlan
from core.planning.use_cases.plans.list_plans import ListPlans
from core.planning.use_cases.plans.read_plan import ReadPlan
from core.planning.use_cases.plans.share_plan import SharePlan
from core.planning.use_cases.plans.unshare_plan import UnsharePlan
from entrypoints.http.accept import Accept
from entrypoints.http.caller import Caller
from entrypoints.http.etags import IfMatch, Tagged
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, patch, post
from entrypoints.http.sse import EventStream
from entrypoints.planning.ids import PlanInPath
from entrypoints.planning.new_plan import NewPlan
from entrypoints.planning.plan_changes import PlanChanges, plan_edit
from entrypoints.planning.plan_events import PlanEvent, plan_events, plan_of
from entrypoints.planning.plan_metrics import counted
from entrypoints.planning.plan_out import PlanOut, PlanSummaryOut, ShareOut, plan_out, plan_summary_out, share_out
from ports.meter import Meter

PLANS: Final = "/api/v1/plans"
PLAN: Final = f"{PLANS}/{{plan_id}}"
TAG: Final = "plans"
IMPOSSIBLE: Final = (BadDates, BadPreferences)
REFUSED: Final = (*IMPOSSIBLE, UnknownDestination, WishesConflict, OwnerGone)


@frozen(kw_only=True)
class PlanRoutes:
    """What people do with their plans. Another's plan is not found, like one that does not exist."""

    create_plan: CreatePlan
    list_plans: ListPlans
    read_plan: ReadPlan
    edit_plan: EditPlan
    delete_plan: DeletePlan
    share_plan: SharePlan
    unshare_plan: UnsharePlan
    meter: Meter

    @post(PLANS, status=201, tags=TAG, idempotency="honoured", raises=REFUSED)
    async def post_plan(self, caller: Caller, body: NewPlan, accept: Accept) -> Reply[PlanOut] | EventStream[PlanEvent]:
        """Make a plan.

        It has no failed check, and says of everything that it lacks why. Who prefers `text/event-stream` is told how it
        goes on: `accepted`, `facts`, a `day` for each day, and `done` with the plan, or `error` with a problem. Who
        leaves before `done` leaves nothing behind.
        """
        created = self.create_plan(caller=UserId(caller.user_id), trip=body.trip(), title=body.title)
        making = counted(created, self.meter)
        if accept.prefers("text/event-stream", over="application/json"):
            return EventStream(plan_events(making, body.preferences.language))
        plan = await plan_of(making)
        return Reply(value=plan_out(plan), headers={"Location": f"{PLANS}/{plan.plan_id}"}, version=plan.version)

    @get(PLANS, tags=TAG)
    async def get_plans(self, caller: Caller, page: PageRequest) -> Page[PlanSummaryOut]:
        """List my plans, the newest first."""
        after = None if page.position is None else PlanId(page.position)
        plans = await self.list_plans(caller=UserId(caller.user_id), limit=page.limit + 1, after=after)
        return page.cut(plans, lambda plan: plan.plan_id).of(plan_summary_out)

    @get(PLAN, tags=TAG, raises=(PlanNotFound,))
    async def get_plan(self, caller: Caller, plan_id: PlanInPath) -> Tagged[PlanOut]:
        """Show a plan of mine."""
        plan = await self.read_plan(caller=UserId(caller.user_id), plan_id=plan_id)
        return Tagged(plan_out(plan), version=plan.version)

    @patch(PLAN, tags=TAG, raises=(PlanNotFound, VersionMismatch, BadEdit, *IMPOSSIBLE))
    async def patch_plan(
        self, caller: Caller, plan_id: PlanInPath, patch: MergePatch[PlanChanges], if_match: IfMatch
    ) -> Tagged[PlanOut]:
        """Change a plan of mine.

        What is not given stays as it is. A day that is given has exactly the stops that are given for it; a stop of
        another day moves there. Where the dates change, days move along, new ones are empty, and stops that lose their
        day are set aside. What comes out is verified again, and shown with its faults if it has any.
        """
        plan = await self.edit_plan(
            caller=UserId(caller.user_id), plan_id=plan_id, version=if_match.version, edit=plan_edit(patch)
        )
        return Tagged(plan_out(plan), version=plan.version)

    @delete(PLAN, tags=TAG, raises=(PlanNotFound,))
    async def remove_plan(self, caller: Caller, plan_id: PlanInPath) -> None:
        """Throw a plan of mine away; its link leads nowhere from then on."""
        await self.delete_plan(caller=UserId(caller.user_id), plan_id=plan_id)

    @post(f"{PLAN}/share", status=201, tags=TAG, raises=(PlanNotFound,))
    async def post_share(self, caller: Caller, plan_id: PlanInPath) -> ShareOut:
        """Make a read-only link to a plan of mine; where there is one already, it stays the same."""
        return share_out(await self.share_plan(caller=UserId(caller.user_id), plan_id=plan_id))

    @delete(f"{PLAN}/share", tags=TAG, raises=(PlanNotFound,))
    async def delete_share(self, caller: Caller, plan_id: PlanInPath) -> None:
        """Revoke the link to a plan of mine."""
        await self.unshare_plan(caller=UserId(caller.user_id), plan_id=plan_id)
