"""How many streams or long uploads one client may have at once: each costs a connection for as long as it lasts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

from attrs import define, field

from core.errors import TooMany

MOST: Final = 32
MOST_OF_STRANGERS: Final = 256  # at one address, which many may share


@define(kw_only=True)
class TooManyStreams(TooMany):
    """The client has as many streams or uploads under way as it may."""

    code: ClassVar[str] = "too-many-streams"
    says: ClassVar[str] = "you have {most} streams or uploads under way already; end one first"
    most: int
    retry_after: float = 5


@define(eq=False)
class Streams:
    """Counts streams, or uploads, by whose they are."""

    most: int = MOST
    _open: "Counter[str]" = field(factory=Counter, init=False)

    @contextmanager
    def one_more(self, whose: str, *, most: int | None = None) -> Iterator[None]:
        """Count one for as long as the block lasts, or raise `TooManyStreams`; `most` is not for everybody the same."""
        allowed = self.most if most is None else most
        if self._open[whose] >= allowed:
            raise TooManyStreams(most=allowed)
        self._open[whose] += 1
        try:
            yield
        finally:
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]
