"""Draws a picture that stands for a film."""

import asyncio
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from attrs import frozen
from PIL import Image
from PIL import __version__ as pillow

from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.still_naming import wanted
from core.video.model.timeline import Picture, Shot, Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader, RawPicture

QUALITY: Final = 88
BEGIN, END = b"\xff\xd8", b"\xff\xd9"  # of a JPEG


@frozen(kw_only=True)
class Posters:
    """Writes posters: JPEGs that say nothing but their pixels."""

    reader: PhotoReader

    async def draw(self, timeline: Timeline, photos: Sequence[PhotoFile], *, folder: Path, pieces: Pieces) -> Path:
        """Draw the first photo that is shown clearly, unless that was kept from another time; return where it is."""
        shown = wanted(timeline, representative(timeline), photos, maker=f"Pillow {pillow} {QUALITY}")
        name = f"poster-{shown.name}"
        jpeg = await pieces.find(name)
        if jpeg is None or not (jpeg.startswith(BEGIN) and jpeg.endswith(END)):
            raw = await self.reader.draw(
                shown.picture, shown.photo, number=shown.number, canvas=timeline.canvas, target=folder / "poster.rgb"
            )
            jpeg = await asyncio.to_thread(_jpeg, raw)
            await pieces.keep(name, jpeg)
        poster = folder / "poster.jpg"
        await asyncio.to_thread(poster.write_bytes, jpeg)
        return poster


def representative(timeline: Timeline) -> Shot:
    """Return the shot that stands for a film: photos come first, those that are shown clearly before others."""
    return min(timeline.shots, key=lambda shot: _unfit(timeline.pictures[shot.picture]))


def _unfit(picture: Picture) -> int:
    return 2 if picture.photo is None else int(picture.soft)


def _jpeg(raw: RawPicture) -> bytes:
    with raw.path.open("rb") as file:
        picture = Image.frombytes("RGB", (raw.width, raw.height), file.read())
    raw.path.unlink()
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
