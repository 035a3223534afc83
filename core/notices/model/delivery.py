"""A notice on its way to one device: leased to one teller at a time, until it is shown."""

from datetime import datetime
from typing import NewType, Self

from attrs import evolve, frozen

from core.notices.model.device import DeviceId
from core.notices.model.errors import NoticeInHand, NoticeShown

NoticeId = NewType("NoticeId", str)


@frozen(kw_only=True)
class Delivery:
    """How far a notice is: waiting, leased under a `token` until a moment, or shown for good."""

    notice_id: NoticeId
    device_id: DeviceId
    token: str | None = None
    until: datetime | None = None
    shown_at: datetime | None = None

    def leased(self, token: str, *, until: datetime, now: datetime) -> Self:
        """Begin to tell; `NoticeShown` where nothing is left to tell, `NoticeInHand` while another tells."""
        if self.shown_at is not None:
            raise NoticeShown
        if self.until is not None and self.until > now:
            raise NoticeInHand(retry_after=(self.until - now).total_seconds())
        return evolve(self, token=token, until=until)

    def shown(self, *, now: datetime) -> Self:
        """Be done, whoever has the lease by now: the device was told."""
        return evolve(self, token=None, until=None, shown_at=now)

    def released(self, token: str) -> Self:
        """Let anybody try again, unless somebody does already."""
        return self if self.token != token else evolve(self, token=None, until=None)
