"""How a video's pictures are turned, scaled and coloured so that they look as they are meant to."""

import struct
from collections.abc import Mapping
from fractions import Fraction
from itertools import islice
from typing import Final, cast

import av.logging
from attrs import frozen
from av.buffer import Buffer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from adapters.pyav.broken import Broken
from adapters.pyav.decoding import TOO_LARGE, Decoder
from adapters.pyav.opening import MOST_PIXELS, OpenVideo, VideoFile, measured
from adapters.pyav.scanning import packets

# By the signs of a display matrix (a, b, c, d), which takes (x, y) to (ax + cy, bx + dy): by how many degrees the
# picture is turned clockwise, and the filters that do it.
TURNS: Final = {
    (1, 0, 0, 1): (0, ()),
    (0, 1, -1, 0): (90, (("transpose", "clock"),)),
    (-1, 0, 0, -1): (180, (("hflip", ""), ("vflip", ""))),
    (0, -1, 1, 0): (270, (("transpose", "cclock"),)),
    (-1, 0, 0, 1): (0, (("hflip", ""),)),
    (1, 0, 0, -1): (180, (("vflip", ""),)),
    (0, 1, 1, 0): (90, (("transpose", "cclock_flip"),)),
    (0, -1, -1, 0): (270, (("transpose", "clock_flip"),)),
}
MATRIX: Final = struct.Struct("=9i")
ONE: Final = 1 << 16
STRANGEST: Final = 16  # a pixel that is more than so many times wider than high, or the reverse, is not believed
FIRST: Final = 30  # packets in which FFmpeg says why it gives up
LARGE: Final = 720  # rows from which on pictures that say nothing of their colours have those of BT.709

Turn = tuple[int, tuple[tuple[str, str], ...]]


@frozen(kw_only=True)
class Look:
    """What is done to every picture: it is scaled to `width` and `height`, then turned."""

    width: int
    height: int
    turn: Turn
    matrix: int
    full_range: bool
    transfer: int
    primaries: int
    upright: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """The size of what is delivered."""
        return (self.height, self.width) if self.lies else (self.width, self.height)

    @property
    def lies(self) -> bool:
        """Whether width and height are swapped by turning."""
        return self.turn[0] in {90, 270}

    @property
    def hdr(self) -> bool:
        """Whether it is brighter than white."""
        return self.transfer in {ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67}

    @property
    def wide(self) -> bool:
        """Whether it has colours that sRGB lacks, or numbers them otherwise."""
        return self.hdr or self.primaries in {ColorPrimaries.BT2020, ColorPrimaries.SMPTE432, ColorPrimaries.SMPTE431}


def looked_at(file: VideoFile, *, width: int | None) -> Look:
    """Decode until the first picture comes out; a video of which none does is `Broken`."""
    with file.opened() as video:
        decoder = Decoder(video, threads=1)
        for packet in packets(video):
            for picture in decoder.pictures(packet):
                return look_of(picture, video, width=width)
        for picture in decoder.rest():
            return look_of(picture, video, width=width)
    if decoder.too_large or _given_up_for_size(file):
        raise Broken(f"has pictures of more than {MOST_PIXELS // 1_000_000} million pixels")
    raise Broken("is damaged: none of its pictures can be decoded")


def _given_up_for_size(file: VideoFile) -> bool:
    """Tell whether FFmpeg says so, of H.264 in its log alone, and long before it gives up."""
    usual = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as said, file.opened() as video:
            decoder = Decoder(video, threads=1)
            for packet in islice(packets(video), FIRST):
                decoder.pictures(packet)
        return any(TOO_LARGE in message for _, _, message in said)
    finally:
        av.logging.set_level(usual)


def look_of(picture: VideoFrame, video: OpenVideo, *, width: int | None) -> Look:
    """Return what is to be done to pictures like this one."""
    measured(picture.width, picture.height)
    square = _square(picture, video.stream.sample_aspect_ratio)
    turn = _turn(picture)
    upright = square[::-1] if turn[0] in {90, 270} else square
    scale = min(Fraction(1), Fraction(width or upright[0], upright[0]))
    scaled = tuple(max(1, round(side * scale)) for side in square)
    measured(*scaled)
    return Look(
        width=scaled[0],
        height=scaled[1],
        turn=turn,
        matrix=_matrix(picture),
        full_range=picture.color_range == ColorRange.JPEG or picture.format.name.startswith("yuvj"),
        transfer=picture.color_trc,
        primaries=picture.color_primaries,
        upright=(upright[0], upright[1]),
    )


def _square(picture: VideoFrame, pixel: Fraction | None) -> tuple[int, int]:
    """Return the size that a picture has whose pixels are squares."""
    if not pixel or not Fraction(1, STRANGEST) <= pixel <= STRANGEST:
        return picture.width, picture.height
    return max(1, round(picture.width * pixel)), picture.height


def _turn(picture: VideoFrame) -> Turn:
    sides = cast("Mapping[Type, Buffer]", picture.side_data)  # which is typed too narrowly
    data = bytes(sides[Type.DISPLAYMATRIX]) if Type.DISPLAYMATRIX in sides else b""
    if len(data) != MATRIX.size:
        return TURNS[1, 0, 0, 1]
    numbers = MATRIX.unpack(data)
    signs = [round(number / ONE) for number in (numbers[0], numbers[1], numbers[3], numbers[4])]
    return TURNS.get((signs[0], signs[1], signs[2], signs[3]), TURNS[1, 0, 0, 1])


def _matrix(picture: VideoFrame) -> int:
    """Return how red, green and blue were made luma and chroma of, as the scaler names it."""
    if picture.colorspace in {1, 4, 5, 6, 7, 9, 10}:  # those of ITU-T H.273 that the scaler knows
        return {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}[picture.colorspace]
    if picture.color_primaries == ColorPrimaries.BT2020:
        return int(Colorspace.BT2020)
    return int(Colorspace.ITU709 if picture.height >= LARGE else Colorspace.ITU601)
