"""Media of all ages, of which some are to be cleaned up: what tests of that begin with, and look at in the end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import evolve, field, frozen

from adapters.memory.blob_store import MemoryBlobStore
from adapters.memory.turns import MemoryTurns
from adapters.memory.video_works import open_adapter
from adapters.memory.works import Section
from adapters.signing.blob_signer import HmacBlobSigner
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from adapters.wire.own_blob_urls import OwnBlobUrls
from core.identity.model.user import UserId
from core.video.model.cleanup import CleanupPlan, CleanupRun
from core.video.model.job import Job
from core.video.model.retention import Retention
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.clean_up import CleanUp
from core.video.use_cases.cleanup.preview_cleanup import PreviewCleanup
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.turns import Turns
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.contract.blobs import put
from tests.jobs import (
    DAY,
    MINUTE,
    a_job,
    a_lease,
    a_result,
    a_result_of_frames,
    a_stored_photo,
    an_order,
    an_order_of_frames,
)

RETENTION: Final = Retention(uploads=10 * DAY, pieces=5 * DAY)
EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


@frozen
class Left:
    """What there is: jobs by their ids, keys of objects, and keys of uploads that were never completed."""

    jobs: Sequence[Job]
    objects: Sequence[str]
    unfinished: Sequence[str]


@frozen(kw_only=True)
class Attic:
    """Where media lie; `clock` is the store's, and can be set back for a while to make something old."""

    works: Works[VideoWork]
    store: BlobStore
    turns: Turns
    clock: ManualClock
    here: Clock
    owner: UserId = field(factory=lambda: UserId(an_id()))

    def clean_up(self, **changed: Any) -> CleanUp:
        """Return a cleanup."""
        return CleanUp(**{**self._needed(), **changed})

    def preview(self, **changed: Any) -> PreviewCleanup:
        """Return a cleanup that changes nothing."""
        return PreviewCleanup(**{**self._needed(), **changed})

    async def cleaned_up(self, **changed: Any) -> tuple[CleanupPlan, CleanupRun]:
        """Clean up; return what was planned, and how it went."""
        told: list[CleanupPlan] = []
        run = await self.clean_up(**changed)(told=told.append)
        (plan,) = told
        return plan, run

    async def put(self, key: str, *, age: timedelta = timedelta(), size: int = 1) -> str:
        """Keep an object of this age."""
        with_age = self.clock.now()
        self.clock.move(-age)
        await put(self.store, key, bytes(size))
        self.clock.move(with_age - self.clock.now())
        return key

    async def begin(self, key: str, *, age: timedelta = timedelta()) -> str:
        """Begin an upload and never complete it."""
        at_first = self.clock.now()
        self.clock.move(-age)
        upload = await self.store.begin_upload(key, content_type="video/mp4")
        await upload.part(1, b"part")
        self.clock.move(at_first - self.clock.now())
        return key

    def upload(self, owner: UserId | None = None) -> str:
        """Return the key of a file that was sent."""
        return f"uploads/{owner or self.owner}/{an_id()}.jpg"

    def a_job(self, *sources: str, left: timedelta = DAY, frames: bool = False, **changed: Any) -> Job:
        """Return a job with so much time left, that these files were ordered for."""
        stored = tuple(a_stored_photo(key) for key in sources or (self.upload(),))
        order = an_order_of_frames(video=stored[0]) if frames else an_order(photos=stored)
        return a_job(self.owner, order=order, expires_at=self.clock.now() + left, **changed)

    async def add(self, job: Job) -> Job:
        """Keep a job as it is."""
        async with self.works.begin() as work:
            await work.jobs.add(evolve(job, removed_at=None))
            await work.jobs.save(job)
        return job

    async def completed(self, *, left: timedelta = DAY, frames: bool = False, but: int = 0, **changed: Any) -> Job:
        """Keep a job with what was made for it, `but` for so many of its objects; each has 10 bytes."""
        job = self.a_job(left=left, frames=frames, status="COMPLETED", **changed)
        keys = [f"{made_for(job)}{name}" for name in (("zip", "index", "sheet") if frames else ("film", "poster"))]
        for key in keys[but:]:
            await self.put(key, size=10, age=2 * DAY)
        if frames:
            result: Any = a_result_of_frames(zip_key=keys[0], index_key=keys[1], sheet_key=keys[2])
        else:
            result = a_result(film_key=keys[0], poster_key=keys[1])
        return await self.add(evolve(job, result=result))

    async def forgotten(self) -> UserId:
        """Return somebody whose account was deleted."""
        owner = UserId(an_id())
        async with self.works.begin() as work:
            await work.jobs.forget(owner=owner)
        return owner

    async def left(self) -> Left:
        """Return what there is."""
        async with self.works.begin() as work:
            jobs = await work.jobs.expired(before=EVER, limit=10_000)
        objects = [blob.key async for blob in self.store.list()]
        return Left(jobs, objects, sorted([upload.key async for upload in self.store.unfinished()]))

    def _needed(self) -> dict[str, Any]:
        needed = {"works": self.works, "store": self.store, "turns": self.turns, "clock": self.here}
        return {**needed, "retention": RETENTION}


@asynccontextmanager
async def an_attic(clock: ManualClock | None = None) -> AsyncIterator[Attic]:
    """Open an empty one in memory."""
    clock = clock or ManualClock()
    ids = Uuid7Ids(clock)
    signer = HmacBlobSigner(key=bytes(32), public_url="https://oddiya.example", clock=clock)
    store = MemoryBlobStore(urls=OwnBlobUrls(signer=signer, clock=clock), clock=clock)
    async with AsyncExitStack() as stack:
        works = await stack.enter_async_context(open_adapter(Section(clock=clock, ids=ids, tracing=W3cTracing())))
        yield Attic(works=works, store=store, turns=MemoryTurns(clock), clock=clock, here=clock)


async def filled(attic: Attic) -> Left:
    """Put some of everything there, due and not; return what is to be left."""
    now = attic.clock.now()
    busy, finished = attic.upload(), attic.upload()
    await attic.completed()
    await attic.completed(frames=True, but=1)
    lease = a_lease(until=now + 9 * MINUTE)
    await attic.add(attic.a_job(busy, left=-DAY, status="PROCESSING", lease=lease))
    await attic.put(busy, age=11 * DAY)
    await attic.put(finished, age=9 * DAY)
    await attic.put(f"pieces/{attic.owner}/still-1", age=4 * DAY)
    await attic.put(f"films/{attic.owner}/{an_id()}/film", age=DAY / 2)
    await attic.begin(attic.upload(), age=DAY / 2)
    left = await attic.left()
    await attic.completed(left=-DAY)
    await attic.completed(left=-DAY, frames=True, but=1, removed_at=now - MINUTE)
    await attic.add(attic.a_job(finished, left=-DAY, attempts=1))
    await attic.put(attic.upload(), age=11 * DAY)
    await attic.put(f"pieces/{attic.owner}/still-2", age=6 * DAY)
    await attic.put(f"frames/{attic.owner}/{an_id()}/zip", age=2 * DAY)
    await attic.put(attic.upload(await attic.forgotten()), age=MINUTE)
    twice = f"frames/{attic.owner}/{an_id()}/zip"
    await attic.begin(twice, age=2 * DAY)
    await attic.begin(twice, age=3 * DAY)
    return left
