"""Reads a file for FFmpeg, and hides tracks that are not looked at: of a long film's sound there is a large index."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import Factory, define, frozen

HEAD: Final = 8  # bytes: the size of a box, and its kind (ISO/IEC 14496-12, 4.2)
LARGE_HEAD: Final = 16
MOST_BOXES: Final = 4096  # that are looked at in one place
HIDDEN: Final = b"free"
ENCRYPTED: Final = b"encv"  # ISO/IEC 14496-12, 8.12


@frozen(kw_only=True)
class Box:
    """A box of an ISO file: what it is, and where it and its content lie."""

    kind: bytes
    at: int
    begin: int
    end: int


@frozen(kw_only=True)
class Tracks:
    """What an ISO file says of its tracks; `hidden` is where the kinds of those without pictures stand."""

    count: int = 0
    hidden: list[int] = Factory(list)
    encrypted: bool = False


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


def tracks_of(number: int, *, most: int) -> Tracks:
    """Look an ISO file's tracks over, as far as one more than the most; whatever is odd is left alone."""
    whole = Box(kind=b"", at=0, begin=0, end=os.fstat(number).st_size)
    tracks = list(islice(_within(number, whole, b"moov", b"trak"), most + 1))
    hidden = [track.at + 4 for track in tracks if _handler(number, track) not in {b"vide", b""}]
    return Tracks(count=len(tracks), hidden=hidden, encrypted=any(_encrypted(number, track) for track in tracks))


def _handler(number: int, track: Box) -> bytes:
    """Return what handles a track's media: `vide` for pictures; nothing where it does not say."""
    for box in _within(number, track, b"mdia", b"hdlr"):
        return os.pread(number, 4, box.begin + HEAD)
    return b""


def _encrypted(number: int, track: Box) -> bool:
    """Tell whether a track's pictures are said to be encrypted."""
    described = _within(number, track, b"mdia", b"minf", b"stbl", b"stsd")
    return any(os.pread(number, 4, box.begin + HEAD + 4) == ENCRYPTED for box in described)


def _within(number: int, box: Box, *path: bytes) -> Iterator[Box]:
    """Yield the boxes at the end of a path of kinds."""
    for inner in _boxes(number, box.begin, box.end):
        if inner.kind == path[0]:
            yield from _within(number, inner, *path[1:]) if path[1:] else (inner,)


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
