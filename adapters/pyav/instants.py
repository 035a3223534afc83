"""From the instants that are wanted to the frames that are shown then, without any rounding."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from attrs import frozen

from adapters.pyav.broken import Many, Nothing
from core.video.model.frames.wishes import MOST_FRAMES, FrameWishes


@frozen(kw_only=True)
class Instants:
    """Instants in the order of time, those of them that are there, or endless where the end is not known."""

    step: Fraction | None = None
    named: tuple[Fraction, ...] = ()

    @classmethod
    def of(cls, wishes: FrameWishes) -> "Instants":
        """Return those that are wished for, each exactly as it was written."""
        if wishes.mode == "at":
            return cls(named=tuple(Fraction(repr(instant)) for instant in wishes.at))
        return cls(step=Fraction(repr(wishes.every)))

    def __iter__(self) -> Iterator[Fraction]:
        if self.step is None:
            yield from self.named
            return
        number = 0
        while True:
            yield number * self.step
            number += 1

    def before(self, end: Fraction) -> Iterator[Fraction]:
        """Return those before the end; `Many` for too many, `Nothing` for none."""
        return islice(self, self._number(end))

    def _number(self, end: Fraction) -> int:
        if self.step is None:
            number = sum(instant < end for instant in self.named)
            if not number:
                raise Nothing(f"every instant is after the end of the video, which lasts {float(end):.3f} s")
            return number
        number = int(-(-end // self.step))
        if number > MOST_FRAMES:
            raise Many(number)
        return number

    def late(self, end: Fraction) -> list[Fraction]:
        """Return those that are named and that nothing is shown at."""
        return [instant for instant in self.named if instant >= end]
