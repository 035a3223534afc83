"""How often somebody may do something."""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from attrs import field, frozen
from attrs.validators import ge, gt


@frozen(kw_only=True, cache_hash=True)
class Limit:
    """`count` takes within any `per`, evenly refilled; all of them may come at once."""

    count: int = field(validator=ge(1))
    per: timedelta = field(validator=gt(timedelta()))


@frozen(kw_only=True, cache_hash=True)
class Ask:
    """A take of cost one."""

    key: str
    limit: Limit


class Verdict(NamedTuple):
    """What the limiter said of one take; times are from now."""

    allowed: bool
    remaining: int
    retry_after: timedelta
    reset_after: timedelta


class RateLimiter(Protocol):
    """Counts takes per key by the generic cell rate algorithm.

    - Of takes made at once at most `limit.count` are allowed; later ones as the time refills them.
    - A refused take costs nothing: it never puts off the moment at which the next is allowed.
    - `retry_after` is zero when allowed, else the time after which the same take is allowed.
    - `remaining` is how many takes of cost one would be allowed now; it is never negative.
    - `reset_after` is when all of the limit is there again.
    - `take_in_turn` takes one after the other until one is refused, and returns the verdicts up to that one; what comes
      after a refusal is not taken. Many calls at once cost hardly more than one.
    - After `forget` all of the key's limit is there again; forgetting an unused key is quiet.
    - Keys do not disturb each other, and a key that is not used costs no memory for ever.
    - A cost above `limit.count` is a `ValueError`.
    - `Unavailable` is raised, within the adapter's own time-out, when the limiter does not answer.
    """

    async def take(self, key: str, limit: Limit, *, cost: int = 1) -> Verdict:
        """Take from the key's allowance if it has enough."""
        ...

    def take_in_turn(self, asks: Sequence[Ask]) -> Awaitable[Sequence[Verdict]]:
        """Take from one allowance after the other, as long as each has enough."""
        ...

    async def forget(self, key: str) -> None:
        """Give the key its whole allowance back."""
        ...
