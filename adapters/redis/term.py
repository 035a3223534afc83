"""One take, as the script is asked for it."""

from attrs import field, frozen

from adapters.redis.pace import Pace
from ports.rate_limiter import Verdict


@frozen
class Term:
    """A key, already written as a word for Redis, and what is taken from it at which pace."""

    key: bytes
    pace: Pace
    cost: int
    words: bytes = field(init=False, repr=False)

    @words.default
    def _write_words(self) -> bytes:
        return self.pace.words(cost=self.cost)

    def verdict(self, told: int) -> Verdict:
        """Return what the script's number means."""
        return self.pace.verdict(told, cost=self.cost)
