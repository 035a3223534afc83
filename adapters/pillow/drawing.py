"""Draws the pictures of a film: a photo on the canvas, soft or veiled where that is wished, and words."""

from collections.abc import Sequence
from typing import Final

from attrs import asdict, evolve
from PIL import Image, ImageFilter
from PIL.Image import Resampling

from adapters.pillow.colours import GROUND
from adapters.pillow.photo_file import PhotoFile, opened
from adapters.pillow.scaling import Part, Size, scaled
from core.video.model.timeline import Box, Picture, Text

WHOLE: Final[Part] = (0, 0, 1, 1)
COARSE: Final = 8  # how many times smaller the picture is that is blurred
BLUR: Final = 0.035  # of the longer side of the canvas
DIMMED: Final = 0.55  # how bright the blurred picture is behind the photo
ABOVE: Final = 0.4  # of what is cropped in height, so much is taken from the top: faces are above the middle


def size_of(photo: PhotoFile) -> Size:
    """Return the photo's size, turned upright, from its beginning; one that cannot be shown is `Broken`."""
    with opened(photo) as looked_at:
        return looked_at.size


def drawn(picture: Picture, photo: PhotoFile | None, *, size: Size) -> Image.Image:
    """Return the picture as RGB of that size; a photo that cannot be shown is `Broken`."""
    image = _shown(picture, photo, size) if photo is not None else Image.new("RGB", size, GROUND)
    veiled = _dimmed(image, 1 - picture.veil)
    _write(veiled, [_larger(text, picture.scale) for text in picture.texts])
    return veiled


def words_alone(texts: Sequence[Text], *, size: Size) -> Image.Image:
    """Return texts on a transparent ground."""
    image = Image.new("RGBA", size)
    _write(image, texts)
    return image


def _write(image: Image.Image, texts: Sequence[Text]) -> None:
    if texts:
        from adapters.pillow.lettering import lettered  # fonts take their time

        lettered(image, texts)


def _larger(text: Text, scale: float) -> Text:
    box = Box(**{name: round(value * scale) for name, value in asdict(text.box).items()})
    return evolve(text, box=box, size=round(text.size * scale))


def _shown(picture: Picture, file: PhotoFile, size: Size) -> Image.Image:
    with opened(file) as photo:
        if picture.soft:
            return _enlarged(_blurred(scaled(photo, _coarse(size), _cropped(photo.size, size))), size)
        if picture.fit == "crop":
            return scaled(photo, size, _cropped(photo.size, size))
        return _before_itself(scaled(photo, _contained(photo.size, size), WHOLE), size)


def _before_itself(front: Image.Image, size: Size) -> Image.Image:
    if front.size == size:
        return front
    left, top, right, bottom = _cropped(front.size, size)
    box = (left * front.width, top * front.height, right * front.width, bottom * front.height)
    coarse = front.resize(_coarse(size), Resampling.BOX, box=box)
    back = _enlarged(_dimmed(_blurred(coarse), DIMMED), size)
    back.paste(front, ((size[0] - front.width) // 2, (size[1] - front.height) // 2))
    return back


def _blurred(coarse: Image.Image) -> Image.Image:
    return coarse.filter(ImageFilter.GaussianBlur(BLUR * max(coarse.size)))


def _enlarged(coarse: Image.Image, size: Size) -> Image.Image:
    # So soft a picture has nothing that a better filter would keep.
    return coarse.resize(size, Resampling.BILINEAR)


def _coarse(size: Size) -> Size:
    return max(1, size[0] // COARSE), max(1, size[1] // COARSE)


def _contained(photo: Size, size: Size) -> Size:
    """Return the largest size with the photo's proportions that fits."""
    scale = min(size[0] / photo[0], size[1] / photo[1])
    return max(1, round(photo[0] * scale)), max(1, round(photo[1] * scale))


def _cropped(photo: Size, size: Size) -> Part:
    """Return the largest part of the photo that has the canvas's proportions."""
    scale = max(size[0] / photo[0], size[1] / photo[1])
    spare_x, spare_y = (1 - side / (scale * own) for side, own in zip(size, photo, strict=True))
    left, top = spare_x / 2, spare_y * ABOVE
    return left, top, left + 1 - spare_x, top + 1 - spare_y


def _dimmed(image: Image.Image, brightness: float) -> Image.Image:
    if brightness >= 1:
        return image
    return image.point([round(value * brightness) for value in range(256)] * 3)
