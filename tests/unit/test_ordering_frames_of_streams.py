"""Ordering frames of videos that come along with the order."""

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from adapters.filesystem import blob_store as filesystem
from adapters.memory.blob_store import MemoryBlobStore
from adapters.signing.blob_signer import HmacBlobSigner
from adapters.wire.own_blob_urls import OwnBlobUrls
from core.errors import Unavailable
from core.video.model.errors import BadOrder, KeyOfAnotherOrder, OrdererGone, TooManyWaiting
from core.video.model.events import FramesOrdered
from core.video.model.frames.wishes import FrameWishes
from core.video.model.kinds import frames_order
from core.video.model.uploads import is_upload_of
from core.video.use_cases.frames import create_frames_of_stream
from core.video.use_cases.steps import take_order
from ports.blob_store import Blob, BlobStore
from tests.builders import an_id
from tests.contract.blobs import bytes_of, keys_of
from tests.film_desk import PUBLIC_URL
from tests.frames_desk import MP4, FramesDesk, a_frames_desk, in_pieces

VIDEO = MP4 + bytes(range(256)) * 100


@pytest.fixture(params=["memory", "filesystem"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FramesDesk]:
    desk = await a_frames_desk()
    if request.param == "memory":
        yield desk
        return
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=desk.desk.clock)
    section = filesystem.Section(clock=desk.desk.clock, signer=signer, home=tmp_path)
    async with filesystem.open_adapter(section) as store:
        yield FramesDesk(desk.desk, store)


async def what_is_left(store: BlobStore) -> list[object]:
    """Return everything in a store, finished or not."""
    return [*await keys_of(store), *[one async for one in store.unfinished()]]


async def refused(desk: FramesDesk, video: AsyncIterator[bytes], **asked: Any) -> dict[str, str]:
    with pytest.raises(BadOrder) as faulty:
        await desk.sent(video, **asked)
    assert await what_is_left(desk.store) == []
    assert await desk.all() == []
    return {fault.pointer: fault.detail for fault in faulty.value.faults}


async def test_a_video_that_comes_along_is_stored_and_its_frames_are_ordered(desk: FramesDesk) -> None:
    key = an_id()
    job = await desk.sent(in_pieces(VIDEO), key, mode="keyframes", width=320)
    order = frames_order(job)
    assert is_upload_of(desk.desk.mina, order.video.key)
    assert (order.video.size, order.video.content_type, order.video.key[-4:]) == (len(VIDEO), "video/mp4", ".mp4")
    assert order.wishes == FrameWishes(mode="keyframes", width=320)
    assert order.digest == hashlib.sha256(VIDEO).hexdigest()
    assert await bytes_of(desk.store, order.video.key) == VIDEO
    assert (await desk.store.head(order.video.key)).etag == order.video.etag
    assert (job.key, await desk.all()) == (key, [job])
    assert await desk.desk.told() == [(FramesOrdered.name, desk.desk.mina)]


@pytest.mark.parametrize("size", [1, 4095, 4096, 10**6])
async def test_however_it_is_cut_it_is_the_same_video(desk: FramesDesk, size: int) -> None:
    video = VIDEO[:5000]
    order = frames_order(await desk.sent(in_pieces(video, size)))
    assert order.digest == hashlib.sha256(video).hexdigest()
    assert await bytes_of(desk.store, order.video.key) == video


async def test_a_video_of_few_bytes_is_taken_as_it_is(desk: FramesDesk) -> None:
    assert frames_order(await desk.sent(in_pieces(MP4))).video.size == len(MP4)


async def test_the_same_video_again_is_the_same_job_and_stored_once(desk: FramesDesk) -> None:
    key = an_id()
    job = await desk.sent(in_pieces(VIDEO), key)
    done = await desk.completed(job)
    kept = await keys_of(desk.store)
    assert await desk.sent(in_pieces(VIDEO, 777), key) == done
    assert await keys_of(desk.store) == kept
    assert len(await desk.desk.told()) == 1


async def test_another_order_under_the_same_key_is_refused_and_leaves_nothing(desk: FramesDesk) -> None:
    key = an_id()
    await desk.sent(in_pieces(VIDEO), key)
    kept = await keys_of(desk.store)
    for video, width in ((VIDEO, 320), (VIDEO + b"x", None), (VIDEO[:-1], None)):
        with pytest.raises(KeyOfAnotherOrder):
            await desk.sent(in_pieces(video), key, width=width)
    with pytest.raises(KeyOfAnotherOrder):
        await desk.ordered(key, video=kept[0])
    assert await keys_of(desk.store) == kept


