"""Ordering frames of videos that were uploaded before: what becomes an order, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from core.errors import Unavailable
from core.identity.model.user import UserId
from core.video.model.errors import BadOrder, KeyOfAnotherOrder, OrdererGone, TooManyWaiting
from core.video.model.events import FilmOrdered, FramesOrdered
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.wishes import AskedFrames, FrameWishes
from core.video.model.job import Job
from core.video.model.photo import StoredFile
from core.video.model.retention import Retention
from core.video.use_cases.frames.create_frames import CreateFrames
from core.video.use_cases.steps import take_order
from ports.blob_store import BlobNotFound
from tests.builders import an_id
from tests.film_desk import NOW
from tests.frames_desk import MP4, FramesDesk, a_frames_desk


@pytest.fixture
async def desk() -> FramesDesk:
    return await a_frames_desk()


async def faults(desk: FramesDesk, **asked: Any) -> dict[str, str]:
    with pytest.raises(BadOrder) as refused:
        await desk.ordered(**asked)
    return {fault.pointer: fault.detail for fault in refused.value.faults}


async def test_an_order_becomes_a_job_that_waits_and_is_told_of_once(desk: FramesDesk) -> None:
    video, key = await desk.uploaded(), an_id()
    job = await desk.ordered(key, video=video, every=0.5, width=640, format="png")
    blob = await desk.store.head(video)
    assert job == Job(
        job_id=job.job_id,
        owner=desk.desk.mina,
        order=FramesOrder(
            video=StoredFile(key=video, etag=blob.etag, size=len(MP4), content_type="video/mp4"),
            wishes=FrameWishes(mode="every", every=0.5, width=640, format="png"),
        ),
        key=key,
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    assert await desk.all() == [job]
    assert await desk.desk.all() == []
    assert await desk.desk.told() == [(FramesOrdered.name, desk.desk.mina)]


async def test_frames_are_kept_for_as_long_as_the_operator_says(desk: FramesDesk) -> None:
    retention = Retention(frames=timedelta(days=3), films=timedelta(days=9))
    inner = desk.desk
    create = CreateFrames(
        works=inner.works, store=desk.store, clock=inner.clock, ids=inner.ids, retention=retention
    )  # fmt: skip
    job = await create(caller=inner.mina, key=an_id(), video=await desk.uploaded(), asked=AskedFrames())
    assert job.expires_at == NOW + timedelta(days=3)


async def test_the_same_order_again_is_the_same_job_and_told_of_once(desk: FramesDesk) -> None:
    video, key = await desk.uploaded(), an_id()
    job = await desk.ordered(key, video=video, at=(2.0, 1.0))
    assert await desk.ordered(key, video=video, at=(1.0, 2.0, 1.0), mode="at") == job
    assert await desk.desk.told() == [(FramesOrdered.name, desk.desk.mina)]


async def test_the_same_order_is_answered_when_its_video_is_gone_and_it_is_done(desk: FramesDesk) -> None:
    video, key = await desk.uploaded(), an_id()
    done = await desk.completed(await desk.ordered(key, video=video))
    await desk.store.delete([video])
    assert await desk.ordered(key, video=video) == done


async def test_many_at_once_with_one_key_get_one_job(desk: FramesDesk) -> None:
    video, key = await desk.uploaded(), an_id()
    jobs = await asyncio.gather(*(desk.ordered(key, video=video) for _ in range(50)))
    assert jobs == await desk.all() * 50


async def test_another_order_under_the_same_key_is_refused(desk: FramesDesk) -> None:
    video, key = await desk.uploaded(), an_id()
    await desk.ordered(key, video=video)
    film_key = an_id()
    await desk.desk.ordered(film_key)
    for again, other, asked in (
        (key, video, {"every": 2.0}), (key, video, {"format": "png"}), (key, await desk.uploaded(), {}),
        (film_key, video, {}),
    ):  # fmt: skip
        with pytest.raises(KeyOfAnotherOrder):
            await desk.ordered(again, video=other, **asked)
    with pytest.raises(KeyOfAnotherOrder):
        await desk.desk.ordered(key)


async def test_what_makes_no_sense_is_refused_before_anything_is_looked_at(desk: FramesDesk) -> None:
    assert list(await faults(desk, video="nonsense", mode="at")) == ["/at"]
    assert desk.desk.store.heads == []


async def test_only_videos_of_the_callers_are_taken(desk: FramesDesk) -> None:
    mine = await desk.uploaded()
    for video in (
        await desk.uploaded(owner=UserId(an_id())),
        mine + "x",
        mine.replace("uploads/", "films/"),
        mine.replace("uploads/", "uploads/../uploads/"),
        "x",
    ):
        assert await faults(desk, video=video) == {"/video": "is no upload of yours"}


async def test_what_is_no_video_is_refused(desk: FramesDesk) -> None:
    photo = await desk.uploaded(b"\xff\xd8\xff", content_type="image/jpeg")
    assert "image/jpeg" in (await faults(desk, video=photo))["/video"]
    for content in (b"", b"#EXTM3U\n", b"ffconcat version 1.0\nfile /etc/passwd", b"\xff\xd8\xff", b"hello" * 2000):
        said = await faults(desk, video=await desk.uploaded(content))
        assert "first bytes" in said["/video"]
    assert await desk.all() == []


async def test_a_video_that_goes_while_it_is_looked_at_is_no_upload(
    desk: FramesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        yield b""
        raise BlobNotFound(key=f"{key} {start} {stop}")

    video = await desk.uploaded()
    monkeypatch.setattr(desk.store, "read", gone)
    assert await faults(desk, video=video) == {"/video": "is no upload of yours"}


async def test_a_store_that_does_not_answer_is_told_as_such(desk: FramesDesk) -> None:
    video = await desk.uploaded()
    desk.desk.store.fails = Unavailable(what="the blob storage")
    with pytest.raises(Unavailable):
        await desk.ordered(video=video)
    assert await desk.all() == []


async def test_nobody_has_more_than_so_many_films_and_frames_waiting(
    desk: FramesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_order, "MOST_WAITING", 2)
    video, key = await desk.uploaded(), an_id()
    first, _ = await desk.ordered(key, video=video), await desk.desk.ordered()
    with pytest.raises(TooManyWaiting):
        await desk.ordered(video=video)
    assert await desk.ordered(key, video=video) == first
    assert [name for name, _ in await desk.desk.told()] == [FramesOrdered.name, FilmOrdered.name]
    await desk.completed(first)
    await desk.ordered(video=video)


async def test_nothing_is_ordered_for_a_deleted_account(desk: FramesDesk) -> None:
    async with desk.desk.works.begin() as work:
        await work.jobs.forget(owner=desk.desk.mina)
    with pytest.raises(OrdererGone):
        await desk.ordered()
