"""Photos read and pictures drawn by Pillow, in other processes that may do little."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import Factory, evolve, frozen
from typing_extensions import override

from adapters.pillow.asking import Answer, Ask
from adapters.pillow.crew import Crew, crew
from adapters.section import setting
from adapters.wire.children.cores import Parallel, cores
from core.errors import OddiyaError, Unavailable
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Picture, Text
from ports.photo_reader import MOST_PIXELS, PhotoReader, RawPicture

RGB, RGBA = 3, 4  # bytes of a pixel


@frozen(kw_only=True)
class PillowPhotoReader(PhotoReader):
    """Asks a crew of programs; what those say is checked, since a photo may have led them astray."""

    _crew: Crew

    @override
    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        width, height = (await self._answer(Ask(photo=photo), number)).size
        if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
            raise BrokenPhoto(number=number, reason="is damaged")
        return PhotoShape(width=width, height=height)

    @override
    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        size = _even(canvas.width * picture.scale), _even(canvas.height * picture.scale)
        shown = None if picture.photo is None else photo
        return await self._drawn(Ask(photo=shown, size=size, picture=picture), target, RGB, number)

    @override
    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        return await self._drawn(Ask(size=(canvas.width, canvas.height), texts=texts), target, RGBA)

    async def _drawn(self, ask: Ask, target: Path, depth: int, number: int = 0) -> RawPicture:
        part = target.with_name(f"{secrets.token_hex(8)}.part")
        width, height = ask.size
        try:
            await self._answer(evolve(ask, target=part), number)
            await asyncio.to_thread(_settled, part, target, width * height * depth)
        finally:
            part.unlink(missing_ok=True)
        return RawPicture(path=target, width=width, height=height)

    async def _answer(self, ask: Ask, number: int) -> Answer:
        try:
            answer = await self._crew.answer(ask)
        except TimeoutError as error:
            raise _broken(ask, number, "takes too long to read") from error
        if answer.broken is not None:
            raise _broken(ask, number, answer.broken)
        if answer.failed is not None:
            raise Unavailable(what=answer.failed, retry_after=60)
        return answer


def _broken(ask: Ask, number: int, reason: str) -> OddiyaError:
    return Unavailable(what="drawing") if ask.photo is None else BrokenPhoto(number=number, reason=reason)


def _settled(part: Path, target: Path, size: int) -> None:
    try:
        if part.stat().st_size == size:
            part.replace(target)
            return
    except OSError as failure:
        raise Unavailable(what=f"the disk ({failure.strerror})", retry_after=60) from failure
    raise Unavailable(what="the program that draws photos")


def _even(side: float) -> int:
    return max(2, 2 * round(side / 2))


@frozen(kw_only=True)
class Section:
    """How many photos are worked on at once."""

    parallel: Parallel = setting(
        "ODDIYA_FILM_PARALLEL",
        "how many pictures of films to make at once, 1 or more; without it, as many as there are cores",
        default=Factory(cores),
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PhotoReader]:
    """Open the reader; its programs start when they are needed."""
    async with crew(parallel=section.parallel) as programs:
        yield PillowPhotoReader(crew=programs)
