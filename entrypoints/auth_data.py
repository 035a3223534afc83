"""What the auth service keeps about somebody, as other services ask for it."""

from attrs import frozen

from core.identity.use_cases.sessions.collect_sign_ins import CollectSignIns
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get
from entrypoints.users import SERVICE, UserInPath


@frozen(kw_only=True)
class AuthDataRoutes:
    """Personal data for an export."""

    collect_sign_ins: CollectSignIns

    @get("/internal/auth/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show all that this service keeps about a user."""
        return data_files_out(await self.collect_sign_ins(user_id=user_id))
