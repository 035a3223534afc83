"""What was ordered of a video lies in the blob store afterwards, and nothing where that did not succeed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import Factory, define

from adapters.system.workshop import Section, open_adapter
from core.errors import Unavailable
from core.video.model.errors import ChangedFile
from core.video.model.frames.errors import BrokenVideo
from core.video.model.frames.found import FramesResult, SkippedInstant
from core.video.model.frames.frame_index import RECORD, range_of
from core.video.model.job import Job, Progress
from core.video.model.kinds import frames_order
from core.video.model.storage import made_for
from core.video.use_cases.steps.extract_the_frames import ExtractTheFrames
from ports.blob_store import Blob
from ports.workshop import Workshop
from tests.clocks import ManualClock
from tests.film_rig import one
from tests.frames_rig import (
    NO_VIDEO,
    PaperBlobStore,
    PaperFrameExtractor,
    nothing_happens,
)
from tests.jobs import a_found_video, a_job_of_frames, a_stored_video, an_order_of_frames
from tests.zips import entries_of


@define
class Bench:
    """A job, and what is needed to do it."""

    workshop: Workshop
    store: PaperBlobStore = Factory(lambda: PaperBlobStore(nothing_happens))
    extractor: PaperFrameExtractor = Factory(PaperFrameExtractor)
    clock: ManualClock = Factory(ManualClock)
    heard: list[Progress] = Factory(list)

    async def job(self, data: bytes = b"a video") -> Job:
        """Order frames of a video of these bytes."""
        blob = await self.video(data)
        video = a_stored_video(blob.key, etag=blob.etag, size=blob.size)
        return a_job_of_frames(order=an_order_of_frames(video=video))

    async def video(self, data: bytes) -> Blob:
        """Send a video."""
        return await self.store.write("uploads/mina/1.mp4", one(data), content_type="video/mp4")

    async def done(self, job: Job) -> FramesResult:
        """Carry out the order."""
        extract = ExtractTheFrames(store=self.store, workshop=self.workshop, extractor=self.extractor, clock=self.clock)
        return await extract(job, frames_order(job), told=self.heard.append)

    async def read(self, key: str) -> bytes:
        """Return an object's bytes."""
        return b"".join([piece async for piece in self.store.read(key)])

    async def made(self, job: Job) -> list[str]:
        """Return the keys of what was made for a job."""
        return [blob.key async for blob in self.store.list(made_for(job))]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with open_adapter(Section(home=tmp_path)) as workshop:
        yield Bench(workshop)


async def test_the_zip_its_index_and_its_contact_sheet_are_stored(bench: Bench) -> None:
    job = await bench.job()
    result = await bench.done(job)
    assert sorted(await bench.made(job)) == sorted([result.zip_key, result.index_key, result.sheet_key])
    assert (await bench.store.head(result.zip_key)).content_type == "application/zip"
    assert (await bench.store.head(result.sheet_key)).content_type == "image/jpeg"
    whole, index = await bench.read(result.zip_key), await bench.read(result.index_key)
    entries = entries_of(whole)
    assert len(entries) == 5
    assert await bench.read(result.sheet_key) == entries["contact-sheet.jpg"]
    place = range_of(index[RECORD : 2 * RECORD])
    assert whole[place.offset :][: place.size] == entries["frames/000002.jpg"]


async def test_the_report_says_how_it_went(bench: Bench) -> None:
    async def pass_time(_: int) -> None:
        bench.clock.move(timedelta(seconds=2))

    bench.extractor.happens = pass_time
    result = await bench.done(await bench.job())
    report = result.report
    assert (report.video, report.strategy, report.frames) == (a_found_video(), "all frames decoded", 3)
    assert (report.took, report.peak_memory) == (6.0, 9_000_000)
    assert report.size == (await bench.store.head(result.zip_key)).size
    assert report.skipped == (SkippedInstant(instant=99.0, reason="it is after the end"),)
    assert report.warnings == ("on paper",)


async def test_it_is_told_how_far_the_work_is(bench: Bench) -> None:
    await bench.done(await bench.job())
    assert bench.heard == [
        Progress(step="fetching the video"),
        Progress(total=3, step="extracting frames"),
        Progress(done=3, total=3, step="storing the frames"),
    ]


async def test_another_attempt_stores_the_same_bytes_under_the_same_names(bench: Bench) -> None:
    job = await bench.job()
    first = await bench.done(job)
    bytes_first = [await bench.read(key) for key in await bench.made(job)]
    assert await bench.done(job) == first
    assert [await bench.read(key) for key in await bench.made(job)] == bytes_first


async def test_a_large_zip_is_stored_in_parts_while_it_is_made(bench: Bench) -> None:
    parts: list[int] = []

    async def note(number: int) -> None:
        parts.append(number)

    bench.store.happens, bench.extractor.size, bench.extractor.count = note, 3 * 1024**2, 6
    result = await bench.done(await bench.job())
    assert parts == [1, 2, 3, 4, 0]
    assert len(entries_of(await bench.read(result.zip_key))) == 8


async def test_of_a_file_that_is_no_video_nothing_is_made(bench: Bench) -> None:
    job = await bench.job(NO_VIDEO)
    with pytest.raises(BrokenVideo):
        await bench.done(job)
    assert (await bench.made(job), bench.store.begun) == ([], [])


async def test_a_video_that_is_another_one_by_now_is_not_touched(bench: Bench) -> None:
    job = await bench.job()
    await bench.video(b"another video")
    with pytest.raises(ChangedFile):
        await bench.done(job)
    assert await bench.made(job) == []


async def test_a_video_that_turns_out_to_be_broken_leaves_no_zip(bench: Bench) -> None:
    async def break_off(number: int) -> None:
        if number == 3:
            raise BrokenVideo(reason="is cut off")

    bench.extractor.happens, job = break_off, await bench.job()
    with pytest.raises(BrokenVideo):
        await bench.done(job)
    assert (await bench.made(job), bench.store.begun, bench.extractor.open) == ([], [], 0)


async def test_a_store_that_fails_at_the_last_moment_shows_no_zip(bench: Bench) -> None:
    async def fail(number: int) -> None:
        if number == 0:
            raise Unavailable(what="the blob store")

    bench.store.happens, job = fail, await bench.job()
    with pytest.raises(Unavailable):
        await bench.done(job)
    assert [key for key in await bench.made(job) if key.endswith(".zip")] == []
    assert (bench.store.begun, bench.extractor.open) == ([], 0)


async def test_whoever_is_cancelled_leaves_no_zip_and_no_extraction(bench: Bench) -> None:
    begun, forever = asyncio.Event(), asyncio.Event()

    async def wait(_: int) -> None:
        begun.set()
        await forever.wait()

    bench.extractor.happens, job = wait, await bench.job()
    doing = asyncio.create_task(bench.done(job))
    await begun.wait()
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    assert (await bench.made(job), bench.store.begun, bench.extractor.open) == ([], [], 0)
