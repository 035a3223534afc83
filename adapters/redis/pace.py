"""A limit as the script is told of it, and what it says as a verdict."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from adapters.redis.packing import packed
from ports.rate_limiter import Limit, Verdict

MICROSECOND: Final = timedelta(microseconds=1)
NOTHING: Final = timedelta()


@frozen
class Pace:
    """One take in every `interval`, as many at once as go into `span`; both in microseconds."""

    interval: int
    span: int

    def words(self, *, cost: int) -> bytes:
        """Return what the script is told of a take."""
        return packed(b"%d" % (cost * self.interval)) + packed(b"%d" % self.span)

    def verdict(self, told: int, *, cost: int) -> Verdict:
        """Return what the script's number means."""
        missing = abs(told)
        allowed = told > 0
        return Verdict(
            allowed=allowed,
            remaining=(self.span - missing) // self.interval,
            retry_after=NOTHING if allowed else (missing + cost * self.interval - self.span) * MICROSECOND,
            reset_after=missing * MICROSECOND,
        )


def pace_of(limit: Limit) -> Pace:
    """Return a limit's pace; the interval is rounded up, so that no period allows more than the limit."""
    interval = -(-(limit.per // MICROSECOND) // limit.count)
    return Pace(interval, limit.count * interval)
