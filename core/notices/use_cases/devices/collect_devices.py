"""What is kept of somebody's devices, for them to read."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.device import Device
from ports.notice_works import NoticeWork
from ports.personal_data import DataFile
from ports.works import Works


@frozen(kw_only=True)
class CollectDevices:
    """Return a file with all devices of a user, or none; of tokens, which reach a device, no more than an end."""

    works: Works[NoticeWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        async with self.works.look() as work:
            devices = await work.devices.of_user(user_id)
        return [DataFile.of_json("devices.json", [_document(device) for device in devices])] if devices else []


def _document(device: Device) -> dict[str, Any]:
    return {
        "device_id": device.device_id,
        "platform": device.platform,
        "token": device.short_token,
        "locale": device.locale,
        "registered_at": device.registered_at.isoformat(),
    }
