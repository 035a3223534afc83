"""What people want of the channels, in PostgreSQL."""

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
FORGET_ALL: Final = f"""
{FORGET};
WITH gone AS (DELETE FROM notification_service.notices WHERE user_id = %(owner)s RETURNING notice_id)
DELETE FROM notification_service.notice_deliveries WHERE notice_id IN (SELECT notice_id FROM gone);
DELETE FROM notification_service.preferences WHERE user_id = %(owner)s;
DELETE FROM notification_service.bounces WHERE user_id = %(owner)s
"""  # noqa: S608 - put together of constants


@frozen
class PostgresWants(Wants):
    """The table `preferences`."""

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
    async def forget(self, owner: UserId) -> None:
        await self._transaction.execute(FORGET_ALL, {"owner": owner})


def _preferences(row: Row | None) -> Preferences:
    return Preferences() if row is None else Preferences(push=row[0], mail=row[1])
