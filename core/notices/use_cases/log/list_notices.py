"""What somebody was told."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.delivery import Delivery
from core.notices.model.notice import LoggedNotice
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class ToldNotice:
    """A notice, and how it got to its owner."""

    logged: LoggedNotice
    deliveries: Sequence[Delivery] = ()


@frozen(kw_only=True)
class ListNotices:
    """Return the caller's notices below a place (None: all), the newest first and `limit` at most."""

    works: Works[NoticeWork]

    async def __call__(self, *, caller: UserId, place: int | None, limit: int) -> Sequence[ToldNotice]:
        """List."""
        async with self.works.look() as work:
            log = await work.notices.before(caller, place=place, limit=limit)
            deliveries = await work.deliveries.of_notices([logged.notice.notice_id for logged in log])
        return [ToldNotice(logged=logged, deliveries=deliveries.get(logged.notice.notice_id, ())) for logged in log]
