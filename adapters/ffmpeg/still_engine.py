"""Makes films in which nothing moves: each picture is encoded once, and the rest is written without an encoder."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.engine import Counted, Engine, PhotoFile, Silent
from adapters.ffmpeg.h264.order import Still, joined
from adapters.ffmpeg.still_check import check_film
from adapters.ffmpeg.still_encoder import IDENTITY
from adapters.ffmpeg.still_film import write_film
from adapters.ffmpeg.still_naming import cast
from adapters.ffmpeg.still_pictures import Pictures
from adapters.wire.carried_through import carried_through
from core.video.model.timeline import Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader

FILM: Final = "still.mp4"


@frozen(kw_only=True)
class StillEngine(Engine):
    """Draws `parallel` pictures at a time; x264 codes each by itself, holds and fades are slices of nothing but skips.

    A film is checked before it is handed over; one that is not what it should be is `NotAsWritten`.
    """

    binary: Binary
    reader: PhotoReader
    parallel: int

    @override
    async def make(
        self, timeline: Timeline, *, photos: Sequence[PhotoFile], folder: Path, pieces: Pieces, told: Counted
    ) -> Silent:
        needed = cast(timeline, photos, encoder=f"{self.binary.version} {IDENTITY}")
        pictures = await Pictures(
            wanted=needed.pictures,
            canvas=timeline.canvas,
            folder=folder,
            binary=self.binary,
            reader=self.reader,
            parallel=self.parallel,
            pieces=pieces,
            told=told,
        ).all()
        stored = [each for each, _ in pictures]
        shots = list(zip(timeline.shots, needed.shown, strict=True))
        stills = joined(Still(picture=shown, hold=shot.hold, fade_in=shot.fade_in) for shot, shown in shots)
        film = folder / FILM
        await carried_through(asyncio.to_thread(write_film, stills, stored, canvas=timeline.canvas, target=film))
        files = [stored[shown].file for shown in needed.shown]
        await asyncio.to_thread(check_film, film, timeline, files)
        return Silent(path=film, pieces=tuple(piece for _, piece in pictures))
