"""Decodes some of a video's pictures: forwards, and from key picture to key picture where nothing is wanted between."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from attrs import Factory, define
from av.error import FFmpegError
from av.video.frame import VideoFrame

from adapters.pyav.opening import OpenVideo, VideoFile, VideoPacket
from adapters.pyav.references import referenced_by
from adapters.pyav.scanning import Scan, packets

FAR: Final = 200  # packets: what is further ahead is sought rather than read up to
LOST: Final = 2000  # packets after which what was sought is not to be found
DRAINS: Final = 64
TOO_LARGE: Final = "Picture size"  # what FFmpeg then says; it has no code for it

Passed = Callable[[int], None]


@define(kw_only=True)
class Span:
    """Places in the order of decoding, the last included, from a key picture on; those in `needed` are wanted."""

    start: int
    stop: int
    needed: "array[int]" = Factory(lambda: array("q"))


class Decoder:
    """Turns packets into pictures, and goes on behind those that are damaged."""

    def __init__(self, video: OpenVideo, *, threads: int) -> None:
        self._context = video.stream.codec_context
        self._context.thread_type = "AUTO"
        self._context.thread_count = threads
        self.too_large = False  # some picture that was not even tried

    def pictures(self, packet: VideoPacket) -> list[VideoFrame]:
        """Return what comes out when a packet goes in."""
        return self._out(packet) or []

    def rest(self) -> Iterator[VideoFrame]:
        """Yield what is still inside, and be ready to begin anew."""
        for _ in range(DRAINS):
            frames = self._out(None)
            if frames is not None:
                yield from frames
                break
        self._context.flush_buffers()

    def _out(self, packet: VideoPacket | None) -> list[VideoFrame] | None:
        try:
            return self._context.decode(packet)
        except MemoryError:
            raise
        except FFmpegError as error:
            self.too_large = self.too_large or TOO_LARGE in str(error)
            return None


@define
class Walk:
    """Goes along the packets of a video."""

    _video: OpenVideo
    _scan: Scan
    _at: int = 0
    _lost: bool = False
    _packets: Iterator[VideoPacket] = Factory(lambda self: packets(self._video), takes_self=True)

    def along(self, span: Span) -> Iterator[tuple[int, VideoPacket]]:
        """Yield a span's packets with their places; it does not begin before where this is."""
        if span.start - self._at > FAR and not self._lost:
            self._jump(span.start)
        for packet in self._packets:
            place, self._at = self._at, self._at + 1
            if place >= span.start:
                yield place, packet
            if place >= span.stop:
                return

    def _jump(self, place: int) -> None:
        """Go to a key picture; where that is not found, begin again and only walk from then on."""
        key = bisect_left(self._scan.keys, place)
        turn, moment = self._scan.key_turns[key], self._scan.key_moments[key]
        # Most containers count moments: asked for a turn, they begin at the key picture before.
        for sought in (moment, turn):
            if self._found(sought, turn, moment):
                self._at = place
                return
        self._lost = True
        self._video.container.seek(self._scan.key_turns[0], stream=self._video.stream)
        self._packets = packets(self._video)
        self._at = 0

    def _found(self, sought: int, turn: int, moment: int) -> bool:
        """Seek a key picture; tell whether it is the next one to be read."""
        try:
            self._video.container.seek(sought, stream=self._video.stream)
            self._packets = packets(self._video)
            for passed, packet in enumerate(self._packets):
                if packet.pts == moment and packet.is_keyframe:
                    self._packets = _before(packet, self._packets)
                    return True
                if passed == LOST or (packet.dts is not None and packet.dts > turn):
                    return False
        except FFmpegError:
            pass
        return False


def _before(first: VideoPacket, rest: Iterator[VideoPacket]) -> Iterator[VideoPacket]:
    yield first
    yield from rest


@define(kw_only=True)
class Spans:
    """Decodes spans of a video one after another; pictures that are not wanted nor needed for others are left out."""

    _video: OpenVideo
    _decoder: Decoder
    _walk: Walk
    _passed: Passed
    _referenced: Callable[[memoryview], bool] | None

    @classmethod
    def of(cls, video: OpenVideo, scan: Scan, *, threads: int, passed: Passed) -> "Spans":
        """Begin at the beginning; `passed` hears the place of every packet."""
        context = video.stream.codec_context
        return cls(
            video=video,
            decoder=Decoder(video, threads=threads),
            walk=Walk(video, scan),
            passed=passed,
            referenced=referenced_by(context),
        )

    @property
    def is_choosy(self) -> bool:
        """Whether anything is left out."""
        return self._referenced is not None

    def decode_all(self) -> None:
        """Leave nothing out any more."""
        self._referenced = None

    def pictures(self, spans: Iterable[Span]) -> Iterator[VideoFrame]:
        """Yield the pictures of the spans as they come out."""
        for span in spans:
            needed = set(span.needed)
            for place, packet in self._walk.along(span):
                self._passed(place)
                if self._referenced is None or place in needed or self._referenced(memoryview(packet)):
                    yield from self._decoder.pictures(packet)
            yield from self._decoder.rest()  # before the walk goes on: seeking drops what is still inside


def begun_anew(file: VideoFile, scan: Scan, span: Span, *, passed: Passed) -> Iterator[VideoFrame]:
    """Yield the pictures of one span, all of them, decoded apart from any others."""
    with file.opened() as video:
        spans = Spans.of(video, scan, threads=1, passed=passed)
        spans.decode_all()
        yield from spans.pictures([span])
