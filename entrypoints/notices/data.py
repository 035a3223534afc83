"""What the notification service keeps about somebody, as other services ask for it."""

from attrs import frozen

from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.log.collect_notices import CollectNotices
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get
from entrypoints.users import SERVICE, UserInPath


@frozen(kw_only=True)
class NoticeDataRoutes:
    """Personal data for an export."""

    collect_devices: CollectDevices
    collect_notices: CollectNotices

    @get("/internal/notifications/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_notice_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show the devices of a user, what they were told, and what they want to be told."""
        devices, notices = await self.collect_devices(user_id=user_id), await self.collect_notices(user_id=user_id)
        return data_files_out((*devices, *notices))
