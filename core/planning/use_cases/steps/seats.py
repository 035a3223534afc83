"""How much is in the making at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define, field

from core.errors import Unavailable
from ports.randomness import Randomness

SOONEST: Final = 2
LATEST: Final = 6


@define(kw_only=True)
class Seats:
    """So many have a seat at once.

    Whoever comes when all are taken is sent away at once, and told to come back in some seconds: a wait could be longer
    than anybody's patience. The seconds are drawn, so that those who came together do not come back together.
    """

    most: int
    randomness: Randomness
    _taken: int = field(default=0, init=False)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Have a seat for as long as the block lasts, or raise `Unavailable`."""
        if self._taken >= self.most:
            raise Unavailable(what="the planner, which has its hands full,", retry_after=self._seconds())
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    def _seconds(self) -> int:
        return SOONEST + self.randomness.draw(1)[0] % (LATEST - SOONEST + 1)
