"""Reads a file for FFmpeg, and hides tracks that are not looked at: of a long film's sound there is a large index."""

import os
from collections.abc import Iterator
from typing import Final

from attrs import define, frozen

HEAD: Final = 8  # bytes: the size of a box, and its kind (ISO/IEC 14496-12, 4.2)
LARGE_HEAD: Final = 16
MOST_BOXES: Final = 4096  # that are looked at in one place
HIDDEN: Final = b"free"


@frozen(kw_only=True)
class Box:
    """A box of an ISO file: what it is, and where it and its content lie."""

    kind: bytes
    at: int
    begin: int
    end: int


@define
class Reading:
    """A file as FFmpeg reads it, from its own place on: several may read the same one."""

    _number: int
    _hidden: list[int]
    _at: int = 0

    def read(self, size: int) -> bytes:
        """Return so many bytes, or as many as there are."""
        data = os.pread(self._number, size, self._at)
        begin, self._at = self._at, self._at + len(data)
        for place in self._hidden:
            if begin - len(HIDDEN) < place < self._at:
                data = _overlaid(data, place - begin)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: os.fstat(self._number).st_size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Say where this is."""
        return self._at


def _overlaid(data: bytes, at: int) -> bytes:
    first, last = max(0, at), min(len(data), at + len(HIDDEN))
    return data[:first] + HIDDEN[first - at : last - at] + data[last:]


def tracks_without_pictures(number: int) -> list[int]:
    """Return where the kinds of such tracks' boxes stand, in an ISO file; whatever is odd is left alone."""
    size = os.fstat(number).st_size
    return [
        track.at + 4
        for movie in _boxes(number, 0, size)
        if movie.kind == b"moov"
        for track in _boxes(number, movie.begin, movie.end)
        if track.kind == b"trak" and _handler(number, track) not in {b"vide", b""}
    ]


def _handler(number: int, track: Box) -> bytes:
    """Return what handles a track's media: `vide` for pictures; nothing where it does not say."""
    for media in _boxes(number, track.begin, track.end):
        if media.kind == b"mdia":
            for box in _boxes(number, media.begin, media.end):
                if box.kind == b"hdlr":
                    return os.pread(number, 4, box.begin + HEAD)
    return b""


def _boxes(number: int, begin: int, end: int) -> Iterator[Box]:
    at = begin
    for _ in range(MOST_BOXES):
        head = os.pread(number, LARGE_HEAD, at)
        if at + HEAD > end or len(head) < HEAD:
            return
        size, content = int.from_bytes(head[:4], "big"), at + HEAD
        if size == 1:
            size, content = int.from_bytes(head[8:16], "big"), at + LARGE_HEAD
        stop = end if size == 0 else at + size
        if stop < content or stop > end:
            return
        yield Box(kind=head[4:8], at=at, begin=content, end=stop)
        at = stop
