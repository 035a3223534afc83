"""A contact sheet: some of the frames, small, with the time of each.

What draws it is imported last, while pictures are still being finished: to begin with it costs a hundredth of a second.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

MOST: Final = 60
COLUMNS: Final = 6
SMALL: Final = (160, 120)
GAP, LABEL = 4, 14
GROUND, INK = (24, 24, 24), (230, 230, 230)
QUALITY: Final = 85


class Sheet:
    """Keeps frames evenly spread over all that were delivered, never more than there is room for."""

    def __init__(self) -> None:
        self._step = 1
        self._kept: list[tuple[int, float, tuple[int, int, bytes]]] = []

    def wants(self, number: int) -> bool:
        """Tell whether there is room for this frame, by its number from 0."""
        return number % self._step == 0

    def add(self, number: int, time: float, small: tuple[int, int, bytes]) -> None:
        """Keep a frame."""
        if len(self._kept) == MOST:
            self._step *= 2
            self._kept = [one for one in self._kept if one[0] % self._step == 0]
        if self.wants(number):
            self._kept.append((number, time, small))

    def drawn(self) -> bytes:
        """Return the sheet as a JPEG."""
        from PIL import Image, ImageDraw, ImageFont

        width = max((small[0] for _, _, small in self._kept), default=1)
        height = max((small[1] for _, _, small in self._kept), default=1)
        columns = max(1, min(COLUMNS, len(self._kept)))
        rows = max(1, -(-len(self._kept) // columns))
        across, down = max(width, 60) + GAP, height + LABEL + GAP
        sheet = Image.new("RGB", (columns * across + GAP, rows * down + GAP), GROUND)
        draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(10)
        for place, (_, time, small) in enumerate(self._kept):
            image = Image.frombytes("RGB", small[:2], small[2])
            left, top = GAP + place % columns * across, GAP + place // columns * down
            sheet.paste(image, (left + (width - image.width) // 2, top + (height - image.height) // 2))
            draw.text((left, top + height), label(time), INK, font=font)
        return _jpeg(sheet)


def label(time: float) -> str:
    """Return a time as it is written under a frame."""
    whole, thousandths = divmod(round(time * 1000), 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def get_ready() -> None:
    """Import what draws, and what Pillow imports itself before it writes anything."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: F401 - to have them

    Image.preinit()


def _jpeg(image: "Image") -> bytes:
    from PIL import JpegImagePlugin

    out = BytesIO()
    image.save(out, JpegImagePlugin.JpegImageFile.format, quality=QUALITY)
    return out.getvalue()
