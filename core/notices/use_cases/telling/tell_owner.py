"""Telling somebody something."""

from collections.abc import Callable, Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.attempt import Attempt
from core.notices.model.notice import Notice
from core.notices.use_cases.steps.mail_to_owner import MailToOwner
from core.notices.use_cases.steps.push_to_devices import PushToDevices
from ports.clock import Clock
from ports.notice_works import NoticeWork
from ports.works import Works


def _nobody_listens(_: UserId) -> None:
    """Nobody is connected."""


@frozen(kw_only=True)
class TellOwner:
    """Put a notice into its owner's log and tell them of it, on each channel and each target once.

    `heard` learns whose log has grown, for those who are connected. What comes back is how each try of this call went;
    after a failure, call again later.
    """

    works: Works[NoticeWork]
    clock: Clock
    push_to_devices: PushToDevices
    mail_to_owner: MailToOwner
    heard: Callable[[UserId], None] = _nobody_listens

    async def __call__(self, notice: Notice) -> Sequence[Attempt]:
        """Tell."""
        if not await self._logged(notice):
            return ()
        self.heard(notice.owner)
        return (*await self.push_to_devices(notice), *await self.mail_to_owner(notice))

    async def _logged(self, notice: Notice) -> bool:
        """Keep the notice, and tell whether it is there: an owner whose account has gone has no log."""
        async with self.works.begin() as work:
            added = await work.notices.add(notice, now=self.clock.now())
            return added or await work.notices.place_of(notice.notice_id, owner=notice.owner) is not None
