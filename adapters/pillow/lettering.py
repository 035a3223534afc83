"""Writes words on pictures: white, with a dark shade around them, so that they can be read on any ground."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import frozen
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from adapters.pillow.lettering_fonts import Face, emoji_image
from adapters.pillow.lettering_lines import LEADING, Lines, lines_of
from adapters.pillow.lettering_marks import EMOJI_WIDTH, Mark
from core.video.model.timeline import Text

# All in sizes of the letters.
MARGIN: Final = 0.12
BASELINE: Final = 1.0
EMOJI_DRAWN: Final = 1.16
EMOJI_MIDDLE: Final = 0.36  # above the baseline
EDGE: Final = 0.03
GLOW: Final = 0.14
EDGE_GAIN: Final = 1.7
GLOW_GAIN: Final = 1.1
COARSE: Final = 4

Place = tuple[int, int, int, int]


def lettered(image: Image.Image, texts: Sequence[Text]) -> None:
    """Write texts on an RGB or RGBA image; each stays in its box, and in the image."""
    for text in texts:
        box = text.box
        size = max(1, min(text.size, box.height, image.height))
        margin = round(size * MARGIN)
        width, height = box.width - 2 * margin, box.height - 2 * margin
        if width > 0 and height > 0:
            lines = lines_of(text.text, bold=text.bold, width=width, height=height, size=size)
            if lines.lines:
                _write(image, text, lines, margin)


@frozen(kw_only=True)
class _Run:
    """Marks of one face, side by side; `left` and `baseline` in pixels of the image."""

    text: str
    face: Face | None
    left: float
    baseline: int


def _write(image: Image.Image, text: Text, lines: Lines, margin: int) -> None:
    runs = list(_runs(text, lines, margin))
    place = _place(image, text, lines, runs)
    if place is None:
        return
    words, pictures = _drawn(runs, lines.size, place)
    ink = ImageChops.lighter(words, pictures.getchannel("A"))
    ground = image.crop(place).convert("RGBA")
    for colour, mask in ((0, _shade(ink, lines.size)), (255, words)):
        layer = Image.new("RGBA", ground.size, (colour, colour, colour, 0))
        layer.putalpha(mask)
        ground.alpha_composite(layer)
    ground.alpha_composite(pictures)
    image.paste(ground.convert(image.mode), place)


def _runs(text: Text, lines: Lines, margin: int) -> Iterator[_Run]:
    box, size = text.box, lines.size
    height = len(lines.lines) * size * LEADING
    room = box.height - 2 * margin - height
    top = box.top + margin + {"top": 0.0, "middle": room / 2, "bottom": room}[text.down]
    for number, line in enumerate(lines.lines):
        parts = list(_measured(line, size))
        room = box.width - 2 * margin - sum(width for _, _, width in parts)
        left = box.left + margin + {"left": 0.0, "center": room / 2, "right": room}[text.across]
        for words, face, width in parts:
            baseline = round(top + (number * LEADING + BASELINE) * size)
            yield _Run(text=words, face=face, left=left, baseline=baseline)
            left += width


def _measured(line: Sequence[Mark], size: int) -> Iterator[tuple[str, Face | None, float]]:
    for face, marks in groupby(line, key=lambda mark: mark.face):
        if face is None:
            yield from ((mark.text, None, EMOJI_WIDTH * size) for mark in marks)
        else:
            words = "".join(mark.text for mark in marks)
            yield words, face, face.at(size).getlength(words)


def _place(image: Image.Image, text: Text, lines: Lines, runs: Sequence[_Run]) -> Place | None:
    """Return what the words and their shade cover, inside the box and the image."""
    box, around = text.box, 2 * lines.size
    top = runs[0].baseline - around
    bottom = runs[-1].baseline + around
    place = (
        max(0, box.left),
        max(0, box.top, top),
        min(image.width, box.left + box.width),
        min(image.height, box.top + box.height, bottom),
    )
    return place if place[0] < place[2] and place[1] < place[3] else None


def _drawn(runs: Sequence[_Run], size: int, place: Place) -> tuple[Image.Image, Image.Image]:
    """Return the letters as a mask, and the emoji as a picture."""
    extent = place[2] - place[0], place[3] - place[1]
    words, pictures = Image.new("L", extent), Image.new("RGBA", extent)
    pen = ImageDraw.Draw(words)
    for run in runs:
        left, baseline = run.left - place[0], run.baseline - place[1]
        if run.face is not None:
            pen.text((left, baseline), run.text, font=run.face.at(size), anchor="ls", fill=255)
            continue
        emoji = emoji_image(run.text, max(1, round(EMOJI_DRAWN * size)))
        aside = (EMOJI_WIDTH * size - emoji.width) / 2
        top = baseline - EMOJI_MIDDLE * size - emoji.height / 2
        pictures.paste(emoji, (round(left + aside), round(top)), emoji)
    return words, pictures


def _shade(ink: Image.Image, size: int) -> Image.Image:
    """Return how dark the ground becomes: a dark edge around the ink, and a wide soft glow."""
    edge = ink.filter(ImageFilter.GaussianBlur(max(0.6, size * EDGE)))
    small = ink.resize((-(-ink.width // COARSE), -(-ink.height // COARSE)), Image.Resampling.BOX)
    glow = small.filter(ImageFilter.GaussianBlur(size * GLOW / COARSE)).resize(ink.size, Image.Resampling.BILINEAR)
    return ImageChops.lighter(_stronger(edge, EDGE_GAIN), _stronger(glow, GLOW_GAIN))


def _stronger(mask: Image.Image, gain: float) -> Image.Image:
    return mask.point([min(215, round(level * gain)) for level in range(256)])
