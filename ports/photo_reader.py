"""Turns photos, of which nothing may be believed, into pictures."""

from pathlib import Path
from typing import Protocol

from attrs import frozen

from core.video.model.canvas import Canvas
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Picture, Text


@frozen(kw_only=True)
class RawPicture:
    """Pixels in a file: rows from the top, three bytes of sRGB each (four, with alpha, of an overlay)."""

    path: Path
    width: int
    height: int


class PhotoReader(Protocol):
    """Looks at photos and draws pictures, in another process that may do little and use little.

    - JPEG, MPO, PNG, WebP, AVIF and HEIC are photos; of several images in one file the first counts. They are turned
      upright by their EXIF orientation, their colours become sRGB, transparency becomes the ground, and what else the
      file says is dropped.
    - `BrokenPhoto`, with the number that was given, is raised for what is none of these, is damaged or cut off, or is
      larger than `MOST_PIXELS`, whatever its name; `look` may overlook damage that `draw` finds.
    - The same picture of the same photo has the same bytes, always.
    - `draw` writes the picture as `Picture` describes it, in the canvas's size times its `scale`, even numbers both.
    - `letter` writes texts on a transparent ground of the canvas's size. Hangul, Latin and emoji are drawn, and no text
      ever fails to be drawn or leaves its box.
    - Several calls may be made at once; who stops waiting stops the work. A file is written whole or not at all.
    - What a file makes the other process do (crash, use up its memory or its time) is `BrokenPhoto`, too; it neither
      reads other files nor reaches the network.
    """

    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        """Return the photo's size, judging by its beginning."""
        ...

    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        """Draw a picture into a file."""
        ...

    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        """Draw texts into a file."""
        ...


MOST_PIXELS = 100_000_000
