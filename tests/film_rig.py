"""Jobs at work on memory adapters, with a film maker that writes on paper."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from attrs import Factory, define, field, frozen
from typing_extensions import override

from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.user import UserId
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto, TemplateNotFound
from core.video.model.film import FilmReport, PieceMade
from core.video.model.job import Job, JobId, Progress
from core.video.model.order import FilmOrder, Wishes
from core.video.model.photo import PhotoShape, StoredFile
from core.video.model.template import Lettering, Span, Template
from core.video.model.timeline import Picture, Text, Timeline
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from core.video.use_cases.steps.carry_out import CarryOut
from core.video.use_cases.steps.extract_the_frames import ExtractTheFrames
from core.video.use_cases.steps.film_the_order import FilmTheOrder
from core.video.use_cases.steps.make_film import MakeFilm
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.film_maker import FilmMaker, MadeFilm, Pieces, Told
from ports.frame_extractor import FrameExtractor
from ports.ids import Ids
from ports.photo_reader import PhotoReader, RawPicture
from ports.randomness import Randomness
from ports.sound_reader import Loudness, SoundReader
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works
from ports.workshop import Workshop
from tests.builders import an_id
from tests.frames_rig import PaperFrameExtractor

JPEG = "image/jpeg"
LEASE = timedelta(seconds=2)
BEAT = timedelta(milliseconds=20)


async def nothing_happens(_: Progress) -> None:
    """Let the film be made."""


Happening = Callable[[Progress], Awaitable[None]]


NO_PHOTO = b"no photo"
DAMAGED = b"a photo that is cut off"


@define
class PaperFilmMaker(FilmMaker):
    """Writes what it was told to show into the film; something may happen before each part."""

    happens: Happening = nothing_happens
    made: list[Timeline] = Factory(list)

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
        for number, photo in enumerate(photos, start=1):
            if photo.read_bytes() == DAMAGED:
                raise BrokenPhoto(number=number, reason="is cut off")
        parts = [await self._part(number, photo, pieces, told, len(photos)) for number, photo in enumerate(photos)]
        film, poster = folder / "film.mp4", folder / "poster.jpg"
        film.write_bytes(b"|".join(parts))
        poster.write_bytes(b"poster")
        self.made.append(timeline)
        told(Progress(done=len(photos), total=len(photos), step="joining"))
        return MadeFilm(film=film, poster=poster, report=a_report(timeline, film))

    async def _part(self, number: int, photo: Path, pieces: Pieces, told: Told, total: int) -> bytes:
        progress = Progress(done=number, total=total, step="drawing")
        told(progress)
        await self.happens(progress)
        name = f"part-{number}"
        kept = await pieces.find(name)
        if kept is None:
            kept = photo.read_bytes()
            await pieces.keep(name, kept)
        return kept


def a_report(timeline: Timeline, film: Path) -> FilmReport:
    """Return a report of a film on paper."""
    canvas = timeline.canvas
    return FilmReport(
        engine="still",
        width=canvas.width,
        height=canvas.height,
        fps=canvas.fps,
        frames=timeline.frames,
        size=film.stat().st_size,
        took=0.1,
        peak_memory=1,
        pieces=(PieceMade(name="part", seconds=0.1, kept=False),),
    )


@frozen
class PaperPhotoReader(PhotoReader):
    """Takes anything for a photo but what says that it is none."""

    @override
    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        if photo.read_bytes() == NO_PHOTO:
            raise BrokenPhoto(number=number, reason="is no photo")
        return PhotoShape(width=4000, height=3000)

    @override
    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        raise NotImplementedError

    @override
    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        raise NotImplementedError


@frozen
class PaperSoundReader(SoundReader):
    """Hears a minute of clicks in anything."""

    @override
    async def listen(self, music: Path) -> Loudness:
        clicks = tuple(1.0 if at % 50 == 0 else 0.0 for at in range(6000))
        return Loudness(rate=100, low=clicks, high=clicks)


@frozen
class OneTemplate(VideoTemplates):
    """Knows one template."""

    template: Template

    @override
    def all(self) -> Sequence[Template]:
        return (self.template,)

    @override
    def named(self, name: str) -> Template:
        if name != self.template.name:
            raise TemplateNotFound(name=name, known=self.template.name)
        return self.template


def a_plain_template(**changes: object) -> Template:
    """Return a template that asks for photos and nothing else."""
    plain: dict[str, object] = {
        "name": "plain",
        "version": 1,
        "about": {"en": "Photos, one after the other.", "ko": "사진을 차례로."},
        "aspects": ("9:16",),
        "least_photos": 1,
        "most_photos": 300,
        "seconds_per_photo": Span(default=3, least=1, most=10),
        "fade_seconds": 0.5,
        "fit": "auto",
        "cuts": "even",
        "music": "optional",
        "title": "no",
        "captions": "optional",
        "broken_photos": "fail",
        "caption_lettering": Lettering(size=0.05, top=0.1, bottom=0.1, side=0.1),
    }
    return Template(**{**plain, **changes})  # type: ignore[arg-type] # a test names what it changes


@frozen(kw_only=True)
class RigPorts:
    """What is opened."""

    clock: Clock
    ids: Ids
    randomness: Randomness
    blob_store: BlobStore
    video_works: Works[VideoWork]
    workshop: Workshop


@frozen(kw_only=True)
class Rig:
    """A worker, and what it works with."""

    ports: RigPorts
    maker: PaperFilmMaker
    template: Template
    extractor: FrameExtractor = Factory(PaperFrameExtractor)
    owner: UserId = field(factory=lambda: UserId(an_id()))

    @property
    def works(self) -> Works[VideoWork]:
        """Where the jobs are."""
        return self.ports.video_works

    @property
    def store(self) -> BlobStore:
        """Where the files are."""
        return self.ports.blob_store

    def worker(self, *, store: BlobStore | None = None, name: str = "worker", lease: timedelta = LEASE) -> WorkOnJob:
        """Return a worker; any number may work side by side."""
        chosen = store or self.store
        make = MakeFilm(reader=PaperPhotoReader(), sounds=PaperSoundReader(), maker=self.maker)
        film = FilmTheOrder(
            store=chosen, workshop=self.ports.workshop, templates=OneTemplate(self.template), make_film=make
        )
        frames = ExtractTheFrames(
            store=chosen, workshop=self.ports.workshop, extractor=self.extractor, clock=self.ports.clock
        )
        return WorkOnJob(
            works=self.works,
            store=chosen,
            clock=self.ports.clock,
            ids=self.ports.ids,
            randomness=self.ports.randomness,
            carry_out=CarryOut(store=chosen, film=film, frames=frames),
            worker=name,
            lease=lease,
            beat_every=BEAT,
        )

    async def ordered(self, *photos: bytes, music: bytes | None = None, **wishes: object) -> Job:
        """Order a film of these files."""
        files = [await self.uploaded(photo) for photo in photos or (b"sea", b"sky")]
        order = FilmOrder(
            template=self.template.name,
            photos=tuple(files),
            music=None if music is None else await self.uploaded(music),
            wishes=Wishes(**wishes),  # type: ignore[arg-type] # a test names what it wishes
        )
        now = self.ports.clock.now()
        job = Job(
            job_id=JobId(an_id()),
            owner=self.owner,
            order=order,
            key=None,
            created_at=now,
            updated_at=now,
            expires_at=now + timedelta(days=30),
        )
        async with self.works.begin() as work:
            return await work.jobs.add(job)

    async def uploaded(self, data: bytes) -> StoredFile:
        """Send a file."""
        blob = await self.store.write(f"uploads/{self.owner}/{an_id()}.jpg", one(data), content_type=JPEG)
        return StoredFile(key=blob.key, etag=blob.etag, size=blob.size, content_type=blob.content_type)

    async def job(self, job: Job) -> Job:
        """Return what has become of a job."""
        async with self.works.begin() as work:
            found = await work.jobs.hold(job.job_id)
        assert found is not None
        return found

    async def change(self, job: Job, change: Callable[[Job], Job]) -> Job:
        """Change a job behind everybody's back."""
        async with self.works.begin() as work:
            found = await work.jobs.hold(job.job_id)
            assert found is not None
            changed = change(found)
            await work.jobs.save(changed)
        return changed

    async def cancel(self, job: Job) -> None:
        """Wish that a job ends."""
        await self.change(job, lambda held: held.cancel_asked(now=self.ports.clock.now()))

    async def kept(self, prefix: str) -> list[str]:
        """Return the keys below a prefix."""
        return [blob.key async for blob in self.store.list(prefix)]

    async def told(self) -> list[str]:
        """Return the names of the events that wait to be published."""
        return [one.name for one in await self.works.feed.claim(limit=100, lease=timedelta(milliseconds=1))]


@asynccontextmanager
async def a_rig(home: Path, **template: object) -> AsyncIterator[Rig]:
    """Open everything in memory."""
    told = {"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(home), "ODDIYA_PUBLIC_URL": "http://oddiya.test"}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        opened = {name: await opener.open(name) for name in RigPorts.__annotations__}
        yield Rig(ports=RigPorts(**opened), maker=PaperFilmMaker(), template=a_plain_template(**template))


async def one(data: bytes) -> AsyncIterable[bytes]:
    """Return bytes as a stream."""
    yield data
