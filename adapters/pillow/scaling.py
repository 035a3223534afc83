"""Makes photos as large as they are needed, decoding no more of them than that takes."""

from collections.abc import Mapping
from typing import Final

from PIL import Image
from PIL.Image import Resampling, Transpose

from adapters.pillow.colours import srgb, workable
from adapters.pillow.photo_file import Photo

Size = tuple[int, int]
Part = tuple[float, float, float, float]

GAP: Final = 2  # what is more than so many times too large is averaged first, which is quicker and looks the same
STRIP: Final = 512  # rows whose pixels are converted at a time: a large photo is in memory once only


# How a stored picture is turned upright, by EXIF's orientation; whether x and y are swapped by that ("s"), and where in
# the stored one x ("x") and y ("y") of what is upright then run backwards.
TURNS: Final[Mapping[int, tuple[Transpose | None, str]]] = {
    1: (None, ""),
    2: (Transpose.FLIP_LEFT_RIGHT, "x"),
    3: (Transpose.ROTATE_180, "xy"),
    4: (Transpose.FLIP_TOP_BOTTOM, "y"),
    5: (Transpose.TRANSPOSE, "s"),
    6: (Transpose.ROTATE_270, "sy"),
    7: (Transpose.TRANSVERSE, "sxy"),
    8: (Transpose.ROTATE_90, "sx"),
}


def scaled(photo: Photo, size: Size, part: Part) -> Image.Image:
    """Return a part of the photo, given by fractions of its upright self, upright, in sRGB and of exactly that size."""
    turn, ways = TURNS[photo.orientation]
    width, height = size[::-1] if "s" in ways else size
    left, top, right, bottom = _stored(part, ways)
    image = _decoded(photo.image, (width / (right - left), height / (bottom - top)))
    box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    # HAMMING halves as well as BICUBIC does, in half the time; it is not made for enlarging.
    shrinks = box[2] - box[0] >= width and box[3] - box[1] >= height
    small = image.resize((width, height), Resampling.HAMMING if shrinks else Resampling.BICUBIC, box=box)
    coloured = srgb(small, photo.image.info.get("icc_profile"))
    return coloured.transpose(turn) if turn is not None else coloured


def _stored(part: Part, ways: str) -> Part:
    left, top, right, bottom = (part[1], part[0], part[3], part[2]) if "s" in ways else part
    if "x" in ways:
        left, right = 1 - right, 1 - left
    if "y" in ways:
        top, bottom = 1 - bottom, 1 - top
    return left, top, right, bottom


def _decoded(image: Image.Image, least: tuple[float, float]) -> Image.Image:
    """Return workable pixels that are at least so many, where the photo has them."""
    width, height = (max(1, round(side)) for side in least)
    image.draft(None, (width, height))
    image.load()
    factor = min(image.width // (width * GAP), image.height // (height * GAP))
    return workable(image) if factor < GAP else _averaged(image, factor)


def _averaged(image: Image.Image, factor: int) -> Image.Image:
    rows = -(-STRIP // factor) * factor
    whole: Image.Image | None = None
    for top in range(0, image.height, rows):
        strip = workable(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        whole = whole or Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        whole.paste(strip, (0, top // factor))
    return whole or image
