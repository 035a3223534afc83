"""How each notice gets to each target once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from attrs import frozen

from core.errors import Unavailable
from core.identity.model.user import UserId
from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, Outcome
from core.notices.model.errors import NoticeInHand, NoticeSettled
from ports.clock import Clock
from ports.ids import Ids
from ports.notice_works import NoticeWork
from ports.works import Works

# Of a teller that died, the message comes again after 20 s, and again until 34 s: by then the lease must be over.
LEASE: Final = timedelta(seconds=30)


@frozen(kw_only=True)
class Tellings:
    """Leases deliveries, and keeps what comes of them.

    What a caller that died had in hand is told again once its lease is over, perhaps a second time.
    """

    works: Works[NoticeWork]
    clock: Clock
    ids: Ids

    async def once(
        self, new: Delivery, tell: Callable[[], Awaitable[Outcome]], *, owner: UserId | None = None
    ) -> Attempt | None:
        """Tell, unless that is done or the `owner` does not want the channel; None where nothing is left to tell."""
        try:
            async with self.works.begin() as work:
                wanted = owner is None or (await work.wants.of(owner)).wants(new.channel)
                begun = await self.begin(work, new, wanted=wanted)
        except NoticeSettled:
            return None
        except NoticeInHand as busy:
            return Attempt(channel=new.channel, failure=busy)
        return await self.carry_out(begun, tell)

    async def begin(self, work: NoticeWork, new: Delivery, *, wanted: bool) -> Delivery:
        """Return a delivery as it is now, leased to the caller, or ended if its owner does not want the channel.

        `NoticeSettled` is raised where nothing is left to tell, and `NoticeInHand` while another tells.
        """
        now = self.clock.now()
        delivery = await work.deliveries.hold(new.notice_id, new.channel, new.target)
        leased = delivery.leased(self.ids.new(), until=now + LEASE, now=now)
        begun = leased if wanted else delivery.ended("unwanted", now=now)
        await work.deliveries.save(begun)
        return begun

    async def carry_out(self, begun: Delivery, tell: Callable[[], Awaitable[Outcome]]) -> Attempt:
        """Tell, unless that has ended already, and keep what comes of it."""
        if begun.outcome is not None:
            return Attempt(channel=begun.channel, outcome=begun.outcome)
        try:
            outcome = await tell()
        except Unavailable as failure:
            await self._released(begun)
            return Attempt(channel=begun.channel, failure=failure)
        await self._ended(begun, outcome)
        return Attempt(channel=begun.channel, outcome=outcome)

    async def _ended(self, begun: Delivery, outcome: Outcome) -> None:
        async with self.works.begin() as work:
            delivery = await work.deliveries.hold(begun.notice_id, begun.channel, begun.target)
            await work.deliveries.save(delivery.ended(outcome, now=self.clock.now()))

    async def _released(self, begun: Delivery) -> None:
        async with self.works.begin() as work:
            delivery = await work.deliveries.hold(begun.notice_id, begun.channel, begun.target)
            await work.deliveries.save(delivery.released(begun.token or ""))
