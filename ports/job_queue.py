"""Messages that must be worked on, at least once each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Protocol

from attrs import define, frozen

from core.errors import Conflict

DEAD_SUFFIX = "-dead"


def dead_letters_of(queue: str) -> str:
    """Return the name of the queue that takes what `queue` could not get rid of."""
    return queue + DEAD_SUFFIX


@frozen(kw_only=True)
class Message:
    """Something to work on: an id to recognise it by, a small JSON text, and whose it is."""

    message_id: str
    body: str
    group: str = ""
    traceparent: str | None = None


@frozen(kw_only=True)
class Delivery:
    """A message leased to one consumer; `receives` counts how often it was handed out, this time included."""

    queue: str
    message: Message
    receipt: str
    receives: int


@frozen(kw_only=True)
class Depth:
    """How many messages a queue has: `waiting` can be received now, `held` are leased or put off."""

    waiting: int
    held: int


@define(kw_only=True)
class LeaseLost(Conflict):
    """Somebody else may already be working on this."""

    code: ClassVar[str] = "lease-lost"


class JobQueue(Protocol):
    """Hands each message to some consumer until one of them acknowledges it.

    - What `put` returned for is stored; what it raised for may have been stored in part.
    - A message is handed to one consumer at a time, for the length of its lease, and comes back when that ends.
    - `receive` returns at once when there is something, else as soon as there is or with nothing after `wait`.
    - Cancelling `receive` strands nothing: what it had claimed can be received again at once.
    - `extend` sets the lease anew, counted from now; a lease that is lost cannot be extended: `LeaseLost`.
    - `ack` removes the message; with a lease that is lost or over, or twice, it does nothing and does not complain.
    - `give_back` ends the lease early; the message can be received again after `delay`. With a lost lease it does
      nothing.
    - A message received `max_receives` times without an acknowledgement (a setting) is not received again but moves to
      `dead_letters_of(queue)`, which is received from like any other queue.
    - Message and receipt arrive as they were put: id, body, group and trace.
    - Bodies of 32,000 characters, delays of 15 minutes and leases of 12 hours can always be had; what an adapter can
      never carry is a `ValueError`.
    - Groups take turns, so that one's many messages keep no other's few waiting: where messages of several groups can
      be received, a consumer that alone takes one at a time is handed one of each group before a second of any. (A
      queue that others run may be fair by rules of its own.)
    - No other order is promised.
    - `depth` counts what has been put and neither acknowledged nor moved to the dead letters. (Of a queue that others
      run, the numbers may be some moments old.)
    - Queue names are of a-z, 0-9 and "-". `Unavailable` is raised when the queue does not answer.
    """

    async def put(self, queue: str, messages: Sequence[Message], *, delay: timedelta = timedelta()) -> None:
        """Store the messages; they can be received after `delay`."""
        ...

    async def receive(self, queue: str, *, limit: int, lease: timedelta, wait: timedelta) -> Sequence[Delivery]:
        """Lease up to `limit` messages, waiting up to `wait` for the first."""
        ...

    async def extend(self, delivery: Delivery, *, lease: timedelta) -> None:
        """Keep the message for another `lease` from now."""
        ...

    async def ack(self, delivery: Delivery) -> None:
        """Remove the message: its work is done."""
        ...

    async def give_back(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Let somebody else have the message after `delay`."""
        ...

    async def depth(self, queue: str) -> Depth:
        """Count the messages of a queue."""
        ...
