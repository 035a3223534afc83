"""What becomes of a notice that could not be told for too long."""

from collections.abc import Sequence

from attrs import frozen

from core.notices.model.attempt import Attempt
from core.notices.model.delivery import NoticeId
from ports.clock import Clock
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class GiveUpTelling:
    """End what is still on its way as failed, and tell what that was; the notice stays in the log."""

    works: Works[NoticeWork]
    clock: Clock

    async def __call__(self, notice_id: NoticeId) -> Sequence[Attempt]:
        """Give up."""
        async with self.works.begin() as work:
            begun = (await work.deliveries.of_notices([notice_id])).get(notice_id, ())
            waiting = [one for one in begun if one.outcome is None]
            for one in waiting:
                delivery = await work.deliveries.hold(one.notice_id, one.channel, one.target)
                await work.deliveries.save(delivery.ended("failed", now=self.clock.now()))
        return [Attempt(channel=one.channel, outcome="failed") for one in waiting]
