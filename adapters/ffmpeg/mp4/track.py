"""A film's pictures as an MP4 file must describe them."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from core.video.model.canvas import Canvas

TICKS: Final = 512  # of a clock, for each frame; what FFmpeg takes, too


@frozen
class Sample:
    """A coded picture: its bytes' number, the frame in which it is shown, and whether playing can begin with it."""

    size: int
    shown: int
    entry: bool


@frozen(kw_only=True)
class Track:
    """Coded pictures in the order in which they are decoded, and what their decoder must know beforehand."""

    canvas: Canvas
    sequence_parameters: bytes
    picture_parameters: Sequence[bytes]
    samples: Sequence[Sample]

    @property
    def scale(self) -> int:
        """How many ticks are a second."""
        return self.canvas.fps * TICKS

    @property
    def length(self) -> int:
        """How many ticks the film lasts."""
        return len(self.samples) * TICKS

    @property
    def bytes_of_samples(self) -> int:
        """How many bytes all samples are."""
        return sum(each.size for each in self.samples)

    @property
    def delay(self) -> int:
        """How many frames the first picture must wait, so that none is shown before it is decoded."""
        return max(0, *(at - each.shown for at, each in enumerate(self.samples)))
