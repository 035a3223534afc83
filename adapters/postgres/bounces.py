"""Whose addresses take no letters, in PostgreSQL."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.forgotten_owners import OWNER_IS_FORGOTTEN, TURN_OF_OWNER
from adapters.postgres.transaction import Transaction
from core.identity.model.user import UserId
from ports.notice_works import Bounces

NOTE: Final = f"""
{TURN_OF_OWNER}
INSERT INTO notification_service.bounces (user_id, address_key, noted_at)
SELECT %s::uuid, %s, %s WHERE NOT {OWNER_IS_FORGOTTEN}
ON CONFLICT (user_id) DO UPDATE SET address_key = excluded.address_key, noted_at = excluded.noted_at
"""
NOTED: Final = """
SELECT FROM notification_service.bounces WHERE user_id = %s AND address_key = %s AND noted_at >= %s
"""
FORGET: Final = "DELETE FROM notification_service.bounces WHERE user_id = %s"
PRUNE: Final = "DELETE FROM notification_service.bounces WHERE noted_at < %s"


@frozen
class PostgresBounces(Bounces):
    """The table `bounces`, which has digests of addresses."""

    _transaction: Transaction

    @override
    async def note(self, owner: UserId, address: str, *, now: datetime) -> None:
        await self._transaction.execute(NOTE, (owner, owner, _key(address), now, owner))

    @override
    async def noted(self, owner: UserId, address: str, *, since: datetime) -> bool:
        return await self._transaction.fetch_one(NOTED, (owner, _key(address), since)) is not None

    @override
    async def forget(self, owner: UserId) -> None:
        await self._transaction.execute(FORGET, (owner,))

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute(PRUNE, (before,))


def _key(address: str) -> str:
    return sha256(address.encode()).hexdigest()
