"""Forgetting who was told what."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from ports.clock import Clock
from ports.notice_works import NoticeWork
from ports.works import Works

KEPT: Final = timedelta(days=90)  # no queue keeps a message for as long, so that none is told a second time


@frozen(kw_only=True)
class PruneNotices:
    """Forget notices, and how they got to people, once they are old."""

    works: Works[NoticeWork]
    clock: Clock

    async def __call__(self) -> None:
        """Prune."""
        old = self.clock.now() - KEPT
        async with self.works.begin() as work:
            await work.notices.prune(before=old)
            await work.deliveries.prune(before=old)
