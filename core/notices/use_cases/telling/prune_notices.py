"""Forgetting who was told what."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.notices.use_cases.steps.mail_to_owner import LEFT_ALONE
from ports.clock import Clock
from ports.notice_works import NoticeWork
from ports.works import Works

KEPT: Final = timedelta(days=90)  # no queue keeps a message for as long, so that none is told a second time


@frozen(kw_only=True)
class PruneNotices:
    """Forget notices, how they got to people, and which addresses took no letters, once that is old."""

    works: Works[NoticeWork]
    clock: Clock

    async def __call__(self) -> None:
        """Prune."""
        now = self.clock.now()
        old = now - KEPT
        async with self.works.begin() as work:
            await work.notices.prune(before=old)
            await work.deliveries.prune(before=old)
            await work.bounces.prune(before=now - LEFT_ALONE)
