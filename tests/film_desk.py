"""The desk of the video service: what its use cases stand on in tests, with stores in memory and one template."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, evolve, field, frozen
from typing_extensions import override

from adapters.memory.blob_store import MemoryBlobStore
from adapters.memory.video_works import open_adapter
from adapters.memory.works import Section
from adapters.signing.blob_signer import HmacBlobSigner
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from adapters.wire.own_blob_urls import OwnBlobUrls
from core.errors import OddiyaError
from core.identity.model.user import UserId
from core.video.model.errors import TemplateNotFound
from core.video.model.film import FilmReport, FilmResult, PieceMade, SkippedPhoto
from core.video.model.job import Job, JobId, JobKind, Lease
from core.video.model.ordering import WantedFilm
from core.video.model.storage import film_of, uploads_of
from core.video.model.template import Lettering, Span, Template, TitleCard
from core.video.use_cases.films.create_film import CreateFilm
from core.video.use_cases.films.read_film import ReadFilm
from core.video.use_cases.films.remove_film import RemoveFilm
from ports.blob_store import Blob
from ports.ids import Ids
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.contract.blobs import put

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
PUBLIC_URL = "https://oddiya.example"
JPEG = "image/jpeg"
LETTERS = Lettering(size=0.05, top=0.1, bottom=0.2, side=0.1)
PLAIN = Template(
    name="plain",
    version=1,
    about={"en": "Photos, one after the other.", "ko": "사진을 차례로."},
    aspects=("9:16", "1:1"),
    least_photos=1,
    most_photos=300,
    seconds_per_photo=Span(default=3, least=1, most=10),
    fade_seconds=0.5,
    fit="auto",
    cuts="even",
    music="optional",
    title="optional",
    captions="optional",
    broken_photos="fail",
    title_card=TitleCard(seconds=2, veil=0.4, lettering=LETTERS),
    caption_lettering=LETTERS,
)
ON_BEATS = evolve(PLAIN, name="on-beats", cuts="beats", music="required", fade_seconds=0.1)


@frozen
class TwoTemplates(VideoTemplates):
    """Knows two."""

    @override
    def all(self) -> Sequence[Template]:
        return [ON_BEATS, PLAIN]

    @override
    def named(self, name: str) -> Template:
        for template in self.all():
            if template.name == name:
                return template
        raise TemplateNotFound(name=name, known="on-beats, plain")


class WatchedBlobStore(MemoryBlobStore):
    """Notes which objects are looked at, and how many of them at once; a test may have it fail."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.heads: list[str] = []
        self.most_at_once = 0
        self.fails: OddiyaError | None = None
        self._at_once = 0

    @override
    async def head(self, key: str) -> Blob:
        self.heads.append(key)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(0)
            if self.fails is not None:
                raise self.fails
            return await super().head(key)
        finally:
            self._at_once -= 1


@define
class Desk:
    """What is behind the desk, and somebody who stands before it."""

    works: Works[VideoWork]
    store: WatchedBlobStore
    clock: ManualClock
    ids: Ids
    templates: VideoTemplates = field(factory=TwoTemplates)
    mina: UserId = field(factory=lambda: UserId(an_id()))

    @property
    def create_film(self) -> CreateFilm:
        return CreateFilm(works=self.works, store=self.store, templates=self.templates, clock=self.clock, ids=self.ids)

    @property
    def read_film(self) -> ReadFilm:
        return ReadFilm(works=self.works, store=self.store)

    @property
    def remove_film(self) -> RemoveFilm:
        return RemoveFilm(works=self.works, store=self.store, clock=self.clock)

    async def uploaded(self, *contents: str, content_type: str = JPEG, owner: UserId | None = None) -> tuple[str, ...]:
        """Return the keys of files that somebody, Mina unless it is said, has sent."""
        folder = uploads_of(self.mina if owner is None else owner)
        keys = [f"{folder}{an_id()}.jpg" for _ in contents]
        for key, content in zip(keys, contents, strict=True):
            await put(self.store, key, content.encode(), content_type)
        return tuple(keys)

    async def ordered(self, key: str | None = None, **wanted: Any) -> Job:
        """Order a film for Mina, of two photos unless something else is said."""
        if not {"photos", "photo_urls"} & set(wanted):
            wanted["photos"] = await self.uploaded("one", "two")
        film = WantedFilm(**{"template": "plain", **wanted})
        return await self.create_film(caller=self.mina, key=key or an_id(), wanted=film)

    async def url_of(self, key: str) -> str:
        """Return a signed URL of an object."""
        return (await self.store.sign_get(key, expires_in=timedelta(hours=1))).url

    async def claimed(self, job: Job) -> Job:
        """Let a worker begin."""
        lease = Lease(token="token", worker="worker", until=self.clock.now().replace(year=2027))
        return await self.saved(job.claimed(lease, now=self.clock.now()))

    async def completed(self, job: Job) -> Job:
        """Let a worker make the film."""
        folder = film_of(job.owner, job.job_id)
        for name, content_type in (("film.mp4", "video/mp4"), ("poster.jpg", JPEG)):
            await put(self.store, folder + name, name.encode(), content_type)
        result = FilmResult(film_key=f"{folder}film.mp4", poster_key=f"{folder}poster.jpg", report=a_report())
        return await self.saved((await self.claimed(job)).completed("token", result, now=self.clock.now()))

    async def saved(self, job: Job) -> Job:
        async with self.works.begin() as work:
            await work.jobs.save(job)
        return job

    async def found(self, job_id: JobId) -> Job | None:
        async with self.works.begin() as work:
            return await work.jobs.get(job_id, owner=self.mina)

    async def all(self, owner: UserId | None = None, kind: JobKind = "film") -> list[Job]:
        async with self.works.begin() as work:
            return list(await work.jobs.list(owner=owner or self.mina, kind=kind, limit=1000))

    async def told(self) -> list[tuple[str, str]]:
        """Return the names of the events that were published, and whose they are."""
        claimed = await self.works.feed.claim(limit=1000, lease=timedelta(minutes=1))
        return [(envelope.name, envelope.group) for envelope in claimed]


async def a_desk() -> Desk:
    clock = ManualClock(NOW)
    ids = Uuid7Ids(clock)
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=clock)
    store = WatchedBlobStore(urls=OwnBlobUrls(signer=signer, clock=clock), clock=clock)
    async with open_adapter(Section(clock=clock, ids=ids, tracing=W3cTracing())) as works:
        return Desk(works=works, store=store, clock=clock, ids=ids)


def a_report() -> FilmReport:
    return FilmReport(
        engine="still",
        width=1080,
        height=1920,
        fps=30,
        frames=180,
        size=8,
        took=0.9,
        peak_memory=150_000_000,
        pieces=(PieceMade(name="picture-1", seconds=0.1, kept=False),),
        skipped=(SkippedPhoto(number=2, reason="is cut off"),),
        warnings=("photo 1 is small",),
    )
