"""From the instants that are wanted to the frames that are shown then, without any rounding."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from adapters.pyav.broken import Many, Nothing
from core.video.model.frames.found import SkippedInstant
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

    def before(self, end: Fraction) -> list[Fraction]:
        """Return those before the end; `Many` for too many, `Nothing` for none."""
        if self.step is None:
            there = [instant for instant in self.named if instant < end]
            if not there:
                raise Nothing(f"every instant is after the end of the video, which lasts {float(end):.3f} s")
            return there
        number = -(-end // self.step)
        if number > MOST_FRAMES:
            raise Many(int(number))
        return [number * self.step for number in range(int(number))]

    def skipped(self, end: Fraction) -> list[SkippedInstant]:
        """Return those that nothing is shown at."""
        reason = f"the video ends at {float(end):.3f} s"
        return [SkippedInstant(instant=float(instant), reason=reason) for instant in self.named if instant >= end]
