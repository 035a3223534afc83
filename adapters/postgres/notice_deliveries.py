"""How far notices are on their way, in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.preferences import Channel
from ports.notice_works import Deliveries

BEGIN: Final = """
INSERT INTO notification_service.notice_deliveries (notice_id, channel, target) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING;
"""
DELIVERY: Final = """
SELECT notice_id, channel, target, attempts, lease_token, leased_until, outcome, ended_at
FROM notification_service.notice_deliveries
"""
HOLD: Final = f"{BEGIN}{DELIVERY} WHERE notice_id = %s AND channel = %s AND target = %s FOR UPDATE"
OF_NOTICES: Final = f'{DELIVERY} WHERE notice_id = ANY(%s) ORDER BY channel COLLATE "C", target COLLATE "C"'
SAVE: Final = """
UPDATE notification_service.notice_deliveries
SET attempts = %s, lease_token = %s, leased_until = %s, outcome = %s, ended_at = %s
WHERE notice_id = %s AND channel = %s AND target = %s
"""
PRUNE: Final = "DELETE FROM notification_service.notice_deliveries WHERE ended_at < %s"


@frozen
class PostgresDeliveries(Deliveries):
    """The table `notice_deliveries`."""

    _transaction: Transaction

    @override
    async def hold(self, notice_id: NoticeId, channel: Channel, target: str) -> Delivery:
        key = (notice_id, channel, target)
        (row,) = await self._transaction.fetch(HOLD, (*key, *key))
        return _delivery(row)

    @override
    async def save(self, delivery: Delivery) -> None:
        lease = (delivery.attempts, delivery.token, delivery.until)
        key = (delivery.notice_id, delivery.channel, delivery.target)
        await self._transaction.execute(SAVE, (*lease, delivery.outcome, delivery.ended_at, *key))

    @override
    async def of_notices(self, notice_ids: Collection[NoticeId]) -> Mapping[NoticeId, Sequence[Delivery]]:
        found: dict[NoticeId, list[Delivery]] = {}
        for row in await self._transaction.fetch(OF_NOTICES, (list(notice_ids),)):
            delivery = _delivery(row)
            found.setdefault(delivery.notice_id, []).append(delivery)
        return found

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute(PRUNE, (before,))


def _delivery(row: Row) -> Delivery:
    notice_id, channel, target, attempts, token, until, outcome, ended_at = row
    return Delivery(
        notice_id=notice_id,
        channel=channel,
        target=target,
        attempts=attempts,
        token=token,
        until=_utc(until),
        outcome=outcome,
        ended_at=_utc(ended_at),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
