"""A step: telling the time before anything is called old."""

from datetime import datetime, timedelta
from typing import Final

from core.video.model.errors import ClockAstray
from ports.clock import Clock

TURN: Final = "cleanup"
NEAR: Final = timedelta(minutes=5)


def check_clock(clock: Clock, *, shared: datetime) -> None:
    """Raise `ClockAstray` where this machine's time is not near the one that all processes share."""
    here = clock.now()
    if abs(shared - here) > NEAR:
        raise ClockAstray(here=here, shared=shared)
