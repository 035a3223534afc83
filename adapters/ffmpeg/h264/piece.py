"""Pieces: pictures that are coded once, and kept as streams of a single picture, which any player can show."""

from pathlib import Path

from attrs import frozen

from adapters.ffmpeg.h264.intra import IntraHeader, read_intra
from adapters.ffmpeg.h264.parameters import sequence_parameters
from adapters.ffmpeg.h264.slices import Place, intra_head
from adapters.ffmpeg.h264.units import stream, units
from core.video.model.canvas import Canvas

ALONE = Place(number=0, order=0, kept=True)


@frozen(kw_only=True)
class StoredPicture:
    """A coded picture: what must be said of it, and where its data are."""

    header: IntraHeader
    file: Path
    offset: int
    size: int


def piece(coded: bytes, *, canvas: Canvas) -> bytes:
    """Turn what x264 made of a picture into a piece, in which nothing is left of the pictures before it."""
    header, data = read_intra(units(coded), canvas=canvas)
    # x264 lets the very last bit, which means nothing, depend on how many pictures it has coded (cabac_encode_flush).
    always = data[:-1] + bytes((data[-1] | 1,))
    return stream(sequence_parameters(canvas), header.parameters, intra_head(header, place=ALONE, idr=0) + always)


def store(made: bytes, file: Path, *, canvas: Canvas) -> StoredPicture:
    """Write a piece into a file; one that is no piece is `NotAsWritten`."""
    header, data = read_intra(units(made), canvas=canvas)
    file.write_bytes(made)
    return StoredPicture(header=header, file=file, offset=len(made) - len(data), size=len(data))
