"""How sharp a picture is: how much its brightness changes from pixel to pixel, seen from afar.

What filters it is imported with the first picture, while others are decoded: to begin with it costs a hundredth of a
second.
"""

from typing import TYPE_CHECKING, Final

from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

if TYPE_CHECKING:
    from PIL.Image import Image

SEEN_AT: Final = 480  # pixels of width
MIDDLE: Final = 128
LAPLACIAN: Final = (0, 1, 0, 1, -4, 1, 0, 1, 0)


class Sharpness:
    """Measures pictures, one at a time."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def of(self, picture: VideoFrame) -> float:
        """Return the variance of the Laplacian."""
        return sharpness(self.grey(picture))

    def grey(self, picture: VideoFrame) -> "Image":
        """Return a picture as it is seen from afar."""
        width = min(SEEN_AT, picture.width)
        height = max(1, round(picture.height * width / picture.width))
        return grey(self._scaler, picture, (width, height))


def sharpness(seen: "Image") -> float:
    """Return the variance of the Laplacian of a grey picture."""
    from PIL import ImageFilter

    if min(seen.size) < 3:  # noqa: PLR2004 - the Laplacian looks at so many pixels in a row
        return 0.0
    laplacian = ImageFilter.Kernel((3, 3), LAPLACIAN, scale=1, offset=MIDDLE)
    counts = seen.filter(laplacian).crop((1, 1, seen.width - 1, seen.height - 1)).histogram()
    number = sum(counts)
    mean = sum(value * count for value, count in enumerate(counts)) / number
    return sum((value - mean) ** 2 * count for value, count in enumerate(counts)) / number


def grey(scaler: VideoReformatter, picture: VideoFrame, size: tuple[int, int]) -> "Image":
    """Return a picture in grey and of that size."""
    from PIL import Image

    small = scaler.reformat(
        picture, width=size[0], height=size[1], format="gray", interpolation=Interpolation.AREA, threads=1
    )
    plane = small.planes[0]
    return Image.frombytes("L", size, bytes(plane), "raw", "L", plane.line_size, 1)
