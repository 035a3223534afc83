"""Draws pictures and hands them to one encoder, while it is busy with those before."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from attrs import define, field

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.h264.piece import piece
from adapters.ffmpeg.running import LONGEST_RUN, WIDE, in_time, succeeded
from adapters.ffmpeg.still_encoder import command, pictures_in
from adapters.ffmpeg.still_naming import Wanted
from adapters.ffmpeg.together import together
from adapters.wire.children.child import Child, running
from core.errors import BadAnswer
from core.video.model.canvas import Canvas
from ports.photo_reader import PhotoReader, RawPicture

INSIDE: Final = 4  # pictures that the encoder has not given back; it does so when it has the next two
SECONDS, SECONDS_A_PICTURE = 120.0, 10.0  # a photo that takes longer than it may is to be told from an idle encoder
READ, WRITTEN = 1 << 16, 1 << 20  # bytes at a time

Taken = Callable[[Wanted, bytes], Awaitable[None]]


@define(kw_only=True)
class Coding:
    """Pictures on their way: few of them lie about raw or are in memory, however many there are."""

    wanted: Sequence[Wanted]
    canvas: Canvas
    folder: Path
    binary: Binary
    reader: PhotoReader
    parallel: int
    taken: Taken
    _drawn: Sequence[asyncio.Future[RawPicture]] = field(init=False)
    _places: asyncio.Semaphore = field(init=False)
    _inside: asyncio.Semaphore = field(init=False, factory=lambda: asyncio.Semaphore(INSIDE))

    def __attrs_post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._drawn = [loop.create_future() for _ in self.wanted]
        self._places = asyncio.Semaphore(self.parallel + 1)

    async def all(self) -> None:
        """Code every picture; each is given to `taken` as a piece, in their order."""
        async with (
            in_time(patience(len(self.wanted))),
            running(command(self.binary, self.canvas), folder=self.folder, limits=WIDE) as child,
        ):
            waiting = iter(enumerate(self.wanted))
            drawing = (self._draw(waiting) for _ in range(self.parallel))
            await together(*drawing, self._feed(child), self._collect(child))

    async def _draw(self, waiting: Iterator[tuple[int, Wanted]]) -> None:
        for at, each in waiting:
            await self._places.acquire()
            raw = await self.reader.draw(
                each.picture,
                each.photo,
                number=each.number,
                canvas=self.canvas,
                target=self.folder / f"{each.name}.rgb",
            )
            self._drawn[at].set_result(raw)

    async def _feed(self, child: Child) -> None:
        for drawn in self._drawn:
            raw = await drawn
            await self._inside.acquire()
            for at in count(step=WRITTEN):
                part = await asyncio.to_thread(_part, raw.path, at)
                if not part:
                    break
                await child.tell(part)
            await asyncio.to_thread(raw.path.unlink)
            self._places.release()
        child.stdin.close()

    async def _collect(self, child: Child) -> None:
        taken = 0
        async for coded in pictures_in(_chunks(child)):
            if taken == len(self.wanted):
                raise BadAnswer(what="FFmpeg")
            made = await asyncio.to_thread(piece, coded, canvas=self.canvas)
            self._inside.release()
            await self.taken(self.wanted[taken], made)
            taken += 1
        succeeded(await child.finished(), limits=WIDE)
        if taken < len(self.wanted):
            raise BadAnswer(what="FFmpeg")


def patience(pictures: int) -> float:
    """Return how many seconds so many pictures may take: an encoder that hangs is not to be waited for any longer."""
    return min(LONGEST_RUN, SECONDS + SECONDS_A_PICTURE * pictures)


def _part(file: Path, at: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(at)
        return opened.read(WRITTEN)


async def _chunks(child: Child) -> AsyncIterator[bytes]:
    while chunk := await child.stdout.read(READ):
        yield chunk
