"""A clock that a test moves by hand."""

from datetime import UTC, datetime, timedelta

from typing_extensions import override

from ports.clock import Clock


class ManualClock(Clock):
    """Stands still until it is moved, forward or back."""

    def __init__(self, start: datetime = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)) -> None:
        self._now = start

    @override
    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Let the time pass; a negative time sets the clock back."""
        self._now += by
