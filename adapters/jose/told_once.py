"""What an operator is told once, and again when it has become something else."""

import structlog
from attrs import define, field

log = structlog.get_logger()


@define
class ToldOnce:
    """Logs an event with its reason, unless that was the last word; `well` says that it is over."""

    event: str
    _last: str | None = field(default=None, init=False)

    def because(self, why: str) -> None:
        """Something is wrong."""
        if why != self._last:
            self._last = why
            log.warning(self.event, why=why)

    def well(self) -> None:
        """Nothing is wrong any more."""
        if self._last is not None:
            self._last = None
            log.info("that is over", event_before=self.event)