async def test_an_upload_and_a_stream_under_one_key_are_two_orders(desk: FramesDesk) -> None:
    key, video = an_id(), await desk.uploaded(VIDEO)
    await desk.ordered(key, video=video)
    with pytest.raises(KeyOfAnotherOrder):
        await desk.sent(in_pieces(VIDEO), key)
    assert await keys_of(desk.store) == [video]


async def test_of_many_at_once_with_one_key_one_is_stored(desk: FramesDesk) -> None:
    key = an_id()
    jobs = await asyncio.gather(*(desk.sent(in_pieces(VIDEO), key) for _ in range(5)))
    (job,) = await desk.all()
    assert jobs == [job] * 5
    assert await what_is_left(desk.store) == [frames_order(job).video.key]


async def test_what_is_no_video_is_refused_by_its_first_bytes_and_the_rest_is_not_asked_for(desk: FramesDesk) -> None:
    asked = 0

    async def text() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"#EXTM3U\n" * 128

    assert "first bytes" in (await refused(desk, text()))["/video"]
    assert asked == 4
    for content in (b"", b"ftyp", b"\xff\xd8\xff"):
        assert "first bytes" in (await refused(desk, in_pieces(content)))["/video"]


async def test_what_makes_no_sense_is_refused_before_a_byte_is_asked_for(desk: FramesDesk) -> None:
    async def never() -> AsyncIterator[bytes]:
        yield b""
        raise AssertionError

    assert list(await refused(desk, never(), mode="at")) == ["/at"]


async def test_a_video_that_is_too_large_is_refused_as_soon_as_it_is(
    desk: FramesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create_frames_of_stream, "LARGEST_VIDEO", 20_000)
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        yield MP4
        while True:
            asked += 1000
            yield b"x" * 1000

    assert await refused(desk, endless()) == {"/video": "has more than 20000 bytes"}
    assert asked <= 21_000
    await desk.sent(in_pieces(VIDEO[:20_000]))


async def test_a_transfer_that_breaks_off_leaves_nothing(desk: FramesDesk) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield VIDEO
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await desk.sent(breaks())
    assert (await what_is_left(desk.store), await desk.all()) == ([], [])


async def test_a_client_that_is_no_longer_served_leaves_nothing(desk: FramesDesk) -> None:
    came = asyncio.Event()

    async def waits() -> AsyncIterator[bytes]:
        yield VIDEO
        came.set()
        await asyncio.Event().wait()

    sending = asyncio.create_task(desk.sent(waits()))
    async with asyncio.timeout(10):
        await came.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert (await what_is_left(desk.store), await desk.all()) == ([], [])


async def test_a_video_for_which_no_order_is_taken_is_removed(
    desk: FramesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_order, "MOST_WAITING", 0)
    with pytest.raises(TooManyWaiting):
        await desk.sent(in_pieces(VIDEO))
    assert await what_is_left(desk.store) == []
    async with desk.desk.works.begin() as work:
        await work.jobs.forget(owner=desk.desk.mina)
    with pytest.raises(OrdererGone):
        await desk.sent(in_pieces(VIDEO))
    assert await what_is_left(desk.store) == []


class CountingStore(MemoryBlobStore):
    """Keeps an empty object, and counts what comes."""

    went = 0

    @override
    async def write(self, key: str, chunks: AsyncIterable[bytes], *, content_type: str) -> Blob:
        async for chunk in chunks:
            self.went += len(chunk)
        return self.keep(key, b"", content_type=content_type)


async def test_no_more_of_a_video_is_held_than_its_first_bytes_and_a_piece() -> None:
    desk, came, most = (await a_frames_desk()).desk, 0, 0
    signer = HmacBlobSigner(key=bytes(32), public_url=PUBLIC_URL, clock=desk.clock)
    store = CountingStore(urls=OwnBlobUrls(signer=signer, clock=desk.clock), clock=desk.clock)

    async def large() -> AsyncIterator[bytes]:
        nonlocal came, most
        for piece in [MP4, *[b"x" * 1000] * 3000]:
            came += len(piece)
            most = max(most, came - store.went)
            yield piece

    await FramesDesk(desk, store).sent(large())
    assert store.went == came == 3_000_000 + len(MP4)
    assert most <= 4096 + 1000


async def test_a_store_that_fails_is_told_as_such_and_nothing_is_ordered(
    desk: FramesDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> object:
        raise Unavailable(what="the blob storage")

    monkeypatch.setattr(desk.store, "write", fails)
    with pytest.raises(Unavailable):
        await desk.sent(in_pieces(VIDEO))
    assert await desk.all() == []
