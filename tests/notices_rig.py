"""Somebody with devices, and a push service that can be touchy."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from attrs import define, field
from typing_extensions import override

from adapters.memory.notifier import MemoryNotifier
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from core.errors import Unavailable
from core.identity.model.user import Locale, UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.device import Device
from core.notices.model.film_notices import of_completed_film
from core.notices.model.notice import Notice
from core.notices.use_cases.devices.forget_devices import ForgetDevices
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from core.notices.use_cases.telling.tell_devices import TellDevices
from core.video.model.events import FilmCompleted
from core.video.model.job import JobId
from ports.notice_works import NoticeWork
from ports.notifier import Push
from ports.works import Works
from tests.builders import an_id
from tests.clocks import ManualClock

IDS = Uuid7Ids(SystemClock())


def nothing() -> None:
    """Do nothing."""


@define
class TouchyNotifier(MemoryNotifier):
    """Does something, once, before it pushes next."""

    before_push: Callable[[], None] = nothing
    down: bool = False

    @override
    async def push(self, address: str, push: Push) -> None:
        do, self.before_push = self.before_push, nothing
        await asyncio.sleep(0)
        do()
        if self.down:
            raise Unavailable(what="the push service")
        await super().push(address, push)

    @override
    async def forget(self, address: str) -> None:
        if self.down:
            raise Unavailable(what="the push service")
        await super().forget(address)


@define
class Rig:
    """Somebody with devices, and what happens to them."""

    works: Works[NoticeWork]
    mina: UserId = field(factory=lambda: UserId(an_id()))
    clock: ManualClock = field(factory=ManualClock)
    notifier: TouchyNotifier = field(factory=TouchyNotifier)

    async def register(self, token: str, *, locale: Locale = "en", owner: UserId | None = None) -> tuple[Device, bool]:
        self.clock.move(timedelta(seconds=1))
        register = RegisterDevice(works=self.works, notifier=self.notifier, clock=self.clock, ids=IDS)
        return await register(caller=owner or self.mina, platform="ios", token=token, locale=locale)

    async def devices(self, owner: UserId | None = None) -> list[str]:
        async with self.works.begin() as work:
            return [device.token for device in await work.devices.of_user(owner or self.mina)]

    async def tell(self, notice: Notice) -> None:
        await TellDevices(works=self.works, notifier=self.notifier, clock=self.clock, ids=IDS)(notice)

    async def forget(self, owner: UserId | None = None) -> None:
        await ForgetDevices(works=self.works, notifier=self.notifier)(user_id=owner or self.mina)

    async def remove(self, token: str, *, caller: UserId | None = None) -> None:
        await RemoveDevice(works=self.works, notifier=self.notifier)(caller=caller or self.mina, token=token)

    def notice(self) -> Notice:
        return of_completed_film(self.completed(), notice_id=NoticeId(an_id()))

    def completed(self, title: str = "부산의 사흘") -> FilmCompleted:
        return FilmCompleted(job_id=JobId(an_id()), owner=self.mina, title=title)

    @property
    def told(self) -> list[str]:
        return [push.data["notice_id"] for _, push in self.notifier.pushes]
