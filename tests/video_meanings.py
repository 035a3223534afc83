"""Small videos whose numbers mean colours in one way or another, computed from the definitions."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from attrs import frozen

BT709, BT601, BT2020 = 1, 6, 9  # ITU-T H.273, matrices
PQ, HLG, SDR_2020 = 16, 18, 14  # the same, transfer
LIMITED, FULL = 1, 2
SIDE: Final = 16
Colour = tuple[float, float, float]
WEIGHTS: Final = {BT709: (0.2126, 0.0722), BT601: (0.299, 0.114), BT2020: (0.2627, 0.0593)}


@frozen(kw_only=True)
class Meaning:
    """What a video's numbers mean."""

    matrix: int
    tagged: bool = True
    scale: int = LIMITED
    transfer: int = 1
    primaries: int = 1
    depth: int = 8
    height: int = 16


def video_of(path: Path, colours: Sequence[Colour], meaning: Meaning) -> Path:
    """Write a video of one picture: patches of these colours, in order, computed here from the definitions."""
    kind = "yuv444p" if meaning.depth == 8 else "yuv444p10le"
    picture = av.VideoFrame(SIDE * len(colours), meaning.height, kind)
    for plane, values in zip(picture.planes, zip(*(_coded(one, meaning) for one in colours), strict=True), strict=True):
        wide = 1 if meaning.depth == 8 else 2
        row = b"".join(value.to_bytes(wide, "little") * SIDE for value in values)
        plane.update(row.ljust(plane.line_size, b"\0") * meaning.height)
    picture.pts, picture.time_base = 0, Fraction(1, 25)
    with av.open(str(path), "w") as container:
        quiet = {"x265-params": "log-level=none:pools=none:bframes=0:crf=1"}
        stream = (
            container.add_stream("libx265", rate=25, options=quiet)
            if meaning.depth > 8
            else (container.add_stream("libx264", rate=25, options={"crf": "1", "threads": "1"}))
        )
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, kind
        if meaning.tagged:
            context = stream.codec_context
            context.colorspace, context.color_range = meaning.matrix, meaning.scale
            context.color_trc, context.color_primaries = meaning.transfer, meaning.primaries
            picture.colorspace, picture.color_range = meaning.matrix, meaning.scale
            picture.color_trc, picture.color_primaries = meaning.transfer, meaning.primaries
        container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def _coded(colour: Colour, meaning: Meaning) -> tuple[int, int, int]:
    red, green, blue = colour
    of_red, of_blue = WEIGHTS[meaning.matrix]
    luma = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    chroma = (blue - luma) / (2 - 2 * of_blue), (red - luma) / (2 - 2 * of_red)
    unit = 1 << (meaning.depth - 8)
    black, most, swing = (16 * unit, 219 * unit, 224 * unit) if meaning.scale == LIMITED else (0, 255, 255)
    first, second = (round(128 * unit + swing * part) for part in chroma)
    top = (1 << meaning.depth) - 1
    return round(black + most * luma), min(top, first), min(top, second)
