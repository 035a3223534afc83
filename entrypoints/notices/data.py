"""What the notification service keeps about somebody, as other services ask for it."""

from attrs import frozen

from core.notices.use_cases.devices.collect_devices import CollectDevices
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get
from entrypoints.users import SERVICE, UserInPath


@frozen(kw_only=True)
class NoticeDataRoutes:
    """Personal data for an export."""

    collect_devices: CollectDevices

    @get("/internal/notifications/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_notice_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show the devices of a user."""
        return data_files_out(await self.collect_devices(user_id=user_id))
