"""Makes films with FFmpeg: pictures by one of two engines, then music, a poster and a last look."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from attrs import Factory, frozen
from typing_extensions import override

from adapters.ffmpeg.accepting import accept
from adapters.ffmpeg.binary import Binary, found
from adapters.ffmpeg.drawing import Drawn, Engines
from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.memory_watch import MemoryWatch
from adapters.ffmpeg.moving_engine import MovingEngine
from adapters.ffmpeg.muxing import muxed
from adapters.ffmpeg.poster import Posters
from adapters.ffmpeg.probing import NoFilm
from adapters.ffmpeg.running import FfmpegFailed
from adapters.ffmpeg.sound.kept_track import Track, digest_of, track_for
from adapters.ffmpeg.still_engine import StillEngine
from adapters.ffmpeg.telling import Telling
from adapters.ffmpeg.together import together
from adapters.section import need, setting
from adapters.wire.beside import beside
from adapters.wire.carried_through import carried_through
from adapters.wire.children.cores import Parallel, cores
from core.errors import BadAnswer, Unavailable
from core.video.model.film import FilmReport
from core.video.model.timeline import Timeline
from ports.film_maker import FilmMaker, MadeFilm, Pieces, Told
from ports.photo_reader import PhotoReader


@frozen(kw_only=True)
class FfmpegFilmMaker(FilmMaker):
    """Draws the pictures and the poster and prepares the music at once, and then puts them together."""

    binary: Binary
    engines: Engines
    posters: Posters

    @override
    async def make(
        self,
        timeline: Timeline,
        *,
        photos: Sequence[Path],
        music: Path | None,
        folder: Path,
        pieces: Pieces,
        told: Told,
    ) -> MadeFilm:
        watch, telling, begin = MemoryWatch(), Telling(told), perf_counter()
        async with _translated(), beside(watch.go_on()):
            telling.reading()
            files = await together(*(carried_through(asyncio.to_thread(_photo_file, photo)) for photo in photos))
            drawn, track, poster = await together(
                self.engines.make(timeline, photos=files, folder=folder, pieces=pieces, told=telling.drawing),
                self._track(timeline, music, folder=folder, pieces=pieces),
                self.posters.draw(timeline, files, folder=folder, pieces=pieces),
            )
            telling.joining()
            film = await self._film(drawn, track, timeline, folder=folder)
            telling.looking()
            size = (await asyncio.to_thread(film.stat)).st_size
        watch.look()
        report = _report(timeline, drawn, track, size=size, took=perf_counter() - begin, peak_memory=watch.peak)
        telling.ending()
        return MadeFilm(film=film, poster=poster, report=report)

    async def _track(self, timeline: Timeline, music: Path | None, *, folder: Path, pieces: Pieces) -> Track | None:
        if music is None:
            return None
        return await track_for(timeline, music, binary=self.binary, folder=folder, pieces=pieces)

    async def _film(self, drawn: Drawn, track: Track | None, timeline: Timeline, *, folder: Path) -> Path:
        film = folder / "film.mp4"
        if track is None:
            return await asyncio.to_thread(drawn.silent.path.replace, film)
        await muxed(self.binary, drawn.silent.path, track.path, film=film)
        await asyncio.to_thread(accept, film, timeline, with_music=True)
        return film


def _photo_file(photo: Path) -> PhotoFile:
    return PhotoFile(path=photo, digest=digest_of(photo))


def _report(
    timeline: Timeline, drawn: Drawn, track: Track | None, *, size: int, took: float, peak_memory: int
) -> FilmReport:
    canvas = timeline.canvas
    return FilmReport(
        engine=drawn.engine,
        width=canvas.width,
        height=canvas.height,
        fps=canvas.fps,
        frames=timeline.frames,
        size=size,
        took=took,
        peak_memory=peak_memory,
        pieces=(*drawn.silent.pieces, *((track.piece,) if track else ())),
        warnings=drawn.silent.warnings,
    )


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Say in Oddiya's words what may go wrong with programs and disks."""
    try:
        yield
    except (FfmpegFailed, NoFilm) as failure:
        raise BadAnswer(what="FFmpeg") from failure
    except OSError as failure:
        raise Unavailable(what=f"the disk ({failure.strerror})", retry_after=60) from failure


@frozen(kw_only=True)
class Section:
    """Which FFmpeg makes films, how much at once, and who draws their pictures."""

    ffmpeg: str = setting("ODDIYA_FFMPEG", "the path or name of an FFmpeg; unset, one is looked for", default="")
    parallel: Parallel = setting(
        "ODDIYA_FILM_PARALLEL",
        "how many pictures of films to make at once, 1 or more; without it, as many as there are cores",
        default=Factory(cores),
    )
    photo_reader: PhotoReader = need("photo_reader")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[FilmMaker]:
    """Find FFmpeg, and make films with it."""
    binary = await found(section.ffmpeg)
    engines = Engines(
        still=StillEngine(binary=binary, reader=section.photo_reader, parallel=section.parallel),
        moving=MovingEngine(binary=binary.path, reader=section.photo_reader, parallel=section.parallel),
    )
    yield FfmpegFilmMaker(binary=binary, engines=engines, posters=Posters(reader=section.photo_reader))
