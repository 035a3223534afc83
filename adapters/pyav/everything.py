"""Goes through all pictures of a video, with a time for each even where the file has none, or wrong ones."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import define, frozen
from av.video.frame import VideoFrame

from adapters.pyav.broken import Many, Nothing
from adapters.pyav.decoding import Span, Spans
from adapters.pyav.instants import Instants
from adapters.pyav.scanning import USUAL, Scan
from adapters.pyav.taken import Taken
from core.video.model.frames.wishes import MOST_FRAMES, FrameWishes


@frozen(kw_only=True)
class Shown:
    """A picture, and when it is shown; `lasts` is for how long, where nothing follows it."""

    picture: VideoFrame
    time: Fraction
    lasts: Fraction
    key_frame: bool

    def taken(self, *instants: Fraction | None) -> Taken:
        """Return it as one that is to be delivered."""
        return Taken(time=self.time, instants=instants, key_frame=self.key_frame, picture=self.picture)


@define(kw_only=True)
class Everything:
    """All pictures of a video, in the order of time."""

    scan: Scan
    spans: Spans
    rate: Fraction | None

    def __iter__(self) -> Iterator[Shown]:
        usual = self._usual()
        first: int | None = None
        time = -usual
        for picture in self.spans.pictures([Span(start=0, stop=self.scan.pictures - 1)]):
            said = picture.pts if self.scan.timed or picture.dts is None else picture.dts
            first = said if first is None else first
            after = time + usual
            told = after if said is None or first is None else (said - first) * self.scan.tick
            time = told if told > time else after
            yield Shown(picture=picture, time=time, lasts=self._lasts(picture, usual), key_frame=self._is_key(picture))

    def _usual(self) -> Fraction:
        """Return for how long a picture is shown where nothing else is known."""
        return 1 / self.rate if self.rate else USUAL

    def _lasts(self, picture: VideoFrame, usual: Fraction) -> Fraction:
        if self.scan.certain:
            return self.scan.last * self.scan.tick
        return picture.duration * self.scan.tick if picture.duration > 0 else usual

    def _is_key(self, picture: VideoFrame) -> bool:
        if not self.scan.certain:
            return picture.key_frame
        return picture.pts is not None and self.scan.is_key(picture.pts)


def picked(shown: Iterator[Shown], wishes: FrameWishes, *, skip: Callable[[Fraction, str], None]) -> Iterator[Taken]:
    """Yield what is wished for of pictures whose times are not known before they come."""
    if wishes.mode == "keyframes":
        yield from (one.taken(None) for one in shown if one.key_frame)
        return
    instants = iter(Instants.of(wishes))
    due = next(instants, None)
    end, number = Fraction(0), 0
    for one, end in _with_ends(shown):
        there: list[Fraction | None] = []
        while due is not None and due < end and number + len(there) <= MOST_FRAMES:
            there.append(due)
            due = next(instants, None)
        number += len(there)
        if number > MOST_FRAMES:
            raise Many(number)
        if there:
            yield one.taken(*there)
    if not number:
        raise Nothing(f"every instant is after the end of the video, which lasts {float(end):.3f} s")
    if wishes.mode == "at" and due is not None:
        for late in (due, *instants):
            skip(late, f"the video ends at {float(end):.3f} s")


def _with_ends(shown: Iterator[Shown]) -> Iterator[tuple[Shown, Fraction]]:
    """Yield each picture with the time until which it is shown."""
    before: Shown | None = None
    for one in shown:
        if before is not None:
            yield before, one.time
        before = one
    if before is not None:
        yield before, before.time + before.lasts
