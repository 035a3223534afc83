"""A plan as lists of plans show it."""

from datetime import date, datetime

from attrs import frozen

from core.planning.model.plan import Plan, PlanId, PlanSource
from core.planning.model.preferences import Language


@frozen(kw_only=True)
class PlanSummary:
    """What is told of a plan without its days: `ok` where its verification found nothing wrong."""

    plan_id: PlanId
    version: int
    title: str
    location: str
    start_date: date
    end_date: date
    language: Language
    source: PlanSource
    ok: bool
    shared: bool
    created_at: datetime
    updated_at: datetime


def summary_of(plan: Plan) -> PlanSummary:
    """Sum up a plan."""
    itinerary, trip = plan.itinerary, plan.itinerary.trip
    return PlanSummary(
        plan_id=plan.plan_id,
        version=plan.version,
        title=plan.title,
        location=trip.location,
        start_date=trip.start_date,
        end_date=trip.end_date,
        language=trip.preferences.language,
        source=itinerary.source,
        ok=itinerary.verification.ok,
        shared=plan.share is not None,
        created_at=plan.created_at,
        updated_at=plan.updated_at,
    )
