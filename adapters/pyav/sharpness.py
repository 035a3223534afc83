"""How sharp a picture is: how much its brightness changes from pixel to pixel, seen from afar."""

from typing import Final

from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from PIL import Image, ImageFilter

SEEN_AT: Final = 480  # pixels of width
MIDDLE: Final = 128
LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=MIDDLE)


class Sharpness:
    """Measures pictures, one at a time."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def of(self, picture: VideoFrame) -> float:
        """Return the variance of the Laplacian."""
        return sharpness(self.grey(picture))

    def grey(self, picture: VideoFrame) -> Image.Image:
        """Return a picture as it is seen from afar."""
        width = min(SEEN_AT, picture.width)
        height = max(1, round(picture.height * width / picture.width))
        return grey(self._scaler, picture, (width, height))


def sharpness(seen: Image.Image) -> float:
    """Return the variance of the Laplacian of a grey picture."""
    if min(seen.size) < 3:  # noqa: PLR2004 - the Laplacian looks at so many pixels in a row
        return 0.0
    counts = seen.filter(LAPLACIAN).crop((1, 1, seen.width - 1, seen.height - 1)).histogram()
    number = sum(counts)
    mean = sum(value * count for value, count in enumerate(counts)) / number
    return sum((value - mean) ** 2 * count for value, count in enumerate(counts)) / number


def grey(scaler: VideoReformatter, picture: VideoFrame, size: tuple[int, int]) -> Image.Image:
    """Return a picture in grey and of that size."""
    small = scaler.reformat(
        picture, width=size[0], height=size[1], format="gray", interpolation=Interpolation.AREA, threads=1
    )
    plane = small.planes[0]
    return Image.frombytes("L", size, bytes(plane), "raw", "L", plane.line_size, 1)
