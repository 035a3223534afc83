"""How long things may take, in seconds."""

from collections.abc import Callable

from attrs import define, field, frozen


@frozen(kw_only=True)
class Pace:
    """How long the gateway waits.

    For the head of a request from its first byte, for the next request, for the next piece of a body, for a client to
    take what it is sent, for the next piece of an answer, for the rest of a refused body to come in, and for a word
    over a WebSocket. Bodies of requests come at `rate` bytes a second at least.
    """

    head: float = 10
    idle: float = 75
    body: float = 15
    send: float = 30
    answer: float = 60
    linger: float = 3
    silence: float = 120
    rate: int = 4096

    def patience(self, now: Callable[[], float]) -> "Patience":
        """Return how long whoever sends a body may keep us waiting."""
        return Patience(self.body, self.rate, now, self.body)


@define(eq=False)
class Patience:
    """How long somebody who sends may keep us waiting: `most`, which waiting uses up and bytes make up for."""

    most: float
    rate: int
    now: Callable[[], float]
    _left: float
    _since: float = field(default=0, init=False)

    def by(self) -> float:
        """Return until when to wait for the next piece, from now."""
        self._since = self.now()
        return self._since + self._left

    def got(self, size: int) -> None:
        """Take note of a piece that was waited for."""
        waited = self.now() - self._since
        self._left = min(self.most, self._left - waited + size / self.rate)
