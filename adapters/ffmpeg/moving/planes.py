"""Pictures as H.264 keeps them: brightness of every pixel, and colour of every two by two (limited BT.709)."""

from typing import Final, Self

from attrs import frozen
from PIL import Image

from core.video.model.canvas import Canvas
from core.video.model.timeline import Window

Size = tuple[int, int]

# ITU-R BT.709, 3.2 to 3.5, for eight bits: brightness from 16 to 235, colours from 16 to 240 around 128.
RED, BLUE = 0.2126, 0.0722
_LUMA: Final = tuple(part * 219 / 255 for part in (RED, 1 - RED - BLUE, BLUE))
_BLUE: Final = tuple(part * 112 / 255 / (1 - BLUE) for part in (-RED, -(1 - RED - BLUE), 1 - BLUE))
_RED: Final = tuple(part * 112 / 255 / (1 - RED) for part in (1 - RED, -(1 - RED - BLUE), -BLUE))
BT709: Final = (*_LUMA, 16.0, *_BLUE, 128.0, *_RED, 128.0)

SMOOTH: Final = Image.Resampling.BICUBIC  # samples between pixels, and takes in more of them where it makes smaller


@frozen
class Planes:
    """A picture: brightness, and the two colours at half the size."""

    luma: Image.Image
    blue: Image.Image
    red: Image.Image

    @classmethod
    def of_rgb(cls, data: bytes, size: Size) -> Self:
        """Turn full-range RGB into planes."""
        luma, blue, red = Image.frombytes("RGB", size, data).convert("RGB", BT709).split()
        return cls(luma, _halved(blue), _halved(red))

    @classmethod
    def of_bytes(cls, data: bytes, size: Size) -> Self:
        """Read planes as they were written."""
        half = (size[0] // 2, size[1] // 2)
        whole, quarter = size[0] * size[1], half[0] * half[1]
        return cls(
            Image.frombytes("L", size, data[:whole]),
            Image.frombytes("L", half, data[whole : whole + quarter]),
            Image.frombytes("L", half, data[whole + quarter :]),
        )

    def to_bytes(self) -> bytes:
        """Write the planes, one after the other."""
        return b"".join(plane.tobytes() for plane in (self.luma, self.blue, self.red))

    def through(self, window: Window, canvas: Canvas) -> Self:
        """Return what is seen through a window, as large as the canvas."""
        width, height = self.luma.size
        left, top = window.left * width, window.top * height
        across, down = window.size * width, window.size * height
        # Colours sit at the left pixel of their two (H.264, figure E-1), in the picture and on the canvas.
        aside = (1 - across / canvas.width) / 4
        half = (canvas.width // 2, canvas.height // 2)
        colours = (left / 2 + aside, top / 2, across / 2, down / 2)
        return type(self)(
            _seen(self.luma, (left, top, across, down), (canvas.width, canvas.height)),
            _seen(self.blue, colours, half),
            _seen(self.red, colours, half),
        )

    def over(self, other: Self, weight: float) -> Self:
        """Return this picture over another, as thick as its weight."""
        share = round(255 * weight)
        return type(self)(
            _mixed(self.luma, other.luma, share),
            _mixed(self.blue, other.blue, share),
            _mixed(self.red, other.red, share),
        )


def _halved(colour: Image.Image) -> Image.Image:
    width, height = colour.size
    wide = Image.new("L", (width + 2, height))
    wide.paste(colour.resize((2, height), box=(0, 0, 1, height)), (0, 0))
    wide.paste(colour, (2, 0))
    narrow = wide.resize((width // 2, height), Image.Resampling.BILINEAR, box=(1.5, 0, width + 1.5, height))
    return narrow.resize((width // 2, height // 2), Image.Resampling.BOX)


def _seen(plane: Image.Image, part: tuple[float, float, float, float], size: Size) -> Image.Image:
    left, top, across, down = part
    left = min(max(left, 0.0), plane.width - across)
    top = min(max(top, 0.0), plane.height - down)
    box = (max(left, 0.0), max(top, 0.0), min(left + across, plane.width), min(top + down, plane.height))
    return plane.resize(size, SMOOTH, box=box)


def _mixed(upper: Image.Image, lower: Image.Image, share: int) -> Image.Image:
    return Image.composite(upper, lower, Image.new("L", upper.size, share))
