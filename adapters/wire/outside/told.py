"""What the operator is told of an outside service: each trouble once in a while, however many calls it spoils."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from attrs import define, field

from ports.clock import Clock

EVERY: Final = timedelta(minutes=5)

log = structlog.get_logger()


@define(kw_only=True)
class Told:
    """Logs a reason, unless it did so a moment ago."""

    what: str
    clock: Clock
    _last: dict[str, datetime] = field(factory=dict, init=False)  # reasons are our own words, so there are few

    def because(self, why: str) -> None:
        """Something is wrong."""
        now = self.clock.now()
        last = self._last.get(why)
        if last is None or abs(now - last) >= EVERY:
            self._last[why] = now
            log.warning("an outside service gives no facts", source=self.what, why=why)
