"""What the plan service keeps about somebody, for them to read."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import asdict, frozen

from core.identity.model.user import UserId
from core.planning.model.plan import Plan
from ports.personal_data import DataFile
from ports.plan_works import PlanWork
from ports.works import Works

AT_ONCE: Final = 100


@frozen(kw_only=True)
class CollectPlans:
    """Return all plans of a user, each as a file with everything that is kept of it; of nobody, none."""

    works: Works[PlanWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        files: list[DataFile] = []
        async with self.works.look() as work:
            plans = await work.plans.list(owner=user_id, limit=AT_ONCE)
            while plans:
                files += map(_file, plans)
                plans = await work.plans.list(owner=user_id, limit=AT_ONCE, after=plans[-1].plan_id)
        return files


def _file(plan: Plan) -> DataFile:
    document = asdict(plan, value_serializer=_plain)
    return DataFile.of_json(f"plans/{plan.plan_id}.json", document)


def _plain(_: object, __: object, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return sorted(value) if isinstance(value, frozenset) else value
