"""Makes films in which pictures move: every frame is painted and encoded, in parts that are kept."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import PIL
from attrs import frozen
from typing_extensions import override

from adapters.ffmpeg.engine import Counted, Engine, PhotoFile, Silent
from adapters.ffmpeg.moving.cutting import parts
from adapters.ffmpeg.moving.drawn import Drawn
from adapters.ffmpeg.moving.encoding import Encoder, sample
from adapters.ffmpeg.moving.joining import joined
from adapters.ffmpeg.moving.making import Making
from adapters.ffmpeg.moving.naming import Namer
from core.video.model.timeline import Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader

FILM: Final = "moving.mp4"


@frozen(kw_only=True)
class MovingEngine(Engine):
    """Paints frames from pictures that were drawn once, and has `parallel` parts at a time encoded by FFmpeg."""

    binary: Path
    reader: PhotoReader
    parallel: int

    @override
    async def make(
        self, timeline: Timeline, *, photos: Sequence[PhotoFile], folder: Path, pieces: Pieces, told: Counted
    ) -> Silent:
        encoder = Encoder(binary=self.binary, canvas=timeline.canvas, folder=folder)
        stream, like = await sample(encoder)
        identity = f"{hashlib.sha256(stream).hexdigest()} {PIL.__version__}"
        making = Making(
            parts=list(parts(timeline)),
            like=like,
            encoder=encoder,
            drawn=Drawn(timeline=timeline, photos=photos, reader=self.reader, folder=folder),
            namer=Namer(timeline=timeline, photos=photos, identity=identity),
            pieces=pieces,
            told=told,
        )
        await making.all(at_once=self.parallel)
        await asyncio.to_thread(
            joined, [each for each, _ in making.in_order()], like=like, canvas=timeline.canvas, target=folder / FILM
        )
        return Silent(path=folder / FILM, pieces=tuple(piece for _, piece in making.in_order()))
