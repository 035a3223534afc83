"""What becomes of what a deleted account was told, and of its devices."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.works import Works


@frozen(kw_only=True)
class ForgetOwner:
    """Forget notices, preferences and devices of a user, the latter also where pushes are sent from.

    Told again, it does what is left to do.
    """

    works: Works[NoticeWork]
    notifier: Notifier

    async def __call__(self, *, user_id: UserId) -> None:
        """Forget."""
        async with self.works.begin() as work:
            await work.wants.forget(user_id)
            devices = await work.devices.forget(user_id)
        for device in devices:
            await self.notifier.forget(device.address)
            async with self.works.begin() as work:
                await work.devices.remove(device.device_id)
