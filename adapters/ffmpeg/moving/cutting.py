"""Cuts a timeline into parts that can be encoded one by one: fades, and what lies between them."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from core.video.model.timeline import Shot, Timeline

LONGEST: Final = 150  # frames; a part can be entered at its beginning only, and two cores should share a long one


@frozen(kw_only=True)
class Seen:
    """Some of the frames of a shot: which is the first, of how many in which it is seen at all."""

    shot: Shot
    first: int
    of: int


@frozen(kw_only=True)
class Part:
    """Some frames in a row: a shot alone, or one that fades in over another. `name` tells people where it belongs."""

    name: str
    frames: int
    shown: Seen
    under: Seen | None = None

    def weight(self, frame: int) -> float:
        """Return how much of the upper shot is to be seen in a frame, counted from 0."""
        return 1.0 if self.under is None else (frame + 1) / (self.frames + 1)

    @property
    def sides(self) -> tuple[Seen, ...]:
        """What is to be seen, the upper first."""
        return (self.shown,) if self.under is None else (self.shown, self.under)


def parts(timeline: Timeline) -> Iterator[Part]:
    """Return the parts of a film; they depend on nothing but the shots that are seen in them."""
    before: Seen | None = None
    fades_out = [*(shot.fade_in for shot in timeline.shots[1:]), 0]
    for number, (shot, fade_out) in enumerate(zip(timeline.shots, fades_out, strict=True), start=1):
        seen = shot.fade_in + shot.hold + fade_out
        if shot.fade_in:
            shown = Seen(shot=shot, first=0, of=seen)
            yield Part(name=f"fade-{number}", frames=shot.fade_in, shown=shown, under=before)
        yield from _hold(shot, number, seen)
        before = Seen(shot=shot, first=shot.fade_in + shot.hold, of=seen)


def _hold(shot: Shot, number: int, seen: int) -> Iterator[Part]:
    count = -(-shot.hold // LONGEST)
    for at in range(count):
        begin, end = (shot.hold * edge // count for edge in (at, at + 1))
        name = f"hold-{number}" if count == 1 else f"hold-{number}-{at + 1}"
        yield Part(name=name, frames=end - begin, shown=Seen(shot=shot, first=shot.fade_in + begin, of=seen))
