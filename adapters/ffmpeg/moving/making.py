"""Makes a film's parts, a few at a time, as far as they are not kept from another time."""

import asyncio
from collections.abc import Iterator, Sequence
from time import perf_counter

from attrs import define, field

from adapters.ffmpeg.engine import Counted
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.moving.coded import CodedPart, read_part
from adapters.ffmpeg.moving.cutting import Part
from adapters.ffmpeg.moving.drawn import Drawn
from adapters.ffmpeg.moving.encoding import Encoder
from adapters.ffmpeg.moving.joining import Stored, stored
from adapters.ffmpeg.moving.naming import Namer
from adapters.ffmpeg.together import together
from core.errors import BadAnswer
from core.video.model.film import PieceMade
from ports.film_maker import Pieces


@define(kw_only=True)
class Making:
    """One film in the making."""

    parts: Sequence[Part]
    like: CodedPart
    encoder: Encoder
    drawn: Drawn
    namer: Namer
    pieces: Pieces
    told: Counted
    _frames: int = field(init=False)
    _frames_done: int = field(default=0, init=False)
    _made: dict[int, tuple[Stored, PieceMade]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._frames = sum(part.frames for part in self.parts)

    async def all(self, *, at_once: int) -> None:
        """Make all parts, in their order as far as several are made at a time; the first that fails ends the others."""
        self._tell(0)
        self.drawn.need(self.parts)
        waiting = iter(enumerate(self.parts))
        await together(*(self._some(waiting) for _ in range(at_once)))

    def in_order(self) -> list[tuple[Stored, PieceMade]]:
        """Return what was made."""
        return [self._made[at] for at in range(len(self.parts))]

    async def _some(self, waiting: Iterator[tuple[int, Part]]) -> None:
        for at, part in waiting:
            self._made[at] = await self._one(part)
            self.drawn.let_go(part)

    async def _one(self, part: Part) -> tuple[Stored, PieceMade]:
        begin = perf_counter()
        name = self.namer.name(part)
        coded = await self._kept(name, part)
        kept = coded is not None
        if coded is None:
            coded = await self._fresh(name, part)
        else:
            self._tell(part.frames)
        written = await asyncio.to_thread(stored, coded, self.encoder.folder / f"{part.name}.part")
        return written, PieceMade(name=part.name, seconds=perf_counter() - begin, kept=kept)

    async def _kept(self, name: str, part: Part) -> CodedPart | None:
        stream = await self.pieces.find(name)
        if stream is None:
            return None
        try:
            return self._read(stream, part)
        except NotAsWritten:
            return None

    async def _fresh(self, name: str, part: Part) -> CodedPart:
        painter = await self.drawn.painter(part)
        stream = await self.encoder.encode(part.name, frames=part.frames, frame=painter.frame, told=self._tell)
        try:
            coded = self._read(stream, part)
        except NotAsWritten as difference:
            raise BadAnswer(what="FFmpeg") from difference
        await self.pieces.keep(name, stream)
        return coded

    def _read(self, stream: bytes, part: Part) -> CodedPart:
        coded = read_part(stream, frames=part.frames)
        if (coded.sequence_parameters, coded.picture_parameters) != (
            self.like.sequence_parameters,
            self.like.picture_parameters,
        ):
            raise NotAsWritten("a part has other parameters than the rest")
        return coded

    def _tell(self, frames: int = 1) -> None:
        self._frames_done += frames
        self.told(self._frames_done, self._frames)
