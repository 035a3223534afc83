"""How the making of a plan that is to be kept goes on."""

from attrs import frozen

from core.planning.model.plan import Plan, PlanId
from core.planning.model.progress import DayPlanned, FactsGathered


@frozen(kw_only=True)
class Accepted:
    """The dates are possible, and work begins; the plan will have this id."""

    plan_id: PlanId


@frozen(kw_only=True)
class Created:
    """The plan is kept."""

    plan: Plan


Making = Accepted | FactsGathered | DayPlanned | Created
