"""Devices in PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.forgotten_owners import FORGET, OWNER_IS_FORGOTTEN, TURN_OF_OWNER
from adapters.postgres.transaction import Row, Transaction
from core.identity.model.user import UserId
from core.notices.model.device import Device, DeviceId
from core.notices.model.errors import DeviceOwnerGone
from ports.notice_works import Devices

DEVICE: Final = (
    "SELECT device_id, user_id, platform, token, address, locale, registered_at FROM notification_service.devices"
)
OF_USER: Final = f"{DEVICE} WHERE user_id = %s ORDER BY registered_at DESC, device_id DESC"
# Turns are statements of their own, so that the next one sees what was committed while it waited.
TURN_OF_TOKEN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('notification_service token ' || %s, 0));"  # noqa: S105 - a statement
PUT: Final = f"""
{TURN_OF_OWNER}
INSERT INTO notification_service.devices
    (token_key, device_id, user_id, platform, token, address, locale, registered_at)
SELECT %s, %s::uuid, %s::uuid, %s, %s, %s, %s, %s::timestamptz
WHERE NOT {OWNER_IS_FORGOTTEN}
ON CONFLICT (token_key) DO UPDATE SET device_id = excluded.device_id, user_id = excluded.user_id,
    platform = excluded.platform, address = excluded.address, locale = excluded.locale,
    registered_at = excluded.registered_at
"""
REMOVE: Final = "DELETE FROM notification_service.devices WHERE device_id = %s"


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
        await self._transaction.execute(FORGET, {"owner": owner})
        return await self.of_user(owner)


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
