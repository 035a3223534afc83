"""What people want of the channels, in PostgreSQL."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.forgotten_owners import FORGET, OWNER_IS_FORGOTTEN, TURN_OF_OWNER
from adapters.postgres.transaction import Row, Transaction
from core.identity.model.user import UserId
from core.notices.model.preferences import Preferences
from ports.notice_works import Wants

OF: Final = "SELECT push, mail FROM notification_service.preferences WHERE user_id = %s"
PUT: Final = f"""
{TURN_OF_OWNER}
INSERT INTO notification_service.preferences (user_id, push, mail)
SELECT %s::uuid, %s, %s WHERE NOT {OWNER_IS_FORGOTTEN}
ON CONFLICT (user_id) DO UPDATE SET push = excluded.push, mail = excluded.mail
"""
BOUNCED: Final = "SELECT FROM notification_service.bounced_addresses WHERE address_key = %s"
NOTE_BOUNCE: Final = """
INSERT INTO notification_service.bounced_addresses (address_key, noted_at) VALUES (%s, %s)
ON CONFLICT (address_key) DO UPDATE SET noted_at = excluded.noted_at
"""
FORGET_ALL: Final = f"""
{FORGET};
WITH gone AS (DELETE FROM notification_service.notices WHERE user_id = %(owner)s RETURNING notice_id)
DELETE FROM notification_service.notice_deliveries WHERE notice_id IN (SELECT notice_id FROM gone);
DELETE FROM notification_service.preferences WHERE user_id = %(owner)s
"""  # noqa: S608 - put together of constants


@frozen
class PostgresWants(Wants):
    """The tables `preferences` and `bounced_addresses`, of which the latter has digests."""

    _transaction: Transaction

    @override
    async def of(self, owner: UserId) -> Preferences:
        return _preferences(await self._transaction.fetch_one(OF, (owner,)))

    @override
    async def hold(self, owner: UserId) -> Preferences:
        return _preferences(await self._transaction.fetch_one(f"{TURN_OF_OWNER}{OF}", (owner, owner)))

    @override
    async def put(self, owner: UserId, preferences: Preferences) -> None:
        row = (owner, preferences.push, preferences.mail)
        await self._transaction.execute(PUT, (owner, *row, owner))

    @override
    async def bounced(self, address: str) -> bool:
        return await self._transaction.fetch_one(BOUNCED, (_key(address),)) is not None

    @override
    async def note_bounce(self, address: str, *, now: datetime) -> None:
        await self._transaction.execute(NOTE_BOUNCE, (_key(address), now))

    @override
    async def forget(self, owner: UserId) -> None:
        await self._transaction.execute(FORGET_ALL, {"owner": owner})


def _preferences(row: Row | None) -> Preferences:
    return Preferences() if row is None else Preferences(push=row[0], mail=row[1])


def _key(address: str) -> str:
    return sha256(address.encode()).hexdigest()
