"""Makes files of pictures: upright, of square pixels, in sRGB, and as JPEG or PNG."""

from fractions import Fraction
from typing import Final

import av
from attrs import frozen
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from adapters.pyav.colours import DEEP, TICK
from adapters.pyav.looking import Look
from adapters.pyav.opening import measured
from adapters.pyav.sharpness import Sharpness
from core.video.model.frames.wishes import FrameFormat

QUALITY: Final = 2  # of 2, the best, to 31
LAMBDA: Final = 118  # by which the coder multiplies qualities
BITEXACT: Final = 1 << 23  # of a coder: nothing is told of its version


@frozen(kw_only=True)
class Finished:
    """A picture as a file; `small` is a still smaller picture, where one was wanted: its size and pixels."""

    width: int
    height: int
    sharpness: float
    data: bytes
    small: tuple[int, int, bytes] | None = None


class Finisher:
    """Finishes pictures, one at a time; what is kept between them makes no difference to any of them."""

    def __init__(self, look: Look, *, form: FrameFormat, colours: VideoFrame | None) -> None:
        self._look = look
        self._form = form
        self._scaler = VideoReformatter()
        self._shrinker = VideoReformatter()
        self._sharpness = Sharpness()
        self._pixels = _pixels(look, form)
        self._middle = self._pixels if colours is None else DEEP
        self._colourer = None if colours is None else VideoReformatter()
        self._graph = _graph(look, self._middle, colours) if look.turn[1] or colours else None
        self._passed = 0
        self._coder = _coder(look.size, form, self._pixels)

    def finished(self, picture: VideoFrame, *, small: tuple[int, int] | None = None) -> Finished:
        """Make a file of a picture."""
        measured(picture.width, picture.height)
        upright = self._coloured(self._turned(self._scaled(picture)))
        return Finished(
            width=upright.width,
            height=upright.height,
            sharpness=self._sharpness.of(picture),
            data=self._coded(upright),
            small=None if small is None else self._shrunk(upright, small),
        )

    def _scaled(self, picture: VideoFrame) -> VideoFrame:
        look = self._look
        same = (picture.width, picture.height) == (look.width, look.height)
        return self._scaler.reformat(
            picture,
            width=look.width,
            height=look.height,
            format=self._middle,
            src_colorspace=look.matrix,
            dst_colorspace=Colorspace.ITU601 if self._middle.startswith("yuv") else None,
            src_color_range=ColorRange.JPEG if look.full_range else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.BILINEAR if same else Interpolation.AREA,
            threads=1,
        )

    def _turned(self, picture: VideoFrame) -> VideoFrame:
        if self._graph is None:
            return picture
        self._passed += 1
        picture.pts, picture.time_base = self._passed, TICK
        self._graph.vpush(picture, at=0)
        return self._graph.vpull()

    def _coloured(self, picture: VideoFrame) -> VideoFrame:
        if self._colourer is None:
            return picture
        return self._colourer.reformat(
            picture,
            format=self._pixels,
            dst_colorspace=Colorspace.ITU601 if self._pixels.startswith("yuv") else None,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.BILINEAR | Interpolation.ACCURATE_RND,
            threads=1,
        )

    def _coded(self, picture: VideoFrame) -> bytes:
        self._passed += 1  # coders want time to pass, and leave nothing of it in what they make
        picture.pts, picture.time_base = self._passed, TICK
        return b"".join(bytes(packet) for packet in self._coder.encode(picture))

    def _shrunk(self, picture: VideoFrame, most: tuple[int, int]) -> tuple[int, int, bytes]:
        scale = min(Fraction(1), Fraction(most[0], picture.width), Fraction(most[1], picture.height))
        width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
        shrunk = self._shrinker.reformat(
            picture, width=width, height=height, format="rgb24", interpolation=Interpolation.AREA, threads=1
        )
        return width, height, tight(shrunk, 3)


def tight(picture: VideoFrame, depth: int) -> bytes:
    """Return the pixels of a picture that has them in one plane, without anything between its rows."""
    plane = picture.planes[0]
    data, row = memoryview(plane), picture.width * depth
    if plane.line_size == row:
        return bytes(data[: row * picture.height])
    return b"".join(data[at : at + row] for at in range(0, plane.line_size * picture.height, plane.line_size))


def _pixels(look: Look, form: FrameFormat) -> str:
    if form == "png":
        return "rgb24"
    # Where two pixels share a colour, turning a picture of an odd size would make others share it.
    return "yuvj420p" if look.width % 2 == look.height % 2 == 0 else "yuvj444p"


def _coder(size: tuple[int, int], form: FrameFormat, pixels: str) -> VideoCodecContext:
    coder = av.CodecContext.create("png" if form == "png" else "mjpeg", "w")
    coder.width, coder.height = size
    coder.pix_fmt = pixels
    coder.time_base = TICK
    coder.thread_count = 1
    coder.flags |= BITEXACT
    if form == "jpeg":
        coder.qscale = True
        coder.global_quality = QUALITY * LAMBDA
        coder.qmin = coder.qmax = QUALITY
        coder.options = {"huffman": "optimal"}
    return coder


def _graph(look: Look, pixels: str, colours: VideoFrame | None) -> Graph:
    graph = Graph()
    node = graph.add_buffer(width=look.width, height=look.height, format=av.VideoFormat(pixels), time_base=TICK)
    if colours is not None:
        node = _coloured(graph, node, colours)
    for name, argument in look.turn[1]:
        turned = graph.add(name, argument or None)
        node.link_to(turned)
        node = turned
    node.link_to(graph.add("buffersink"))
    graph.configure()
    if colours is not None:
        graph.vpush(colours, at=1)
        graph.vpush(None, at=1)
    return graph


def _coloured(graph: Graph, before: FilterContext, colours: VideoFrame) -> FilterContext:
    table = graph.add_buffer(width=colours.width, height=colours.height, format=colours.format, time_base=TICK)
    node = graph.add("haldclut", "interp=tetrahedral:clut=first")
    before.link_to(node, 0, 0)
    table.link_to(node, 0, 1)
    return node
