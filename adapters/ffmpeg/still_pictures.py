"""Finds or makes a film's pictures, and remembers where they are."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from attrs import define, field

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.engine import Counted
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.piece import StoredPicture, store
from adapters.ffmpeg.still_coding import Coding
from adapters.ffmpeg.still_naming import Wanted
from adapters.ffmpeg.together import together
from adapters.wire.carried_through import carried_through
from core.video.model.canvas import Canvas
from core.video.model.film import PieceMade
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader

AT_ONCE: Final = 8  # pieces that are looked for, or kept
WAITING: Final = 2  # pieces that wait to be kept


@define(kw_only=True)
class Pictures:
    """A film's pictures, each in a file of its own once it is there."""

    wanted: Sequence[Wanted]
    canvas: Canvas
    folder: Path
    binary: Binary
    reader: PhotoReader
    parallel: int
    pieces: Pieces
    told: Counted
    _made: dict[str, tuple[StoredPicture, PieceMade]] = field(factory=dict, init=False)
    _to_keep: asyncio.Queue[tuple[str, bytes] | None] = field(factory=lambda: asyncio.Queue(WAITING), init=False)
    _since: float = field(factory=perf_counter, init=False)

    async def all(self) -> list[tuple[StoredPicture, PieceMade]]:
        """Return every picture, in the order of their being wanted."""
        self.told(0, len(self.wanted))
        looked_for = iter(self.wanted)
        await together(*(self._find(looked_for) for _ in range(AT_ONCE)))
        missing = [each for each in self.wanted if each.name not in self._made]
        if missing:
            await together(self._code(missing), *(self._keep() for _ in range(AT_ONCE)))
        return [self._made[each.name] for each in self.wanted]

    async def _find(self, looked_for: Iterator[Wanted]) -> None:
        for each in looked_for:
            data = await self.pieces.find(each.name)
            if data is not None:
                await self._store(each, data, kept=True)

    async def _code(self, missing: Sequence[Wanted]) -> None:
        await Coding(
            wanted=missing,
            canvas=self.canvas,
            folder=self.folder,
            binary=self.binary,
            reader=self.reader,
            parallel=self.parallel,
            taken=self._take,
        ).all()
        for _ in range(AT_ONCE):
            await self._to_keep.put(None)

    async def _take(self, each: Wanted, made: bytes) -> None:
        await self._store(each, made, kept=False)
        await self._to_keep.put((each.name, made))

    async def _keep(self) -> None:
        while piece := await self._to_keep.get():
            await self.pieces.keep(*piece)

    async def _store(self, each: Wanted, data: bytes, *, kept: bool) -> None:
        file = self.folder / f"{each.name}.h264"
        try:
            stored = await carried_through(asyncio.to_thread(store, data, file, canvas=self.canvas))
        except NotAsWritten:
            if not kept:
                raise
            return  # whatever it is, it is no picture: another one is made
        now = perf_counter()
        name = f"picture-{self.wanted.index(each) + 1}"
        self._made[each.name] = (stored, PieceMade(name=name, seconds=now - self._since, kept=kept))
        self._since = now
        self.told(len(self._made), len(self.wanted))
