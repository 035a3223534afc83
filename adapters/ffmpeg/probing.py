"""Looks into a finished film: that a program ended well says little."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

LARGEST_MOOV: Final = 64 << 20
HEADER: Final = 8
LARGE: Final = 1  # instead of a size, which follows in eight bytes
TO_THE_END: Final = 0


class NoFilm(Exception):  # noqa: N818 - named for the fact
    """A file is no MP4 that could be played; its text says why."""


@frozen(kw_only=True)
class ProbedTrack:
    """A track: "vide" or "soun", its coding, how many samples, for how many seconds it is shown, and its size."""

    kind: str
    coding: str
    samples: int
    seconds: float
    width: int
    height: int
    profile: int | None


@frozen(kw_only=True)
class Probed:
    """What a file is found to be."""

    order: tuple[str, ...]
    tracks: tuple[ProbedTrack, ...]

    def of(self, kind: str) -> ProbedTrack:
        """Return the one track of a kind."""
        found = [track for track in self.tracks if track.kind == kind]
        if len(found) != 1:
            raise NoFilm(f"there are {len(found)} {kind} tracks")
        return found[0]


def probed(film: Path) -> Probed:
    """Read how a film is built; `NoFilm` when that makes no sense."""
    try:
        with film.open("rb") as file:
            return _probed(file, film.stat().st_size)
    except (IndexError, KeyError, ValueError, OverflowError) as nonsense:
        raise NoFilm(f"a box makes no sense: {nonsense!r}") from nonsense


def _probed(file: BinaryIO, size: int) -> Probed:
    order: list[str] = []
    tracks: tuple[ProbedTrack, ...] = ()
    at = 0
    while at < size:
        file.seek(at)
        length, name, begin = _head(file.read(2 * HEADER), size - at)
        if at + length > size or length < begin:
            raise NoFilm(f"{name} goes on beyond the end")
        if name == "moov":
            file.seek(at + begin)
            moov = file.read(min(length - begin, LARGEST_MOOV))
            mvhd = dict(_boxes(moov))["mvhd"]
            scale = _number(mvhd, 20 if mvhd[0] else 12)
            tracks = tuple(_track(trak, scale) for box, trak in _boxes(moov) if box == "trak")
        order.append(name)
        at += length
    return Probed(order=tuple(order), tracks=tracks)


def _head(data: bytes, rest: int) -> tuple[int, str, int]:
    """Return a box's length, its name, and where in it its content begins."""
    if len(data) < HEADER:
        raise NoFilm("the file ends within a box")
    length, name = _number(data, 0), data[4:8].decode("latin-1")
    if length == LARGE:
        return int.from_bytes(data[HEADER : 2 * HEADER], "big"), name, 2 * HEADER
    return rest if length == TO_THE_END else length, name, HEADER


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + HEADER <= len(data):
        length, name, begin = _head(data[at : at + 2 * HEADER], len(data) - at)
        if length < begin or at + length > len(data):
            raise NoFilm(f"{name} goes on beyond the box around it")
        yield name, data[at + begin : at + length]
        at += length


def _track(trak: bytes, scale: int) -> ProbedTrack:
    parts = dict(_boxes(trak))
    media = dict(_boxes(parts["mdia"]))
    table = dict(_boxes(dict(_boxes(media["minf"]))["stbl"]))
    coding, entry = next(_boxes(table["stsd"][8:]))
    kind = media["hdlr"][8:12].decode("latin-1")
    pictures = kind == "vide"
    return ProbedTrack(
        kind=kind,
        coding=coding,
        samples=_number(table["stsz"], 8),
        seconds=_duration(parts["tkhd"]) / scale,
        width=int.from_bytes(entry[24:26], "big") if pictures else 0,
        height=int.from_bytes(entry[26:28], "big") if pictures else 0,
        profile=dict(_boxes(entry[78:]))["avcC"][1] if coding == "avc1" else None,
    )


def _duration(tkhd: bytes) -> int:
    return int.from_bytes(tkhd[28:36], "big") if tkhd[0] else _number(tkhd, 20)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
