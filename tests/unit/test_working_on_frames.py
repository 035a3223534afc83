"""One attempt at an order of frames, by the same worker that makes films."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import evolve

from core.errors import Unavailable
from core.video.model.errors import JobTaken
from core.video.model.events import FramesCompleted, FramesFailed
from core.video.model.frames.found import FramesResult
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Job
from core.video.model.storage import made_for
from tests.film_rig import Rig, a_rig, one
from tests.frames_rig import NO_VIDEO, PaperFrameExtractor
from tests.zips import entries_of


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with a_rig(tmp_path) as opened:
        yield opened


async def ordered(rig: Rig, video: bytes = b"a video") -> Job:
    """Order frames of a video."""
    job = await rig.ordered()
    order = FramesOrder(video=await rig.uploaded(video), wishes=FrameWishes())
    return await rig.change(job, lambda held: evolve(held, order=order))


async def bytes_of(rig: Rig, key: str) -> bytes:
    """Return what is stored under a key."""
    return b"".join([chunk async for chunk in rig.store.read(key)])


async def test_an_order_ends_with_a_zip_where_its_owner_can_get_it_and_one_event(rig: Rig) -> None:
    job = await ordered(rig)
    await rig.worker()(job_id=job.job_id)
    done = await rig.job(job)
    assert (done.status, done.attempts, done.failure) == ("COMPLETED", 1, None)
    made = done.result
    assert isinstance(made, FramesResult)
    assert sorted([made.zip_key, made.index_key, made.sheet_key]) == await rig.kept(made_for(job))
    assert len(entries_of(await bytes_of(rig, made.zip_key))) == made.report.frames + 2
    assert await rig.told() == [FramesCompleted.name]


async def test_a_video_that_is_none_fails_with_its_reason_and_leaves_nothing(rig: Rig) -> None:
    job = await ordered(rig, NO_VIDEO)
    await rig.worker()(job_id=job.job_id)
    failed = await rig.job(job)
    assert failed.status == "FAILED"
    assert failed.failure is not None
    assert (failed.failure.code, failed.failure.detail) == ("broken-video", "the video is none")
    assert await rig.kept(made_for(job)) == []
    assert await rig.told() == [FramesFailed.name]


async def test_a_second_attempt_makes_the_same_zip_and_nothing_of_the_first_is_left(rig: Rig) -> None:
    job = await ordered(rig)
    await rig.worker()(job_id=job.job_id)
    first = (await rig.job(job)).result
    assert isinstance(first, FramesResult)
    whole = await bytes_of(rig, first.zip_key)
    again = await rig.change(job, lambda _: evolve(job, attempts=1))
    await rig.store.write(made_for(job) + "half", one(b"x"), content_type="application/zip")

    await rig.worker()(job_id=again.job_id)

    second = (await rig.job(job)).result
    assert isinstance(second, FramesResult)
    assert await bytes_of(rig, second.zip_key) == whole
    assert len(await rig.kept(made_for(job))) == 3


async def test_an_attempt_that_fails_for_a_while_is_put_off_and_leaves_no_part_of_a_zip(rig: Rig) -> None:
    async def fail(_: int) -> None:
        raise Unavailable(what="the memory")

    failing = evolve(rig, extractor=PaperFrameExtractor(happens=fail))
    job = await ordered(failing)
    with pytest.raises(JobTaken):
        await failing.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "PENDING"
    assert await rig.kept(made_for(job)) == []
    assert [upload async for upload in rig.store.unfinished()] == []


async def test_an_order_that_is_cancelled_stops_and_leaves_nothing(rig: Rig) -> None:
    job = await ordered(rig)

    async def cancel(_: int) -> None:
        await rig.cancel(job)

    cancelling = evolve(rig, extractor=PaperFrameExtractor(happens=cancel))
    await cancelling.worker()(job_id=job.job_id)
    assert (await rig.job(job)).status == "CANCELLED"
    assert await rig.kept(made_for(job)) == []
