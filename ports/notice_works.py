"""Where devices are kept, and which of them have been told what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device, DeviceId
from ports.works import Work


class Devices(Protocol):
    """Keeps devices. There is one for a token, and it is one user's.

    - `hold` returns the device with a token, whosever it is, or None; other works that would hold the same token wait
      until this one ends.
    - `put` keeps a device in the place of the one with the same token, whosever that was. For an owner that was
      forgotten it is `DeviceOwnerGone`.
    - `of_user` returns a user's devices, the last registered first.
    - `remove` removes a device, and is quiet about one that is not there.
    - `forget` lets `put` refuse all devices of an owner from then on, and returns those that are there, also one that
      was being put meanwhile; they stay until they are removed.
    - A device comes back as it was kept.
    """

    async def hold(self, token: str) -> Device | None:
        """Find a device and keep others from changing it."""
        ...

    async def put(self, device: Device) -> None:
        """Keep a device."""
        ...

    async def of_user(self, owner: UserId) -> Sequence[Device]:
        """Return a user's devices."""
        ...

    async def remove(self, device_id: DeviceId) -> None:
        """Remove a device."""
        ...

    async def forget(self, owner: UserId) -> Sequence[Device]:
        """Keep no further device of an owner's."""
        ...


class Deliveries(Protocol):
    """Keeps how far notices are on their way to devices.

    - `hold` returns a delivery, a new one where there is none yet; other works that would hold the same one wait until
      this one ends.
    - `save` keeps what has become of a delivery that is held.
    - `prune` removes those that were shown before a moment.
    """

    async def hold(self, notice_id: NoticeId, device_id: DeviceId) -> Delivery:
        """Find a delivery, or begin it, and keep others from changing it."""
        ...

    async def save(self, delivery: Delivery) -> None:
        """Keep."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Forget what nobody will tell again."""
        ...


class NoticeWork(Work, Protocol):
    """A transaction over devices and notices."""

    @property
    def devices(self) -> Devices:
        """The devices."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """The notices on their way."""
        ...
