"""Devices, and what they have been told, in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.works import Section, open_works
from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from ports.notice_works import Deliveries, Devices, NoticeWork
from ports.works import Inbox, Outbox, Works

DEVICE: Final = (
    "SELECT device_id, user_id, platform, token, address, locale, registered_at FROM notification_service.devices"
)
OF_USER: Final = f"{DEVICE} WHERE user_id = %s ORDER BY registered_at DESC, device_id DESC"
# Turns are statements of their own, so that the next one sees what was committed while it waited.
TURN_OF_TOKEN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('notification_service token ' || %s, 0));"  # noqa: S105 - a statement
TURN_OF_OWNER: Final = "SELECT pg_advisory_xact_lock(hashtextextended('notification_service owner ' || %s, 0));"
PUT: Final = f"""
{TURN_OF_OWNER}
INSERT INTO notification_service.devices
    (token_key, device_id, user_id, platform, token, address, locale, registered_at)
SELECT %s, %s::uuid, %s::uuid, %s, %s, %s, %s, %s::timestamptz
WHERE NOT EXISTS (SELECT FROM notification_service.forgotten_owners WHERE user_id = %s)
ON CONFLICT (token_key) DO UPDATE SET device_id = excluded.device_id, user_id = excluded.user_id,
    platform = excluded.platform, address = excluded.address, locale = excluded.locale,
    registered_at = excluded.registered_at
"""  # noqa: S608 - put together of constants
REMOVE: Final = "DELETE FROM notification_service.devices WHERE device_id = %s"
# Nobody is signed in for a day after their account has gone.
FORGET: Final = f"""
{TURN_OF_OWNER}
DELETE FROM notification_service.forgotten_owners WHERE forgotten_at < now() - interval '1 day';
INSERT INTO notification_service.forgotten_owners (user_id) VALUES (%s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together of constants
BEGIN_DELIVERY: Final = (
    "INSERT INTO notification_service.deliveries (notice_id, device_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
)
DELIVERY: Final = """
SELECT lease_token, leased_until, shown_at FROM notification_service.deliveries
WHERE notice_id = %s AND device_id = %s FOR UPDATE
"""
SAVE_DELIVERY: Final = """
UPDATE notification_service.deliveries SET lease_token = %s, leased_until = %s, shown_at = %s
WHERE notice_id = %s AND device_id = %s
"""


@frozen
class PostgresDevices(Devices):
    """The table `devices`, whose tokens, too long for an index, are found by their digests."""

    _transaction: Transaction

    @override
    async def hold(self, token: str) -> Device | None:
        key = _key(token)
        row = await self._transaction.fetch_one(f"{TURN_OF_TOKEN}{DEVICE} WHERE token_key = %s", (key, key))
        return None if row is None else _device(row)

    @override
    async def put(self, device: Device) -> None:
        reached = (device.platform, device.token, device.address, device.locale, device.registered_at)
        row = (_key(device.token), device.device_id, device.owner, *reached)
        if not await self._transaction.execute(PUT, (device.owner, *row, device.owner)):
            raise DeviceOwnerGone

    @override
    async def of_user(self, owner: UserId) -> Sequence[Device]:
        return [_device(row) for row in await self._transaction.fetch(OF_USER, (owner,))]

    @override
    async def remove(self, device_id: DeviceId) -> None:
        await self._transaction.execute(REMOVE, (device_id,))

    @override
    async def forget(self, owner: UserId) -> Sequence[Device]:
        await self._transaction.execute(FORGET, (owner, owner))
        return await self.of_user(owner)


@frozen
class PostgresDeliveries(Deliveries):
    """The table `deliveries`."""

    _transaction: Transaction

    @override
    async def hold(self, notice_id: NoticeId, device_id: DeviceId) -> Delivery:
        key = (notice_id, device_id)
        row = await self._transaction.fetch_one(f"{BEGIN_DELIVERY};{DELIVERY}", (*key, *key))
        token, until, shown_at = row or (None, None, None)
        return Delivery(
            notice_id=notice_id, device_id=device_id, token=token, until=_utc(until), shown_at=_utc(shown_at)
        )

    @override
    async def save(self, delivery: Delivery) -> None:
        state = (delivery.token, delivery.until, delivery.shown_at)
        await self._transaction.execute(SAVE_DELIVERY, (*state, delivery.notice_id, delivery.device_id))

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute("DELETE FROM notification_service.deliveries WHERE shown_at < %s", (before,))


@frozen(kw_only=True)
class PostgresNoticeWork(NoticeWork):
    """One transaction over devices and notices in PostgreSQL."""

    devices: Devices
    deliveries: Deliveries
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[NoticeWork]]:
    """Open what is kept in the schema `notification_service`."""
    yield open_works(section, schema="notification_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> NoticeWork:
    return PostgresNoticeWork(
        devices=PostgresDevices(transaction), deliveries=PostgresDeliveries(transaction), outbox=outbox, inbox=inbox
    )


def _key(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _device(row: Row) -> Device:
    device_id, user_id, platform, token, address, locale, registered_at = row
    return Device(
        device_id=device_id,
        owner=user_id,
        platform=platform,
        token=token,
        address=address,
        locale=locale,
        registered_at=registered_at.astimezone(UTC),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
