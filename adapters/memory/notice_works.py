"""Devices, and what they have been told, in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Table, Tables, open_works
from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from ports.notice_works import Deliveries, Devices, NoticeWork
from ports.works import Inbox, Outbox, Works


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
class MemoryDeliveries(Deliveries):
    """Deliveries by notice and device."""

    _table: Table

    @override
    async def hold(self, notice_id: NoticeId, device_id: DeviceId) -> Delivery:
        kept: Delivery | None = self._table.get((notice_id, device_id))
        return Delivery(notice_id=notice_id, device_id=device_id) if kept is None else kept

    @override
    async def save(self, delivery: Delivery) -> None:
        self._table[delivery.notice_id, delivery.device_id] = delivery

    @override
    async def prune(self, *, before: datetime) -> None:
        old = [key for key, row in self._table.items() if row.shown_at is not None and row.shown_at < before]
        for key in old:
            del self._table[key]


@frozen(kw_only=True)
class MemoryNoticeWork(NoticeWork):
    """One transaction over devices and notices in memory."""

    devices: Devices
    deliveries: Deliveries
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[NoticeWork]]:
    """Open devices that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> NoticeWork:
    return MemoryNoticeWork(
        devices=MemoryDevices(tables["devices"], tables["forgotten_owners"]),
        deliveries=MemoryDeliveries(tables["deliveries"]),
        outbox=outbox,
        inbox=inbox,
    )
