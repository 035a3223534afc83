"""What somebody was told and what they want to be told, for them to read."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from attrs import asdict, frozen

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery
from core.notices.model.notice import LoggedNotice
from core.notices.model.preferences import Preferences
from ports.notice_works import NoticeWork
from ports.personal_data import DataFile
from ports.works import Works

AT_A_TIME: Final = 200


@frozen(kw_only=True)
class CollectNotices:
    """Return files with all notices of a user and with their preferences, where there are any of their own."""

    works: Works[NoticeWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        notices = [notice async for notice in self._notices(user_id)]
        async with self.works.look() as work:
            preferences = await work.wants.of(user_id)
        files = {
            "notices.json": notices,
            "notice-preferences.json": None if preferences == Preferences() else asdict(preferences),
        }
        return [DataFile.of_json(path, content) for path, content in files.items() if content]

    async def _notices(self, owner: UserId) -> AsyncIterator[dict[str, Any]]:
        place: int | None = None
        while True:
            async with self.works.look() as work:
                log = await work.notices.before(owner, place=place, limit=AT_A_TIME)
                deliveries = await work.deliveries.of_notices([logged.notice.notice_id for logged in log])
            for logged in log:
                yield _document(logged, deliveries.get(logged.notice.notice_id, ()))
            if len(log) < AT_A_TIME:
                return
            place = log[-1].place


def _document(logged: LoggedNotice, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    notice = logged.notice
    return {
        "notice_id": notice.notice_id,
        "kind": notice.kind,
        "words": {locale: asdict(words) for locale, words in notice.words.items()},
        "about": dict(notice.about),
        "logged_at": logged.logged_at.isoformat(),
        "deliveries": [_told(delivery) for delivery in deliveries],
    }


def _told(delivery: Delivery) -> dict[str, Any]:
    return {
        "channel": delivery.channel,
        "target": delivery.target,
        "outcome": delivery.outcome,
        "attempts": delivery.attempts,
        "ended_at": None if delivery.ended_at is None else delivery.ended_at.isoformat(),
    }
