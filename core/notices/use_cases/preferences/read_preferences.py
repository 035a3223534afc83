"""What somebody wants to be told on which channel."""

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.preferences import Preferences
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class ReadPreferences:
    """Return the caller's preferences."""

    works: Works[NoticeWork]

    async def __call__(self, *, caller: UserId) -> Preferences:
        """Read."""
        async with self.works.look() as work:
            return await work.wants.of(caller)
