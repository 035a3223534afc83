"""Takes the pictures that are wanted out of a video whose packets say when each is shown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import define
from av.video.frame import VideoFrame

from adapters.pyav.decoding import Passed, Span, Spans, begun_anew
from adapters.pyav.opening import VideoFile
from adapters.pyav.planning import Wanted, entry
from adapters.pyav.scanning import Scan
from adapters.pyav.taken import Taken
from adapters.pyav.together import Together

TRIES: Final = (
    0,
    1,
    3,
)  # how many key pictures earlier to begin for a picture that did not come out; then, at the first
RETRIED: Final = 2  # times the video's length that is decoded again for such pictures
DISTRUSTED: Final = 3  # such pictures after which nothing is left out any more


@define(kw_only=True)
class Taking:
    """Yields what is wanted, in the order of time, and tries again for what does not come out."""

    file: VideoFile
    scan: Scan
    spans: Spans | Together
    passed: Passed
    _retried: int = 0
    _lost: int = 0

    def of(self, wanted: Iterable[Wanted], spans: Sequence[Span]) -> Iterator[Taken]:
        """Decode the spans."""
        awaited = iter(wanted)
        due = next(awaited, None)
        for picture in self.spans.pictures(spans):
            while due is not None and picture.pts is not None and due.moment < picture.pts:
                yield self._again(due, None)
                due = next(awaited, None)
            if due is not None and due.moment == picture.pts:
                yield self._again(due, picture) if picture.is_corrupt else self._taken(due, picture)
                due = next(awaited, None)
        while due is not None:
            yield self._again(due, None)
            due = next(awaited, None)

    def _taken(self, wanted: Wanted, picture: VideoFrame | None) -> Taken:
        moment = wanted.moment
        is_key = self.scan.is_key(moment)
        return Taken(time=self.scan.time(moment), instants=wanted.instants, key_frame=is_key, picture=picture)

    def _again(self, wanted: Wanted, damaged: VideoFrame | None) -> Taken:
        """Return a picture that was lost or damaged, from further back, or else what there was of it."""
        self._lost += 1
        if self._lost == DISTRUSTED:
            self.spans.decode_all()
        place = wanted.place
        begun: set[int] = set()
        for earlier in (*TRIES, len(self.scan.keys)):
            start = entry(self.scan, wanted.moment, place, earlier=earlier)
            if start in begun or self._retried + place - start > RETRIED * self.scan.pictures:
                continue
            begun.add(start)
            self._retried += place - start + 1
            picture = self._decoded(Span(start=start, stop=place), wanted.moment)
            if picture is not None and not picture.is_corrupt:
                return self._taken(wanted, picture)
            damaged = damaged or picture
        return self._taken(wanted, damaged)

    def _decoded(self, span: Span, moment: int) -> VideoFrame | None:
        found = None
        for picture in begun_anew(self.file, self.scan, span, passed=self.passed):
            if picture.pts == moment:
                found = picture
        return found
