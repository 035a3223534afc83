"""Devices, what people are told, and how far that is, in memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.memory.bounces import MemoryBounces
from adapters.memory.works import Section, Table, Tables, open_works
from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from core.notices.model.notice import LoggedNotice, Notice
from core.notices.model.preferences import Channel, Preferences
from ports.notice_works import Bounces, Deliveries, Devices, Notices, NoticeWork, Wants
from ports.works import Inbox, Outbox, Works

LAST: Final = "last"


@frozen
class MemoryDevices(Devices):
    """Devices by token; one work at a time, so that none has to be held."""

    _table: Table
    _forgotten: Table

    @override
    async def hold(self, token: str) -> Device | None:
        return self._table.get(token)

    @override
    async def put(self, device: Device) -> None:
        if device.owner in self._forgotten:
            raise DeviceOwnerGone
        self._table[device.token] = device

    @override
    async def of_user(self, owner: UserId) -> Sequence[Device]:
        theirs = [device for device in self._table.values() if device.owner == owner]
        return sorted(theirs, key=lambda device: (device.registered_at, device.device_id), reverse=True)

    @override
    async def remove(self, device_id: DeviceId) -> None:
        for token in [device.token for device in self._table.values() if device.device_id == device_id]:
            del self._table[token]

    @override
    async def forget(self, owner: UserId) -> Sequence[Device]:
        self._forgotten[owner] = True
        return await self.of_user(owner)


@frozen
class MemoryNotices(Notices):
    """Notices by id, in the order of their places, since what is added comes last."""

    _table: Table
    _deliveries: Table
    _forgotten: Table
    _places: Table

    @override
    async def add(self, notice: Notice, *, now: datetime) -> bool:
        if notice.notice_id in self._table or notice.owner in self._forgotten:
            return False
        self._places[LAST] = place = 1 + self._places.get(LAST, 0)
        self._table[notice.notice_id] = LoggedNotice(notice=notice, place=place, logged_at=now)
        return True

    @override
    async def after(self, owner: UserId, *, place: int, limit: int) -> Sequence[LoggedNotice]:
        return [logged for logged in self._of(owner) if logged.place > place][:limit]

    @override
    async def before(self, owner: UserId, *, place: int | None, limit: int) -> Sequence[LoggedNotice]:
        return [logged for logged in reversed(self._of(owner)) if place is None or logged.place < place][:limit]

    @override
    async def place_of(self, notice_id: NoticeId, *, owner: UserId) -> int | None:
        return next((logged.place for logged in self._of(owner) if logged.notice.notice_id == notice_id), None)

    @override
    async def latest(self, owners: Collection[UserId]) -> Mapping[UserId, int]:
        return {owner: logged[-1].place for owner in owners if (logged := self._of(owner))}

    @override
    async def prune(self, *, before: datetime) -> None:
        _remove(self._table, self._deliveries, [one for one in self._table.values() if one.logged_at < before])

    def _of(self, owner: UserId) -> list[LoggedNotice]:
        return [logged for logged in self._table.values() if logged.notice.owner == owner]


@frozen
class MemoryDeliveries(Deliveries):
    """Deliveries by notice, channel and target."""

    _table: Table

    @override
    async def hold(self, notice_id: NoticeId, channel: Channel, target: str) -> Delivery:
        new = Delivery(notice_id=notice_id, channel=channel, target=target)
        kept: Delivery = self._table.setdefault((notice_id, channel, target), new)
        return kept

    @override
    async def save(self, delivery: Delivery) -> None:
        self._table[delivery.notice_id, delivery.channel, delivery.target] = delivery

    @override
    async def of_notices(self, notice_ids: Collection[NoticeId]) -> Mapping[NoticeId, Sequence[Delivery]]:
        found: dict[NoticeId, list[Delivery]] = {}
        for key in sorted(key for key in self._table if key[0] in notice_ids):
            found.setdefault(key[0], []).append(self._table[key])
        return found

    @override
    async def prune(self, *, before: datetime) -> None:
        for key in [key for key, row in self._table.items() if row.ended_at is not None and row.ended_at < before]:
            del self._table[key]


@frozen
class MemoryWants(Wants):
    """Preferences by owner."""

    _preferences: Table
    _bounces: Table
    _notices: Table
    _deliveries: Table
    _forgotten: Table

    @override
    async def of(self, owner: UserId) -> Preferences:
        kept: Preferences = self._preferences.get(owner, Preferences())
        return kept

    @override
    async def hold(self, owner: UserId) -> Preferences:
        return await self.of(owner)

    @override
    async def put(self, owner: UserId, preferences: Preferences) -> None:
        if owner not in self._forgotten:
            self._preferences[owner] = preferences

    @override
    async def forget(self, owner: UserId) -> None:
        self._forgotten[owner] = True
        for table in (self._preferences, self._bounces):
            table.pop(owner, None)
        _remove(self._notices, self._deliveries, [one for one in self._notices.values() if one.notice.owner == owner])


@frozen(kw_only=True)
class MemoryNoticeWork(NoticeWork):
    """One transaction over devices and notices in memory."""

    devices: Devices
    notices: Notices
    deliveries: Deliveries
    wants: Wants
    bounces: Bounces
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[NoticeWork]]:
    """Open devices and notices that end with the process."""
    yield open_works(section, open_work=_open_work)


def _remove(notices: Table, deliveries: Table, gone: Sequence[LoggedNotice]) -> None:
    """Remove notices together with their deliveries."""
    for logged in gone:
        del notices[logged.notice.notice_id]
    ids = {logged.notice.notice_id for logged in gone}
    for key in [key for key in deliveries if key[0] in ids]:
        del deliveries[key]


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> NoticeWork:
    forgotten, notices, deliveries = (tables[name] for name in ("forgotten_owners", "notices", "deliveries"))
    bounces = tables["bounces"]
    return MemoryNoticeWork(
        devices=MemoryDevices(tables["devices"], forgotten),
        notices=MemoryNotices(notices, deliveries, forgotten, tables["places"]),
        deliveries=MemoryDeliveries(deliveries),
        wants=MemoryWants(tables["preferences"], bounces, notices, deliveries, forgotten),
        bounces=MemoryBounces(bounces, forgotten),
        outbox=outbox,
        inbox=inbox,
    )
