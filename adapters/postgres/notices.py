"""What people are told, in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.forgotten_owners import OWNER_IS_FORGOTTEN, TURN_OF_OWNER
from adapters.postgres.transaction import Row, Transaction
from adapters.wire.documents import document_converter, read, written
from core.identity.model.user import LOCALES, UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.notice import LoggedNotice, Notice, Words
from ports.notice_works import Notices

CONVERTER: Final = document_converter()
THE_END: Final = 2**63 - 1
ADD: Final = f"""
{TURN_OF_OWNER}
INSERT INTO notification_service.notices (notice_id, user_id, kind, words, about, logged_at)
SELECT %s, %s::uuid, %s, %s, %s, %s::timestamptz WHERE NOT {OWNER_IS_FORGOTTEN}
ON CONFLICT (notice_id) DO NOTHING
"""
NOTICE: Final = """
SELECT notice_id, user_id, kind, words, about, place, logged_at FROM notification_service.notices WHERE user_id = %s
"""
AFTER: Final = f"{NOTICE} AND place > %s ORDER BY place LIMIT %s"
BEFORE: Final = f"{NOTICE} AND place < %s ORDER BY place DESC LIMIT %s"
PLACE: Final = "SELECT place FROM notification_service.notices WHERE notice_id = %s AND user_id = %s"
LATEST: Final = """
SELECT owner, place
FROM unnest(%s::uuid[]) AS owner,
    LATERAL (SELECT max(place) AS place FROM notification_service.notices WHERE user_id = owner) AS last
WHERE place IS NOT NULL
"""
PRUNE: Final = """
WITH gone AS (DELETE FROM notification_service.notices WHERE logged_at < %s RETURNING notice_id)
DELETE FROM notification_service.notice_deliveries WHERE notice_id IN (SELECT notice_id FROM gone)
"""


@frozen
class PostgresNotices(Notices):
    """The table `notices`; places are drawn while an owner's turn is held, so that they become visible in order."""

    _transaction: Transaction

    @override
    async def add(self, notice: Notice, *, now: datetime) -> bool:
        words, about = (written(part, CONVERTER).decode() for part in (notice.words, notice.about))
        row = (notice.notice_id, notice.owner, notice.kind, words, about, now)
        return await self._transaction.execute(ADD, (notice.owner, *row, notice.owner)) == 1

    @override
    async def after(self, owner: UserId, *, place: int, limit: int) -> Sequence[LoggedNotice]:
        return [_logged(row) for row in await self._transaction.fetch(AFTER, (owner, place, limit))]

    @override
    async def before(self, owner: UserId, *, place: int | None, limit: int) -> Sequence[LoggedNotice]:
        below = THE_END if place is None else place
        return [_logged(row) for row in await self._transaction.fetch(BEFORE, (owner, below, limit))]

    @override
    async def place_of(self, notice_id: NoticeId, *, owner: UserId) -> int | None:
        row = await self._transaction.fetch_one(PLACE, (notice_id, owner))
        return None if row is None else row[0]

    @override
    async def latest(self, owners: Collection[UserId]) -> Mapping[UserId, int]:
        rows = await self._transaction.fetch(LATEST, (list(owners),))
        return {UserId(owner): place for owner, place in rows}

    @override
    async def prune(self, *, before: datetime) -> None:
        await self._transaction.execute(PRUNE, (before,))


def _logged(row: Row) -> LoggedNotice:
    notice_id, user_id, kind, words, about, place, logged_at = row
    in_languages = read(words, dict[str, Words], CONVERTER)
    notice = Notice(
        notice_id=notice_id,
        owner=user_id,
        kind=kind,
        words={locale: in_languages[locale] for locale in LOCALES if locale in in_languages},
        about=read(about, dict[str, str], CONVERTER),
    )
    return LoggedNotice(notice=notice, place=place, logged_at=logged_at.astimezone(UTC))
