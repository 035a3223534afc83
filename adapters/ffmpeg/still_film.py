"""Puts a film together: coded pictures, and between them slices in which everything is skipped."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.order import Frame, Still, coded_order
from adapters.ffmpeg.h264.parameters import macroblocks, sequence_parameters, skipped_parameters
from adapters.ffmpeg.h264.piece import StoredPicture
from adapters.ffmpeg.h264.slices import blend, hold, intra_head
from adapters.ffmpeg.mp4.beginning import beginning
from adapters.ffmpeg.mp4.track import Sample, Track
from core.video.model.canvas import Canvas

AT_ONCE: Final = 1 << 18  # bytes of a picture that are copied
SIZE: Final = 4  # bytes before each unit, that say how long it is


@frozen
class Coded:
    """A frame's bytes: some that are known, and a picture's data after them, if it has its own."""

    frame: Frame
    head: bytes
    picture: StoredPicture | None = None

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.head) + (self.picture.size if self.picture else 0)


def write_film(stills: Sequence[Still], pictures: Sequence[StoredPicture], *, canvas: Canvas, target: Path) -> None:
    """Write a film of stills, each of which shows a picture by its place among them."""
    parameters = {each.header.parameters for each in pictures}
    if len(parameters) != 1:
        raise NotAsWritten("pictures were coded in different ways")
    coded = _coded(stills, pictures, canvas=canvas)
    track = Track(
        canvas=canvas,
        sequence_parameters=sequence_parameters(canvas),
        picture_parameters=(*parameters, skipped_parameters()),
        samples=[Sample(each.size, each.frame.shown, each.frame.kind == "entry") for each in coded],
    )
    with target.open("wb") as film:
        film.write(beginning(track))
        for each in coded:
            film.write(each.head)
            if each.picture:
                with each.picture.file.open("rb") as source:
                    source.seek(each.picture.offset)
                    shutil.copyfileobj(source, film, AT_ONCE)


def _coded(stills: Sequence[Still], pictures: Sequence[StoredPicture], *, canvas: Canvas) -> list[Coded]:
    columns, rows = macroblocks(canvas)
    entries = 0
    result = []
    for frame in coded_order(stills):
        if frame.picture is not None:
            result.append(_intra(frame, pictures[frame.picture], entries))
            entries += frame.kind == "entry"
        else:
            skipped = hold if frame.kind == "hold" else blend
            result.append(Coded(frame, _sized(skipped(frame.place, macroblocks=columns * rows))))
    return result


def _intra(frame: Frame, picture: StoredPicture, entries: int) -> Coded:
    # Without a recovery point: FFmpeg would declare a picture to be an entry that has one, and put sound to a film
    # that shows no fade to those who seek it.
    head = intra_head(picture.header, place=frame.place, idr=entries if frame.kind == "entry" else None)
    return Coded(frame, _sized(head, picture.size), picture)


def _sized(unit: bytes, more: int = 0) -> bytes:
    return (len(unit) + more).to_bytes(SIZE, "big") + unit
