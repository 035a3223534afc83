"""Opens a file that claims to be a video: only of the kinds that are taken, and never more than it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

import av
from attrs import define, frozen
from av.container.input import InputContainer
from av.error import FFmpegError
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from adapters.pyav.broken import Broken
from adapters.pyav.reading import Reading, Tracks, tracks_of
from core.video.model.frames.containers import (
    AVI,
    ENOUGH,
    MATROSKA,
    MP4,
    MPEG_TS,
    QUICKTIME,
    TAKEN,
    WEBM,
    Container,
    container_of,
)

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext

    VideoPacket = Packet[VideoStream]
else:
    from av.packet import Packet as VideoPacket  # which has no types while it runs

__all__ = ["OpenVideo", "VideoFile", "VideoPacket", "found", "measured"]

MOST_PIXELS: Final = 36_000_000
LONGEST_SIDE: Final = 16_384
MOST_TRACKS: Final = 64
FORMATS: Final = {
    MP4.name: "mov",
    QUICKTIME.name: "mov",
    MATROSKA.name: "matroska",
    WEBM.name: "matroska",
    AVI.name: "avi",
    MPEG_TS.name: "mpegts",
}
# By the names of those that decode them.
CODECS: Final = (
    *("h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "prores"),
    *("h263", "msmpeg4", "msmpeg4v2", "dnxhd", "ffv1"),
)
KEY: Final = "enc_key_id"  # what FFmpeg says of a Matroska track that is encrypted
AT_ONCE: Final = 1 << 17  # bytes that are read
READ_TO_KNOW: Final = 5_000_000  # bytes, and microseconds, that are read of a file to know what is in it


@frozen(kw_only=True)
class VideoFile:
    """A file that begins like a video; it is open, and can be gone through several times at once."""

    container: Container
    _number: int
    _hidden: list[int]

    @contextmanager
    def opened(self) -> Iterator["OpenVideo"]:
        """Lend the video in the file; what cannot be read is `Broken`."""
        reading = Reading(self._number, self._hidden)
        with _container(reading, FORMATS[self.container.name]) as container:
            stream = _stream(container)
            for other in container.streams:
                if other.index != stream.index:
                    other.discard = Discard.all
            yield OpenVideo(container=container, stream=stream)


@define(kw_only=True)
class OpenVideo:
    """A container, and the track of pictures in it."""

    container: InputContainer
    stream: VideoStream


@contextmanager
def found(path: str) -> Iterator[VideoFile]:
    """Lend a file; one that is no video is `Broken`."""
    try:
        # A pipe would keep us waiting, and a link leads to another file.
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Broken("cannot be read") from error
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise Broken("is no file")
        head = os.pread(number, ENOUGH, 0)
        container = container_of(head)
        if container is None:
            raise Broken(f"is no {TAKEN}" if head else "is empty")
        tracks = tracks_of(number, most=MOST_TRACKS) if FORMATS[container.name] == "mov" else Tracks()
        _checked(tracks.count, encrypted=tracks.encrypted)
        yield VideoFile(container=container, number=number, hidden=tracks.hidden)
    finally:
        os.close(number)


@contextmanager
def _container(reading: Reading, form: str) -> Iterator[InputContainer]:
    options = {
        "protocol_whitelist": "none",
        "codec_whitelist": ",".join(CODECS),
        "max_streams": str(MOST_TRACKS + 1),  # some kinds only leave out what is too much
        "max_pixels": str(MOST_PIXELS),
        "probesize": str(READ_TO_KNOW),
        "analyzeduration": str(READ_TO_KNOW),
        "enable_drefs": "0",
        "use_absolute_path": "0",
    }
    try:
        container = av.open(reading, "r", format=form, options=options, metadata_errors="replace", buffer_size=AT_ONCE)
    except FFmpegError as error:
        raise Broken(_why_not(error)) from error
    with container:
        _checked(len(container.streams))
        yield container


def _checked(tracks: int, *, encrypted: bool = False) -> None:
    if tracks > MOST_TRACKS:
        raise Broken(f"has more than {MOST_TRACKS} tracks")
    if encrypted:
        raise Broken("is encrypted")


def _why_not(error: FFmpegError) -> str:
    if isinstance(error, MemoryError):
        return f"has more than {MOST_TRACKS} tracks, or is damaged"
    return "is damaged: it cannot be opened"


def _stream(container: InputContainer) -> VideoStream:
    real = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not real:
        raise Broken("has no pictures")
    stream = next((one for one in real if _has_a_size(one)), real[0])
    context = stream.codec_context
    if cast("object", context) is None:  # where nobody can decode it
        raise Broken("is damaged, or coded in a way that is not taken")
    if context.codec.name not in CODECS:
        raise Broken(f"is coded in a way that is not taken: {context.codec.name}")
    _checked(1, encrypted=KEY in stream.metadata)
    measured(context.width, context.height)
    return stream


def _has_a_size(stream: VideoStream) -> bool:
    """Tell whether anything is known of a track's pictures; a channel that was not recorded has a track, too."""
    context = cast("VideoCodecContext | None", stream.codec_context)
    return context is not None and context.width > 0


def measured(width: int, height: int) -> None:
    """Let no picture pass that is larger than one may be."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        most = f"{MOST_PIXELS // 1_000_000} million pixels are the most, and {LONGEST_SIDE} on either side"
        raise Broken(f"is {width} x {height} pixels large: {most}")
