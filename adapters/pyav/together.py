"""Decodes several spans of a video at once, and hands their pictures out in order."""

from collections.abc import Iterator, Sequence
from queue import Full, Queue
from threading import Event, Thread
from typing import Final

from attrs import define, field
from av.video.frame import VideoFrame

from adapters.pyav.decoding import Passed, Span, Spans
from adapters.pyav.opening import VideoFile
from adapters.pyav.scanning import Scan

AHEAD: Final = 4  # pictures that a decoder may have ready
FEW: Final = 6  # wanted pictures of a span: of more of them, those behind would wait for those before
WORTH: Final = 4  # spans, of fewer of which nothing is gained
LARGE: Final = 10_000_000  # pixels of a picture of which there should not be several more in memory
LONG: Final = 20_000  # pictures of a video whose index should not be in memory several times
MOMENT: Final = 0.1  # seconds

Ready = Queue[VideoFrame | Exception | None]


def worth_it(scan: Scan, spans: Sequence[Span], *, pixels: int, threads: int) -> bool:
    """Tell whether spans are better decoded several at once, or one after another with all threads."""
    if threads == 1 or len(spans) < WORTH or scan.pictures > LONG or pixels > LARGE:
        return False
    return sum(len(span.needed) for span in spans) <= FEW * len(spans)


@define(kw_only=True)
class Together:
    """So many decoders, each with a thread and every so-manieth span."""

    file: VideoFile
    scan: Scan
    wanted: frozenset[int]  # moments
    threads: int
    passed: Passed
    _choosy: bool = True
    _stopped: Event = field(factory=Event)

    def decode_all(self) -> None:
        """Leave nothing out any more."""
        self._choosy = False

    def pictures(self, spans: Sequence[Span]) -> Iterator[VideoFrame]:
        """Yield the wanted pictures of the spans, in the order of the spans."""
        queues = [Ready(AHEAD) for _ in range(self.threads)]
        workers = [
            Thread(target=self._work, args=(spans[at :: self.threads], queue), daemon=True)
            for at, queue in enumerate(queues)
        ]
        for worker in workers:
            worker.start()
        try:
            for at in range(len(spans)):
                yield from _until_end(queues[at % self.threads])
        finally:
            self._stopped.set()
            for worker in workers:
                worker.join()

    def _work(self, spans: Sequence[Span], ready: Ready) -> None:
        try:
            with self.file.opened() as video:
                decoder = Spans.of(video, self.scan, threads=1, passed=self.passed)
                for span in spans:
                    if not self._choosy:
                        decoder.decode_all()
                    self._decode(decoder, span, ready)
        except Exception as error:  # noqa: BLE001 - it is raised where the pictures are awaited
            self._put(ready, error)

    def _decode(self, decoder: Spans, span: Span, ready: Ready) -> None:
        for picture in decoder.pictures([span]):
            if picture.pts in self.wanted:
                self._put(ready, picture)
            if self._stopped.is_set():
                return
        self._put(ready, None)

    def _put(self, ready: Ready, picture: VideoFrame | Exception | None) -> None:
        while not self._stopped.is_set():
            try:
                ready.put(picture, timeout=MOMENT)
            except Full:
                continue
            return


def _until_end(ready: Ready) -> Iterator[VideoFrame]:
    while (picture := ready.get()) is not None:
        if isinstance(picture, Exception):
            raise picture
        yield picture
