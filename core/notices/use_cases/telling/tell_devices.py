"""Telling somebody something, on all their devices."""

import asyncio
from datetime import timedelta
from typing import Final

from attrs import frozen

from core.errors import NoAnswer, Unavailable
from core.notices.model.delivery import Delivery
from core.notices.model.device import Device
from core.notices.model.errors import NoticeShown
from core.notices.model.notice import Notice
from core.undisturbed import undisturbed
from ports.clock import Clock
from ports.ids import Ids
from ports.notice_works import NoticeWork
from ports.notifier import DeviceGone, Notifier, Push
from ports.works import Works

# Of a teller that died, the message comes again after 20 s, and again until 34 s: by then the lease must be over.
LEASE: Final = timedelta(seconds=30)
PATIENCE: Final = timedelta(seconds=20)


@frozen(kw_only=True)
class TellDevices:
    """Push a notice to each device of its owner once, however often this is called and by however many at once.

    What a caller that died had in hand is pushed again once its lease is over, perhaps a second time; one that is
    cancelled ends what it has in hand first. `Unavailable` says that some device could not be told yet, or that
    somebody else is telling it: call again later.
    """

    works: Works[NoticeWork]
    notifier: Notifier
    clock: Clock
    ids: Ids
    patience: timedelta = PATIENCE

    async def __call__(self, notice: Notice) -> None:
        """Tell."""
        async with self.works.begin() as work:
            devices = await work.devices.of_user(notice.owner)
        failures = [await undisturbed(self._tell(notice, device)) for device in devices]
        for failure in failures:
            if failure is not None:
                raise failure

    async def _tell(self, notice: Notice, device: Device) -> Unavailable | None:
        """Tell one device, unless that is done; return why it could not be told."""
        try:
            device, delivery = await self._leased(notice, device)
        except NoticeShown:
            return None
        except Unavailable as failure:
            return failure
        try:
            await self._push(notice, device)
        except DeviceGone:
            await self._removed(device)
        except Unavailable as failure:
            await self._released(delivery)
            return failure
        else:
            await self._shown(delivery)
        return None

    async def _push(self, notice: Notice, device: Device) -> None:
        words = notice.words[device.locale]
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                await self.notifier.push(device.address, Push(title=words.title, body=words.body, data=notice.data))
        except TimeoutError as late:
            raise NoAnswer(what="the push service") from late

    async def _leased(self, notice: Notice, device: Device) -> tuple[Device, Delivery]:
        """Return the device as it is now, which may have become another's since, and the right to tell it."""
        async with self.works.begin() as work:
            held = await work.devices.hold(device.token)
            if held is None or held.device_id != device.device_id:
                raise NoticeShown
            now = self.clock.now()
            delivery = await work.deliveries.hold(notice.notice_id, held.device_id)
            leased = delivery.leased(self.ids.new(), until=now + LEASE, now=now)
            await work.deliveries.save(leased)
        return held, leased

    async def _shown(self, leased: Delivery) -> None:
        async with self.works.begin() as work:
            delivery = await work.deliveries.hold(leased.notice_id, leased.device_id)
            await work.deliveries.save(delivery.shown(now=self.clock.now()))

    async def _released(self, leased: Delivery) -> None:
        async with self.works.begin() as work:
            delivery = await work.deliveries.hold(leased.notice_id, leased.device_id)
            await work.deliveries.save(delivery.released(leased.token or ""))

    async def _removed(self, device: Device) -> None:
        """Forget a device that is gone, unless it has been registered again meanwhile."""
        async with self.works.begin() as work:
            if await work.devices.hold(device.token) == device:
                await work.devices.remove(device.device_id)
