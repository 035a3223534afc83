"""How it went to tell somebody something."""

from typing import Literal

from attrs import frozen

from core.errors import Unavailable
from core.notices.model.delivery import Outcome
from core.notices.model.errors import NoticeInHand
from core.notices.model.preferences import Channel


@frozen(kw_only=True)
class Attempt:
    """One try on one channel: it led to an outcome, or to a failure that may pass."""

    channel: Channel
    outcome: Outcome | None = None
    failure: Unavailable | None = None

    @property
    def ending(self) -> Outcome | Literal["retry"] | None:
        """What it came to; None where nothing was tried, since somebody else is at it."""
        if self.failure is None:
            return self.outcome
        return None if isinstance(self.failure, NoticeInHand) else "retry"
