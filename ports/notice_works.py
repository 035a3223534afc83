"""Where devices are kept, what people are told, and how far that is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device, DeviceId
from core.notices.model.notice import LoggedNotice, Notice
from core.notices.model.preferences import Channel, Preferences
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


class Notices(Protocol):
    """Keeps what each user is told: their log.

    - `add` puts a notice at the end of its owner's log and tells whether it did; one that is there already stays where
      it is, and for an owner that was forgotten nothing is kept. Works that add for one owner wait for each other, so
      that nobody who has read the log up to a place ever finds something new below it.
    - `after` returns an owner's notices with places above `place`, in their order, and `limit` at most. `before`
      returns those with places below `place` (None: all), the newest first, and `limit` at most.
    - `place_of` returns where in the owner's log a notice is, or None. `latest` returns for each of these owners the
      place of their last notice; owners without any are left out.
    - `prune` removes those that were logged before a moment, and how far they were on their way; no place is ever used
      again.
    - A notice comes back as it was kept.
    """

    async def add(self, notice: Notice, *, now: datetime) -> bool:
        """Keep a notice."""
        ...

    async def after(self, owner: UserId, *, place: int, limit: int) -> Sequence[LoggedNotice]:
        """Return what somebody was told since."""
        ...

    async def before(self, owner: UserId, *, place: int | None, limit: int) -> Sequence[LoggedNotice]:
        """Return what somebody was told lately."""
        ...

    async def place_of(self, notice_id: NoticeId, *, owner: UserId) -> int | None:
        """Find a notice in the log."""
        ...

    async def latest(self, owners: Collection[UserId]) -> Mapping[UserId, int]:
        """Tell how far the logs are."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Remove old notices."""
        ...


class Deliveries(Protocol):
    """Keeps how far notices are on their way.

    - `hold` returns a delivery, a new one where there is none yet; other works that would hold the same one wait until
      this one ends.
    - `save` keeps what has become of a delivery that is held.
    - `of_notices` returns the deliveries of these notices by the notices' ids, each in the order of channel and target,
      and leaves out notices without any.
    - `prune` removes those that ended before a moment.
    """

    async def hold(self, notice_id: NoticeId, channel: Channel, target: str) -> Delivery:
        """Find a delivery, or begin it, and keep others from changing it."""
        ...

    async def save(self, delivery: Delivery) -> None:
        """Keep."""
        ...

    async def of_notices(self, notice_ids: Collection[NoticeId]) -> Mapping[NoticeId, Sequence[Delivery]]:
        """Return how far notices are."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Forget what nobody will tell again."""
        ...


class Wants(Protocol):
    """Keeps what each user wants of the channels.

    - `of` returns a user's preferences, those of everybody where they have none of their own. `hold` does too, and
      other works that would hold the same user's wait until this one ends. `put` keeps them.
    - `forget` removes an owner's preferences, bounce, notices and deliveries; from then on `put`, `Bounces.note` and
      `Notices.add` keep nothing of theirs for a day at least.
    """

    async def of(self, owner: UserId) -> Preferences:
        """Return what somebody wants."""
        ...

    async def hold(self, owner: UserId) -> Preferences:
        """Return what somebody wants, and keep others from changing it."""
        ...

    async def put(self, owner: UserId, preferences: Preferences) -> None:
        """Keep what somebody wants."""
        ...

    async def forget(self, owner: UserId) -> None:
        """Remove what is kept of somebody."""
        ...


class Bounces(Protocol):
    """Keeps of each user the address that took no letters the last time.

    - `note` notes an owner's address, in the place of the one before.
    - `noted` tells whether this address of an owner's was noted at `since` or later. Addresses are compared as they
      are and cannot be read out of what is kept.
    - `forget` removes what was noted of an owner, and is quiet where there is nothing.
    - `prune` removes what was noted before a moment.
    """

    async def note(self, owner: UserId, address: str, *, now: datetime) -> None:
        """Note that an address takes no letters."""
        ...

    async def noted(self, owner: UserId, address: str, *, since: datetime) -> bool:
        """Tell whether an address takes no letters."""
        ...

    async def forget(self, owner: UserId) -> None:
        """Give an address another chance."""
        ...

    async def prune(self, *, before: datetime) -> None:
        """Remove old bounces."""
        ...


class NoticeWork(Work, Protocol):
    """A transaction over devices and notices."""

    @property
    def devices(self) -> Devices:
        """The devices."""
        ...

    @property
    def notices(self) -> Notices:
        """What people are told."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """The notices on their way."""
        ...

    @property
    def wants(self) -> Wants:
        """What people want."""
        ...

    @property
    def bounces(self) -> Bounces:
        """Whose addresses take no letters."""
        ...
