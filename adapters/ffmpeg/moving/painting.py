"""Paints a part, frame by frame."""

from attrs import define, field, frozen

from adapters.ffmpeg.moving.cutting import Part, Seen
from adapters.ffmpeg.moving.lettering import Lettering
from adapters.ffmpeg.moving.planes import Planes
from adapters.ffmpeg.moving.window import window_at
from core.video.model.canvas import Canvas
from core.video.model.timeline import Window


@define(kw_only=True)
class Side:
    """A shot that is to be seen: its picture, and the words above it."""

    seen: Seen
    picture: Planes
    lettering: Lettering | None
    _last: tuple[Window, Planes] | None = field(init=False, default=None)

    def frame(self, at: int, canvas: Canvas) -> Planes:
        """Return a frame, counted from the part's first; one that is like the last is not painted again."""
        window = window_at(self.seen.shot.motion, self.seen.first + at, of=self.seen.of)
        if self._last is None or self._last[0] != window:
            painted = self.picture.through(window, canvas)
            if self.lettering is not None:
                self.lettering.cover_up(painted)
            self._last = (window, painted)
        return self._last[1]


@frozen(kw_only=True)
class Painter:
    """A part with all that is needed to paint it; `sides` has the upper first."""

    part: Part
    sides: tuple[Side, ...]
    canvas: Canvas

    def frame(self, at: int) -> bytes:
        """Return a frame, counted from 0, as the encoder takes it."""
        upper, *lower = (side.frame(at, self.canvas) for side in self.sides)
        for under in lower:
            upper = upper.over(under, self.part.weight(at))
        return upper.to_bytes()
