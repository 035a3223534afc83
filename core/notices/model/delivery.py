"""A notice on its way to one target by one channel: leased to one teller at a time, until it has come to an end."""

from datetime import datetime
from typing import Literal, NewType, Self

from attrs import evolve, frozen

from core.notices.model.errors import NoticeInHand, NoticeSettled
from core.notices.model.preferences import Channel

NoticeId = NewType("NoticeId", str)
# told: the device, or the mail system, has it. unwanted: the owner does not want this channel. unreachable: there is no
# address that letters may go to. gone: the device is no more. refused: the address takes no letters. failed: it was
# tried until it was no news any more.
Outcome = Literal["told", "unwanted", "unreachable", "gone", "refused", "failed"]


@frozen(kw_only=True)
class Delivery:
    """How far a notice is: waiting, leased under a `token` until a moment, or ended for good.

    `target` is the id of a device for pushes, and empty for letters: there is one address. `attempts` counts leases.
    """

    notice_id: NoticeId
    channel: Channel
    target: str = ""
    attempts: int = 0
    token: str | None = None
    until: datetime | None = None
    outcome: Outcome | None = None
    ended_at: datetime | None = None

    def leased(self, token: str, *, until: datetime, now: datetime) -> Self:
        """Begin to tell; `NoticeSettled` where nothing is left to tell, `NoticeInHand` while another tells."""
        if self.outcome is not None:
            raise NoticeSettled
        if self.until is not None and self.until > now:
            raise NoticeInHand(retry_after=(self.until - now).total_seconds())
        return evolve(self, token=token, until=until, attempts=self.attempts + 1)

    def ended(self, outcome: Outcome, *, now: datetime) -> Self:
        """Be done, whoever has the lease by now."""
        return evolve(self, token=None, until=None, outcome=outcome, ended_at=now)

    def released(self, token: str) -> Self:
        """Let anybody try again, unless somebody does already."""
        return self if self.token != token else evolve(self, token=None, until=None)
