"""Until when this process may work on what it has received from SQS."""

from datetime import timedelta
from math import floor

from attrs import Factory, define, evolve, frozen

from adapters.wire.message import whole_seconds
from ports.job_queue import LeaseLost

LONGEST = 12 * 60 * 60  # seconds that SQS leases a message for, all extensions together
MARGIN = 0.1  # seconds; the service began to count before its answer arrived here


@frozen
class Lease:
    """When a message was received and when it can be received again, on the event loop's clock."""

    begins: float
    ends: float

    def left_of_longest(self, now: float) -> int:
        """Return how many whole seconds the service may still be asked for."""
        return floor(LONGEST - (now - self.begins) - MARGIN)


@define
class Leases:
    """Remembers the leases by receipt.

    SQS may carry out a call with a receipt whose lease is over, even after somebody else has received the message. A
    lease that is over here is therefore lost, and the service is not asked.
    """

    _held: dict[str, Lease] = Factory(dict)

    def begin(self, receipt: str, *, seconds: int, now: float) -> None:
        """Remember a lease that has just been given."""
        self._held[receipt] = Lease(now, now + seconds - MARGIN)

    def renew(self, receipt: str, *, seconds: int, now: float) -> None:
        """Count the lease anew, unless it has been ended meanwhile."""
        if receipt in self._held:
            self._held[receipt] = evolve(self._held[receipt], ends=now + seconds - MARGIN)

    def end(self, receipt: str) -> None:
        """Forget the lease."""
        self._held.pop(receipt, None)

    def forget_past(self, now: float) -> None:
        """Forget the leases that are over."""
        for receipt in [receipt for receipt, lease in self._held.items() if lease.ends <= now]:
            del self._held[receipt]

    def alive(self, receipt: str, *, now: float) -> Lease | None:
        """Return the lease if it is not over."""
        lease = self._held.get(receipt)
        return lease if lease and now < lease.ends else None

    def extension(self, receipt: str, span: timedelta, *, now: float) -> int:
        """Return how many seconds to ask for, or raise `LeaseLost`."""
        lease = self.alive(receipt, now=now)
        seconds = min(whole_seconds(span, most=LONGEST), lease.left_of_longest(now)) if lease else 0
        if seconds < 1:
            raise LeaseLost
        return seconds
