"""A plan as its owner sees it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from attrs import frozen
from typing_extensions import Doc

from core.planning.model.plan import Itinerary, Missing, Plan, PlanSource
from core.planning.model.plan_summary import PlanSummary
from core.planning.model.preferences import Language
from core.planning.model.verification import Rule, Verdict, Verification
from entrypoints.planning.day_out import DayOut, StopOut, day_out, stop_out
from entrypoints.planning.money_out import CostOut, cost_out
from entrypoints.planning.preferences import PreferencesShape, preferences_out

SHARED = "/api/v1/shared/plans/"


@frozen(kw_only=True)
class CheckOut:
    """One rule, applied to the trip (`trip`), to a day (its date) or to a stop (its id)."""

    rule: Rule
    scope: str
    verdict: Verdict
    evidence: str


@frozen(kw_only=True)
class VerificationOut:
    """What was checked, and what came out; `ok` where nothing is wrong."""

    ok: bool
    checks: tuple[CheckOut, ...]


@frozen(kw_only=True)
class MissingOut:
    """Something that the plan lacks, and why; `scope` is `trip` or a date."""

    what: Literal["must_visit", "meal", "visits", "weather", "rates", "hours", "model", "places"]
    scope: str
    about: str
    why: str


@frozen(kw_only=True)
class ShareOut:
    """A read-only link."""

    token: str
    url: Annotated[str, Doc("where anybody can read the plan, below this API")]


@frozen(kw_only=True)
class PlanOut:
    """A plan that can be walked, with the proof attached."""

    id: str
    version: int
    title: str
    location: str
    start_date: date
    end_date: date
    preferences: PreferencesShape
    language: Language
    source: Annotated[PlanSource, Doc("which model read the wishes")]
    daily_plans: tuple[DayOut, ...]
    cost: CostOut
    verification: VerificationOut
    missing: tuple[MissingOut, ...]
    set_aside: Annotated[tuple[StopOut, ...], Doc("stops that lost their day when the dates changed")]
    share: ShareOut | None
    created_at: datetime
    updated_at: datetime


@frozen(kw_only=True)
class PlanSummaryOut:
    """A plan in a list."""

    id: str
    version: int
    title: str
    location: str
    start_date: date
    end_date: date
    language: Language
    source: PlanSource
    ok: Annotated[bool, Doc("whether its verification found nothing wrong")]
    shared: bool
    created_at: datetime
    updated_at: datetime


def plan_out(plan: Plan) -> PlanOut:
    """Present a plan to its owner."""
    itinerary, trip = plan.itinerary, plan.itinerary.trip
    language = trip.preferences.language
    return PlanOut(
        id=plan.plan_id,
        version=plan.version,
        title=plan.title,
        location=trip.location,
        start_date=trip.start_date,
        end_date=trip.end_date,
        preferences=preferences_out(trip.preferences),
        language=language,
        source=itinerary.source,
        daily_plans=days_out(itinerary),
        cost=cost_out(itinerary.cost),
        verification=verification_out(itinerary.verification),
        missing=missing_out(itinerary.missing),
        set_aside=tuple(stop_out(stop, language) for stop in plan.set_aside),
        share=None if plan.share is None else share_out(plan.share),
        created_at=plan.created_at,
        updated_at=plan.updated_at,
    )


def plan_summary_out(summary: PlanSummary) -> PlanSummaryOut:
    """Present a plan in a list of its owner's."""
    return PlanSummaryOut(
        id=summary.plan_id,
        version=summary.version,
        title=summary.title,
        location=summary.location,
        start_date=summary.start_date,
        end_date=summary.end_date,
        language=summary.language,
        source=summary.source,
        ok=summary.ok,
        shared=summary.shared,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
    )


def days_out(itinerary: Itinerary) -> tuple[DayOut, ...]:
    """Present the days of an itinerary."""
    language = itinerary.trip.preferences.language
    return tuple(day_out(day, number, language) for number, day in enumerate(itinerary.days, start=1))


def verification_out(verification: Verification) -> VerificationOut:
    """Present what was checked."""
    checks = (
        CheckOut(rule=one.rule, scope=one.scope, verdict=one.verdict, evidence=one.evidence)
        for one in verification.checks
    )
    return VerificationOut(ok=verification.ok, checks=tuple(checks))


def missing_out(missing: Sequence[Missing]) -> tuple[MissingOut, ...]:
    """Present what a plan lacks."""
    return tuple(MissingOut(what=one.what, scope=one.scope, about=one.about, why=one.why) for one in missing)


def share_out(token: str) -> ShareOut:
    """Present a link."""
    return ShareOut(token=token, url=f"{SHARED}{token}")
