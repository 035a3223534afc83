"""Read what somebody was told since."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.notice import LoggedNotice
from ports.notice_works import NoticeWork
from ports.works import Works

MOST_AT_ONCE: Final = 64


@frozen(kw_only=True)
class ReadOn:
    """Read on in somebody's log."""

    works: Works[NoticeWork]

    async def __call__(self, *, owner: UserId, place: int) -> Sequence[LoggedNotice]:
        """Return the next notices after a place; fewer than `MOST_AT_ONCE` are all that there are yet."""
        async with self.works.look() as work:
            return await work.notices.after(owner, place=place, limit=MOST_AT_ONCE)
