"""Find out where somebody who connects goes on."""

import re
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.live import Bookmark
from ports.notice_works import NoticeWork
from ports.works import Works

LIKELY: Final = re.compile(r"[!-~]{1,128}")  # what clients send goes no further unless it could be a notice's id


@frozen(kw_only=True)
class FindBookmark:
    """Find the place after which somebody has seen nothing yet.

    - Somebody new begins at the end of their log.
    - Somebody who comes back begins after the last notice that they have seen. If that one is not in their log any
      more, or never was, they begin at the beginning: so nothing that is still kept is missed.
    """

    works: Works[NoticeWork]

    async def __call__(self, *, owner: UserId, seen: str | None) -> Bookmark:
        """Return the bookmark."""
        async with self.works.look() as work:
            if seen is None:
                newest = await work.notices.before(owner, place=None, limit=1)
                return Bookmark(place=newest[0].place, notice_id=newest[0].notice.notice_id) if newest else Bookmark()
            if LIKELY.fullmatch(seen) is None:
                return Bookmark()
            notice_id = NoticeId(seen)
            place = await work.notices.place_of(notice_id, owner=owner)
            return Bookmark() if place is None else Bookmark(place=place, notice_id=notice_id)
