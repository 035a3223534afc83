"""Letting a device show no more notices."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.works import Works


@frozen(kw_only=True)
class RemoveDevice:
    """Forget a device of the caller's, by its token or by its id: a token may be one that no path can have in it.

    One that is not theirs stays as it is, and nobody learns that it is there.
    """

    works: Works[NoticeWork]
    notifier: Notifier

    async def __call__(self, *, caller: UserId, known_as: str) -> None:
        """Remove."""
        async with self.works.look() as work:
            devices = await work.devices.of_user(caller)
        for device in devices:
            if known_as not in {device.token, device.device_id}:
                continue
            # Unreachable first: whoever dies in between leaves a device that the next push finds gone.
            await self.notifier.forget(device.address)
            async with self.works.begin() as work:
                await work.devices.remove(device.device_id)
