"""Forgetting who was told what."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from ports.clock import Clock
from ports.notice_works import NoticeWork
from ports.works import Works

KEPT: Final = timedelta(days=15)  # no queue keeps a message for longer


@frozen(kw_only=True)
class PruneDeliveries:
    """Forget the notices that were shown so long ago that nobody will be asked to tell them again."""

    works: Works[NoticeWork]
    clock: Clock

    async def __call__(self) -> None:
        """Prune."""
        async with self.works.begin() as work:
            await work.deliveries.prune(before=self.clock.now() - KEPT)
