"""Letting a device show notices."""

from attrs import evolve, frozen

from core.identity.model.user import Locale, UserId
from core.notices.model.device import MOST_DEVICES, Device, DeviceId, DevicePlatform
from core.notices.model.errors import DeviceOwnerGone
from ports.clock import Clock
from ports.ids import Ids
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.works import Works


@frozen(kw_only=True)
class RegisterDevice:
    """Make a device the caller's, and tell whether it is new to them; one that was another's is theirs no more.

    Of more than `MOST_DEVICES`, those that were registered longest ago go.
    """

    works: Works[NoticeWork]
    notifier: Notifier
    clock: Clock
    ids: Ids

    async def __call__(
        self, *, caller: UserId, platform: DevicePlatform, token: str, locale: Locale
    ) -> tuple[Device, bool]:
        """Register."""
        address = await self.notifier.register(platform=platform, token=token)
        device = Device(
            device_id=DeviceId(self.ids.new()),
            owner=caller,
            platform=platform,
            token=token,
            address=address,
            locale=locale,
            registered_at=self.clock.now(),
        )
        device, before = await self._kept(device)
        if before is not None and before.address != address:
            await self.notifier.forget(before.address)
        await self._make_room(caller)
        return device, before is None or before.owner != caller

    async def _kept(self, device: Device) -> tuple[Device, Device | None]:
        """Keep the device, which stays the same one for the same owner, and return what was there before."""
        before = None
        try:
            async with self.works.begin() as work:
                before = await work.devices.hold(device.token)
                if before is not None and before.owner == device.owner:
                    device = evolve(device, device_id=before.device_id)
                await work.devices.put(device)
        except DeviceOwnerGone:
            if before is None:
                await self.notifier.forget(device.address)
            raise
        return device, before

    async def _make_room(self, owner: UserId) -> None:
        """Let the oldest go, each unreachable before it is forgotten: what is left half done is done the next time."""
        async with self.works.look() as work:
            oldest = (await work.devices.of_user(owner))[MOST_DEVICES:]
        for device in oldest:
            await self.notifier.forget(device.address)
            async with self.works.begin() as work:
                await work.devices.remove(device.device_id)
