"""Telling somebody something on all their devices."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, Outcome
from core.notices.model.device import Device
from core.notices.model.errors import NoticeInHand, NoticeSettled
from core.notices.model.notice import Notice
from core.notices.use_cases.steps.in_time import PATIENCE, in_time
from core.notices.use_cases.steps.tellings import Tellings
from core.undisturbed import undisturbed
from ports.notice_works import NoticeWork
from ports.notifier import DeviceGone, Notifier, Push
from ports.works import Works


@frozen(kw_only=True)
class PushToDevices:
    """Push a notice to each device of its owner once, however often this is called and by however many at once.

    Who is cancelled ends what they have in hand first.
    """

    works: Works[NoticeWork]
    notifier: Notifier
    tellings: Tellings
    patience: timedelta = PATIENCE

    async def __call__(self, notice: Notice) -> Sequence[Attempt]:
        """Push, where that is still to be done."""
        async with self.works.begin() as work:
            devices = await work.devices.of_user(notice.owner)
            gone = await self._let_go(work, notice, devices)
        tried = [await undisturbed(self._tell(notice, device)) for device in devices]
        return (*gone, *(attempt for attempt in tried if attempt is not None))

    async def _let_go(self, work: NoticeWork, notice: Notice, devices: Sequence[Device]) -> Sequence[Attempt]:
        """End what was on its way to devices that were removed meanwhile."""
        there = {device.device_id for device in devices}
        begun = (await work.deliveries.of_notices([notice.notice_id])).get(notice.notice_id, ())
        waiting = [one for one in begun if one.channel == "push" and one.outcome is None and one.target not in there]
        for one in waiting:
            delivery = await work.deliveries.hold(one.notice_id, one.channel, one.target)
            await work.deliveries.save(delivery.ended("gone", now=self.tellings.clock.now()))
        return [Attempt(channel="push", outcome="gone") for _ in waiting]

    async def _tell(self, notice: Notice, device: Device) -> Attempt | None:
        """Tell one device, unless that is done."""
        try:
            held, begun = await self._begun(notice, device)
        except NoticeSettled:
            return None
        except NoticeInHand as busy:
            return Attempt(channel="push", failure=busy)
        return await self.tellings.carry_out(begun, lambda: self._pushed(notice, held))

    async def _begun(self, notice: Notice, device: Device) -> tuple[Device, Delivery]:
        """Return the device as it is now, which may have become another's since, and the right to tell it."""
        new = Delivery(notice_id=notice.notice_id, channel="push", target=device.device_id)
        async with self.works.begin() as work:
            held = await work.devices.hold(device.token)
            if held is None or held.device_id != device.device_id:
                raise NoticeSettled
            wants = await work.wants.of(notice.owner)
            return held, await self.tellings.begin(work, new, wanted=wants.push)

    async def _pushed(self, notice: Notice, device: Device) -> Outcome:
        words = notice.words[device.locale]
        push = Push(title=words.title, body=words.body, data=notice.data)
        pushing = self.notifier.push(device.address, push)
        try:
            await in_time(pushing, what="the push service", patience=self.patience)
        except DeviceGone:
            await self._removed(device)
            return "gone"
        return "told"

    async def _removed(self, device: Device) -> None:
        """Forget a device that is gone, unless it has been registered again meanwhile."""
        async with self.works.begin() as work:
            if await work.devices.hold(device.token) == device:
                await work.devices.remove(device.device_id)
