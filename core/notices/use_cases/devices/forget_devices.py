"""What becomes of a deleted account's devices."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.works import Works


@frozen(kw_only=True)
class ForgetDevices:
    """Forget all devices of a user, here and where pushes are sent from; told again, it does what is left to do."""

    works: Works[NoticeWork]
    notifier: Notifier

    async def __call__(self, *, user_id: UserId) -> None:
        """Forget."""
        async with self.works.begin() as work:
            devices = await work.devices.forget(user_id)
        for device in devices:
            await self.notifier.forget(device.address)
            async with self.works.begin() as work:
                await work.devices.remove(device.device_id)
