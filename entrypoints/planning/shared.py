"""Plans that somebody shares, for anybody who has the link."""

from datetime import date, datetime
from typing import Annotated, Final

from attrs import evolve, frozen

from core.planning.model.errors import SharedPlanNotFound
from core.planning.model.plan import Day, Plan, PlanSource, Stop
from core.planning.model.preferences import Language
from core.planning.model.verification import Rule, Verdict, Verification
from core.planning.use_cases.plans.read_shared_plan import ReadSharedPlan
from entrypoints.http.caller import PUBLIC
from entrypoints.http.reply import Reply
from entrypoints.http.route import get
from entrypoints.http.shapes.constraints import Pattern
from entrypoints.planning.day_out import DayOut, day_out
from entrypoints.planning.money_out import CostOut, cost_out
from entrypoints.planning.plan_out import SHARED

# Who searches the web shall not come across what somebody has shown to friends.
HIDDEN: Final = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
ShareToken = Annotated[str, Pattern("[A-Za-z0-9_-]{43}")]


@frozen(kw_only=True)
class SharedCheckOut:
    """One rule and its verdict; what it was judged by is the owner's."""

    rule: Rule
    scope: str
    verdict: Verdict


@frozen(kw_only=True)
class SharedVerificationOut:
    """What was checked."""

    ok: bool
    checks: tuple[SharedCheckOut, ...]


@frozen(kw_only=True)
class SharedPlanOut:
    """A plan without its owner, their note, lodging and budget."""

    title: str
    location: str
    start_date: date
    end_date: date
    language: Language
    source: PlanSource
    daily_plans: tuple[DayOut, ...]
    cost: CostOut
    verification: SharedVerificationOut
    updated_at: datetime


@frozen(kw_only=True)
class SharedPlanRoutes:
    """What a link leads to."""

    read_shared_plan: ReadSharedPlan

    @get(f"{SHARED}{{token}}", security=PUBLIC, tags="plans", raises=(SharedPlanNotFound,))
    async def get_shared_plan(self, token: ShareToken) -> Reply[SharedPlanOut]:
        """Show a plan to whoever has its link."""
        plan = await self.read_shared_plan(token=token)
        return Reply(value=shared_plan_out(plan), headers=HIDDEN, version=plan.version)


def shared_plan_out(plan: Plan) -> SharedPlanOut:
    """Present a plan to anybody."""
    itinerary, trip = plan.itinerary, plan.itinerary.trip
    language = trip.preferences.language
    days = (day_out(_public(day), number, language) for number, day in enumerate(itinerary.days, start=1))
    shown = Verification(checks=tuple(one for one in itinerary.verification.checks if one.rule != "budget"))
    checks = (SharedCheckOut(rule=one.rule, scope=one.scope, verdict=one.verdict) for one in shown.checks)
    return SharedPlanOut(
        title=plan.title,
        location=trip.location,
        start_date=trip.start_date,
        end_date=trip.end_date,
        language=language,
        source=itinerary.source,
        daily_plans=tuple(days),
        cost=cost_out(evolve(itinerary.cost, in_budget=None, rate=None)),
        verification=SharedVerificationOut(ok=shown.ok, checks=tuple(checks)),
        updated_at=plan.updated_at,
    )


def _public(day: Day) -> Day:
    """Return a day that does not tell where its travellers sleep, nor how far that is from anywhere."""
    stops: list[Stop] = []
    from_lodging = day.starts_from is not None
    for stop in day.stops:
        if stop.kind != "lodging":
            stops.append(evolve(stop, travel=None) if from_lodging else stop)
        from_lodging = stop.kind == "lodging"
    return evolve(day, stops=tuple(stops), starts_from=None)
