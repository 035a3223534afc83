"""What the plan service keeps about somebody, as other services ask for it."""

from attrs import frozen

from core.planning.use_cases.plans.collect_plans import CollectPlans
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get
from entrypoints.planning.agent import SERVICE
from entrypoints.planning.ids import UserInPath


@frozen(kw_only=True)
class PlanDataRoutes:
    """Personal data for an export."""

    collect_plans: CollectPlans

    @get("/internal/plans/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_plan_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show all plans of a user."""
        return data_files_out(await self.collect_plans(user_id=user_id))
