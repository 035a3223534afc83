"""What goes wrong on the way, and the plan that gets along with it."""

from datetime import date
from typing import Annotated, Final, Literal

from attrs import frozen
from typing_extensions import Doc

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.errors import BadEdit, PlanNotFound, WishesConflict
from core.planning.model.place import PlaceId
from core.planning.model.plan import StopId
from core.planning.model.proven_repair import RepairedPlan
from core.planning.model.repair import Change, Repair
from core.planning.use_cases.plans.repair_plan import RepairPlan
from entrypoints.http.caller import Caller
from entrypoints.http.etags import Tagged
from entrypoints.http.route import post
from entrypoints.http.shapes.constraints import Items, Length, Range
from entrypoints.planning.ids import PlanInPath
from entrypoints.planning.plan_out import PlanOut, plan_out

MOST: Final = 100
SomeIds = Annotated[tuple[Annotated[str, Length(min=1, max=300)], ...], Items(max=MOST)]


@frozen(kw_only=True)
class Weather:
    """Rain on some days."""

    on: Annotated[tuple[date, ...], Items(min=1, max=MOST)]
    kind: Literal["rain"] = "rain"


@frozen(kw_only=True)
class LateStart:
    """A day that begins later than planned."""

    date: date
    minutes: Annotated[int, Range(min=1, max=720)]


@frozen(kw_only=True)
class WhatWentWrong:
    """What the plan must get along with; stops that are locked stay as they are."""

    closed: Annotated[SomeIds, Doc("ids of places that are closed")] = ()
    weather: Weather | None = None
    locked: Annotated[SomeIds, Doc("ids of stops")] = ()
    late_by_minutes: LateStart | None = None

    def repair(self) -> Repair:
        """Return the repair that is asked for."""
        late = self.late_by_minutes
        return Repair(
            closed=tuple(map(PlaceId, self.closed)),
            rain=self.weather.on if self.weather else (),
            locked=tuple(map(StopId, self.locked)),
            late={late.date: late.minutes} if late else {},
        )


@frozen(kw_only=True)
class ChangeOut:
    """One difference from the version before."""

    what: Literal["removed", "added", "moved"]
    date: date
    stop_id: str
    place: str
    why: str


@frozen(kw_only=True)
class RepairedPlanOut:
    """The new version of the plan, and what is different."""

    plan: PlanOut
    changes: tuple[ChangeOut, ...]


@frozen(kw_only=True)
class RepairRoutes:
    """Plans on the way."""

    repair_plan: RepairPlan

    @post(
        "/api/v1/plans/{plan_id}/repair", tags="plans", raises=(PlanNotFound, VersionMismatch, BadEdit, WishesConflict)
    )
    async def post_repair(self, caller: Caller, plan_id: PlanInPath, body: WhatWentWrong) -> Tagged[RepairedPlanOut]:
        """Change as little of my plan as what went wrong allows.

        Days that are not concerned stay exactly as they are, and those that are empty are planned. A plan that need not
        change stays the version that it is.
        """
        new = await self.repair_plan(caller=UserId(caller.user_id), plan_id=plan_id, repair=body.repair())
        return Tagged(repaired_plan_out(new), version=new.plan.version)


def repaired_plan_out(new: RepairedPlan) -> RepairedPlanOut:
    """Present a repaired plan."""
    return RepairedPlanOut(plan=plan_out(new.plan), changes=tuple(map(change_out, new.changes)))


def change_out(change: Change) -> ChangeOut:
    """Present one change."""
    return ChangeOut(what=change.what, date=change.date, stop_id=change.stop_id, place=change.place, why=change.why)
