"""Letting a device show no more notices."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.works import Works


@frozen(kw_only=True)
class RemoveDevice:
    """Forget a device of the caller's; one that is not theirs stays as it is, and nobody learns that it is there."""

    works: Works[NoticeWork]
    notifier: Notifier

    async def __call__(self, *, caller: UserId, token: str) -> None:
        """Remove."""
        async with self.works.begin() as work:
            device = await work.devices.hold(token)
        if device is None or device.owner != caller:
            return
        # Unreachable first: whoever dies in between leaves a device that the next push finds gone.
        await self.notifier.forget(device.address)
        async with self.works.begin() as work:
            await work.devices.remove(device.device_id)
