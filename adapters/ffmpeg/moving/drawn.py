"""Pictures and words that are drawn when they are first needed, and thrown away after they were last needed."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from attrs import define, field

from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.moving.cutting import Part, Seen
from adapters.ffmpeg.moving.lettering import Lettering
from adapters.ffmpeg.moving.painting import Painter, Side
from adapters.ffmpeg.moving.planes import Planes
from core.video.model.timeline import Text, Timeline
from ports.photo_reader import PhotoReader, RawPicture

Drawing = int | tuple[Text, ...]  # a picture of the timeline, or words


@define(kw_only=True)
class Drawn:
    """What has been drawn for a film's parts, as files in a folder: few at any time, however many there are in all."""

    timeline: Timeline
    photos: Sequence[PhotoFile]
    reader: PhotoReader
    folder: Path
    _needs: Counter[Drawing] = field(factory=Counter, init=False)
    _raws: dict[Drawing, RawPicture] = field(factory=dict, init=False)
    _turns: dict[Drawing, asyncio.Lock] = field(factory=lambda: defaultdict(asyncio.Lock), init=False)
    _numbers: Iterator[int] = field(factory=count, init=False)

    def need(self, parts: Iterable[Part]) -> None:
        """Hear which parts there are; each is to be let go once."""
        self._needs.update(drawing for part in parts for drawing in _drawings(part))

    async def painter(self, part: Part) -> Painter:
        """Return what paints a part, and draw what that needs and has not been drawn."""
        sides = [await self._side(seen) for seen in part.sides]
        return Painter(part=part, sides=tuple(sides), canvas=self.timeline.canvas)

    def let_go(self, part: Part) -> None:
        """Throw away what no other part needs."""
        for drawing in _drawings(part):
            self._needs[drawing] -= 1
            if not self._needs[drawing]:
                self._turns.pop(drawing, None)
                raw = self._raws.pop(drawing, None)
                if raw is not None:
                    raw.path.unlink()

    async def _side(self, seen: Seen) -> Side:
        shot = seen.shot
        raw = await self._once(shot.picture, lambda: self._picture(shot.picture))
        words = await self._once(shot.overlay, lambda: self._words(shot.overlay)) if shot.overlay else None
        return Side(
            seen=seen,
            picture=await asyncio.to_thread(_planes, raw),
            lettering=await asyncio.to_thread(_lettering, words) if words else None,
        )

    async def _once(self, drawing: Drawing, draw: Callable[[], Awaitable[RawPicture]]) -> RawPicture:
        async with self._turns[drawing]:
            if drawing not in self._raws:
                self._raws[drawing] = await draw()
            return self._raws[drawing]

    async def _picture(self, index: int) -> RawPicture:
        picture = self.timeline.pictures[index]
        photo = None if picture.photo is None else self.photos[picture.photo].path
        raw = await self.reader.draw(
            picture,
            photo,
            number=1 + (picture.photo or 0),
            canvas=self.timeline.canvas,
            target=self.folder / f"picture-{index}.rgb",
        )
        return await asyncio.to_thread(_turned_into_planes, raw)

    async def _words(self, texts: tuple[Text, ...]) -> RawPicture:
        target = self.folder / f"words-{next(self._numbers)}.rgba"
        return await self.reader.letter(texts, canvas=self.timeline.canvas, target=target)


def _drawings(part: Part) -> set[Drawing]:
    shots = [seen.shot for seen in part.sides]
    return {shot.picture for shot in shots} | {shot.overlay for shot in shots if shot.overlay}


def _turned_into_planes(raw: RawPicture) -> RawPicture:
    planes = Planes.of_rgb(raw.path.read_bytes(), (raw.width, raw.height))
    path = raw.path.with_suffix(".planes")
    path.write_bytes(planes.to_bytes())
    raw.path.unlink()
    return RawPicture(path=path, width=raw.width, height=raw.height)


def _planes(raw: RawPicture) -> Planes:
    return Planes.of_bytes(raw.path.read_bytes(), (raw.width, raw.height))


def _lettering(raw: RawPicture) -> Lettering | None:
    return Lettering.of_rgba(raw.path.read_bytes(), (raw.width, raw.height))
