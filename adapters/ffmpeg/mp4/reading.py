"""Reads an MP4 file of one track of pictures anew, sharing nothing with what writes them."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten

MOST_BEFORE: Final = 1 << 28  # bytes before the pictures
BEFORE_AVCC: Final = 78  # bytes that each kind of picture has


@frozen(kw_only=True)
class Found:
    """A sample as a player finds it: where it is, when it is shown, in frames, and whether playing can begin there."""

    at: int
    size: int
    shown: int
    entry: bool


@frozen(kw_only=True)
class Movie:
    """A file's samples in the order of decoding, its size in pixels, its rate, and what its decoder is told."""

    width: int
    height: int
    fps: float
    decoder: bytes
    samples: tuple[Found, ...]


def read_movie(file: Path) -> Movie:
    """Read a file: the pictures must come last, all of them, and nothing else there; else `NotAsWritten`."""
    with file.open("rb") as opened:
        kinds, moov, data = _top(opened, file.stat().st_size)
    if kinds != ["ftyp", "moov", "mdat"]:
        raise NotAsWritten(f"the file consists of {kinds}")
    try:
        return _movie(moov, data)
    except (struct.error, KeyError, IndexError, ValueError, ZeroDivisionError) as cut:
        raise NotAsWritten("the file's beginning cannot be read") from cut


def _top(file: BinaryIO, size: int) -> tuple[list[str], bytes, range]:
    kinds, moov, at, data = [], b"", 0, range(0)
    while at < size:
        file.seek(at)
        head = file.read(16).ljust(16, b"\0")
        length, kind = struct.unpack(">I4s", head[:8])
        before = 16 if length == 1 else 8
        length = struct.unpack(">Q", head[8:])[0] if length == 1 else length
        if length < before or at + length > size:
            raise NotAsWritten("the file is cut off")
        kinds.append(kind.decode("latin-1"))
        if kind == b"moov" and length < MOST_BEFORE:
            file.seek(at)
            moov = file.read(length)
        data = range(at + before, at + length)
        at += length
    return kinds, moov, data


def _movie(moov: bytes, data: range) -> Movie:
    track = _inside(moov, "moov", "trak")
    table = _inside(track, "mdia", "minf", "stbl")
    width, height = _numbers(_inside(track, "tkhd"), 76, 2)
    (scale,) = _numbers(_inside(track, "mdia", "mdhd"), 12, 1)
    _, ticks = _only_run(_inside(table, "stts"))
    (first,) = _numbers(_inside(track, "edts", "elst"), 12, 1)
    return Movie(
        width=width >> 16,
        height=height >> 16,
        fps=scale / ticks,
        decoder=_inside(_inside(_inside(table, "stsd")[8:], "avc1")[BEFORE_AVCC:], "avcC"),
        samples=tuple(_samples(table, data, ticks=ticks, first=first)),
    )


def _samples(table: bytes, data: range, *, ticks: int, first: int) -> Iterator[Found]:
    sizes = _list(_inside(table, "stsz"), 8)
    entries = set(_list(_inside(table, "stss"), 4))
    waits = _waits(table, len(sizes))
    places = _places(table, sizes)
    if list(places[:1]) != [data.start] or places[-1] + sizes[-1] != data.stop:
        raise NotAsWritten("there is something else among the pictures")
    for number, (at, size, wait) in enumerate(zip(places, sizes, waits, strict=True)):
        shown, rest = divmod(number * ticks + wait - first, ticks)
        if rest:
            raise NotAsWritten(f"sample {number} is shown between two frames")
        yield Found(at=at, size=size, shown=shown, entry=number + 1 in entries)


def _waits(table: bytes, samples: int) -> list[int]:
    if "ctts" not in _boxes(table):
        return [0] * samples
    runs = _list(_inside(table, "ctts"), 4)
    return [wait for count, wait in zip(runs[::2], runs[1::2], strict=True) for _ in range(count)]


def _places(table: bytes, sizes: Sequence[int]) -> list[int]:
    """Return where samples begin, which must lie one after the other, whatever chunk they are in."""
    chunks = _offsets(table)
    runs = _list(_inside(table, "stsc"), 4)
    firsts = [*runs[::3], len(chunks) + 1]
    counts = [count for at, count in enumerate(runs[1::3]) for _ in range(firsts[at], firsts[at + 1])]
    places: list[int] = []
    for chunk, count in zip(chunks, counts, strict=True):
        if places and chunk != places[-1] + sizes[len(places) - 1]:
            raise NotAsWritten("there is something else between chunks")
        places += accumulate(sizes[len(places) : len(places) + count - 1], initial=chunk)
    return places


def _offsets(table: bytes) -> Sequence[int]:
    boxes = _boxes(table)
    if "stco" in boxes:
        return _list(boxes["stco"], 4)
    return struct.unpack_from(f">{_numbers(boxes['co64'], 4, 1)[0]}Q", boxes["co64"], 8)


def _list(content: bytes, at: int) -> Sequence[int]:
    """Read all numbers after the one, at a place, that says how many there are."""
    return _numbers(content, at + 4, (len(content) - at - 4) // 4)


def _numbers(content: bytes, at: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f">{count}I", content, at)


def _only_run(content: bytes) -> tuple[int, int]:
    runs, count, value = _numbers(content, 4, 3)
    if runs != 1:
        raise NotAsWritten("frames are of different lengths")
    return count, value


def _inside(content: bytes, *path: str) -> bytes:
    for kind in path:
        content = _boxes(content)[kind]
    return content


def _boxes(content: bytes) -> Mapping[str, bytes]:
    boxes, at = {}, 0
    while at < len(content):
        (length,) = _numbers(content, at, 1)
        boxes[content[at + 4 : at + 8].decode("latin-1")] = content[at + 8 : at + length]
        at += max(length, 8)
    return boxes
