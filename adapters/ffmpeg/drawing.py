"""Chooses how a film's pictures are made, and chooses again when that did not go well."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from adapters.ffmpeg.accepting import accept
from adapters.ffmpeg.engine import Counted, Engine, PhotoFile, Silent
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.probing import NoFilm
from core.video.model import film
from core.video.model.timeline import Timeline
from ports.film_maker import Pieces


@frozen(kw_only=True)
class Drawn:
    """A film without sound, and which engine made it."""

    silent: Silent
    engine: film.Engine


@frozen(kw_only=True)
class Engines:
    """One engine for pictures that stand still and fade, which is quick, and one for all that there is."""

    still: Engine
    moving: Engine

    async def make(
        self, timeline: Timeline, *, photos: Sequence[PhotoFile], folder: Path, pieces: Pieces, told: Counted
    ) -> Drawn:
        """Make a film that can be played, each engine in a folder of its own."""

        async def made_by(name: film.Engine, engine: Engine) -> Drawn:
            place = folder / name
            await asyncio.to_thread(_emptied, place)
            silent = await engine.make(timeline, photos=photos, folder=place, pieces=pieces, told=told)
            await asyncio.to_thread(accept, silent.path, timeline, with_music=False)
            return Drawn(silent=silent, engine=name)

        if timeline.moves:
            return await made_by("moving", self.moving)
        try:
            return await made_by("still", self.still)
        except (NotAsWritten, NoFilm) as refused:
            drawn = await made_by("moving", self.moving)
            warning = f"the quick way could not be taken: {refused}"
            return evolve(drawn, silent=evolve(drawn.silent, warnings=(warning, *drawn.silent.warnings)))


def _emptied(place: Path) -> None:
    """Make a folder, without what an attempt before this has left in it."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
