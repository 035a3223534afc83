"""Videos that come along with the order, over HTTP: what is stored of them, and that nothing is left of the others."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from adapters.filesystem import blob_store as filesystem
from adapters.signing.blob_signer import HmacBlobSigner
from core.video.model.frames.wishes import FrameWishes
from core.video.model.kinds import frames_order
from core.video.model.sizes import LARGEST_VIDEO
from core.video.use_cases.frames import create_frames_of_stream
from core.video.use_cases.steps import take_order
from entrypoints.http.app import http_app
from entrypoints.http.server import Serving, serve
from tests.builders import an_id
from tests.contract.blobs import bytes_of, keys_of
from tests.film_desk import PUBLIC_URL
from tests.film_service import FRAMES, frame_routes
from tests.frames_desk import MP4, FramesDesk, a_frames_desk
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.http.forms import BOUNDARY, FORM, a_form, a_part
from tests.http.wire import wired
from tests.waiting import until

VIDEO = MP4 + bytes(range(256)) * 1200
ORDER = a_part("order", b'{"mode": "best", "every": 2, "width": 320}', head=b"Content-Type: application/json\r\n")
SHORT = timedelta(milliseconds=150)


def a_video(content: bytes = VIDEO) -> bytes:
    return a_part("video", content, disposition=b'form-data; name="video"; filename="trip.mp4"')


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


@pytest.fixture
async def serving(desk: FramesDesk) -> AsyncIterator[Serving]:
    async with serve(http_app(a_service(ledger=None), [frame_routes(desk)]), "127.0.0.1", 0, linger=SHORT) as serving:
        yield serving


@pytest.fixture
async def client(desk: FramesDesk) -> AsyncIterator[ClientSession]:
    async with a_client(a_service(ledger=None), frame_routes(desk)) as client:
        client.headers["Authorization"] = f"Bearer {desk.desk.mina}"
        yield client


def order(client: ClientSession, body: object, key: str | None = None) -> Any:
    return client.post(FRAMES, data=body, headers={"Content-Type": FORM, "Idempotency-Key": key or an_id()})


async def is_untouched(desk: FramesDesk) -> bool:
    left = [*await keys_of(desk.store), *[one async for one in desk.store.unfinished()]]
    return not left and not await desk.all()


def head_of(desk: FramesDesk, length: int) -> bytes:
    lines = [
        f"POST {FRAMES} HTTP/1.1", "Host: x", f"Authorization: Bearer {desk.desk.mina}", f"Content-Type: {FORM}",
        f"Idempotency-Key: {an_id()}", f"Content-Length: {length}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


async def test_a_video_that_comes_along_is_stored_and_its_frames_are_ordered(
    desk: FramesDesk, client: ClientSession
) -> None:
    async with order(client, a_form(ORDER, a_video())) as answer:
        assert answer.status == 202, await answer.text()
        ordered = await answer.json()
        assert answer.headers["Location"] == f"{FRAMES}/{ordered['job_id']}"
    (job,) = await desk.all()
    assert (job.job_id, frames_order(job).wishes) == (
        ordered["job_id"], FrameWishes(mode="best", every=2, width=320),
    )  # fmt: skip
    assert await keys_of(desk.store) == [frames_order(job).video.key]
    assert await bytes_of(desk.store, frames_order(job).video.key) == VIDEO


async def test_a_form_as_clients_send_it_is_taken_without_an_order(desk: FramesDesk, client: ClientSession) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(VIDEO), 100_000):
            yield VIDEO[at : at + 100_000]

    form = FormData()
    form.add_field("video", pieces(), filename="부산 여행.mp4", content_type="application/octet-stream")
    async with client.post(FRAMES, data=form, headers={"Idempotency-Key": an_id()}) as answer:
        assert answer.status == 202, await answer.text()
    (job,) = await desk.all()
    assert frames_order(job).wishes == FrameWishes()


async def test_the_same_form_again_is_answered_as_the_first_time_and_stored_once(
    desk: FramesDesk, client: ClientSession
) -> None:
    key, said = an_id(), []
    for _ in range(2):
        async with order(client, a_form(ORDER, a_video()), key) as answer:
            said.append((answer.status, await answer.text()))
    assert said[0] == said[1]
    assert len(await keys_of(desk.store)) == 1
    for other in (a_form(ORDER, a_video(VIDEO + b"x")), a_form(a_video())):
        async with order(client, other, key) as answer:
            await problem_in(answer, 422, "idempotency-key-reused")
    assert len(await keys_of(desk.store)) == 1


CUT = a_form(ORDER, a_video())
NO_FORMS: dict[str, tuple[bytes, int, str]] = {
    "it stops in the video": (CUT[:-100], 400, "bad-multipart"),
    "it stops before its last boundary": (CUT[: -len(BOUNDARY) - 8], 400, "bad-multipart"),
    "it stops in its last boundary": (CUT[:-4], 400, "bad-multipart"),
    "a boundary in the video": (a_form(a_video(VIDEO + b"\r\n--" + BOUNDARY + VIDEO)), 400, "bad-multipart"),
    "more after the end": (CUT + CUT, 400, "bad-multipart"),
    "an order that is no JSON": (a_form(a_part("order", b"mode=best"), a_video()), 400, "not-json"),
    "two videos": (a_form(ORDER, a_video(), a_video()), 422, "malformed"),
    "the order after the video": (a_form(a_video(), ORDER), 422, "malformed"),
    "no video": (a_form(ORDER), 422, "malformed"),
    "the key of another video": (a_form(a_part("order", b'{"video": "x"}'), a_video()), 422, "malformed"),
    "no video by its first bytes": (a_form(ORDER, a_video(b"#EXTM3U\n" * 10_000)), 422, "bad-order"),
    "an empty video": (a_form(ORDER, a_video(b"")), 422, "bad-order"),
    "an order that makes no sense": (a_form(a_part("order", b'{"mode": "at"}'), a_video()), 422, "bad-order"),
    "a large order": (a_form(a_part("order", b" " * 300_000 + b"{}"), a_video()), 413, "too-large"),
}


@pytest.mark.parametrize(("body", "status", "code"), NO_FORMS.values(), ids=NO_FORMS.keys())
async def test_of_what_is_refused_nothing_is_left(
    desk: FramesDesk, client: ClientSession, body: bytes, status: int, code: str
) -> None:
    async with order(client, body) as answer:
        await problem_in(answer, status, code)
    assert await is_untouched(desk)


async def test_a_form_without_a_key_is_400_and_nothing_is_left(desk: FramesDesk, client: ClientSession) -> None:
    async with client.post(FRAMES, data=CUT, headers={"Content-Type": FORM}) as answer:
        await problem_in(answer, 400, "bad-header")
    async with order(client, a_form(a_part("order", b'{"every": 0}'), a_video())) as answer:
        assert set(await faults_in(answer)) == {"/order/every"}
    assert await is_untouched(desk)


async def test_what_is_no_video_is_refused_before_the_rest_is_sent(desk: FramesDesk, serving: Serving) -> None:
    begun = a_form(ORDER, a_video(b"ffconcat version 1.0\n" * 250))[: -len(BOUNDARY) - 8]
    async with wired(serving.url) as wire:
        await wire.send(head_of(desk, 3 * 1024**3) + begun)
        said = await wire.answer()
    assert (said.status, said.problem()["code"]) == (422, "bad-order")
    assert await is_untouched(desk)


async def test_a_body_that_is_announced_as_too_large_is_413_at_once(desk: FramesDesk, serving: Serving) -> None:
    async with wired(serving.url) as wire:
        await wire.send(head_of(desk, LARGEST_VIDEO + 1024 * 1024))
        assert (await wire.answer()).problem()["code"] == "too-large"


async def test_a_video_that_turns_out_too_large_is_refused_in_the_middle(
    desk: FramesDesk, client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create_frames_of_stream, "LARGEST_VIDEO", 100_000)
    async with order(client, CUT) as answer:
        problem = await problem_in(answer, 422, "bad-order")
    assert problem["errors"] == [{"pointer": "/video", "detail": "has more than 100000 bytes"}]
    assert await is_untouched(desk)


async def test_a_transfer_that_stands_still_is_408_and_nothing_is_left(desk: FramesDesk) -> None:
    app = http_app(a_service(ledger=None, body_idle=SHORT), [frame_routes(desk)])
    async with serve(app, "127.0.0.1", 0, linger=SHORT) as serving, wired(serving.url) as wire:
        await wire.send(head_of(desk, len(CUT)) + CUT[:-1000])
        assert (await wire.answer()).status == 408
    assert await is_untouched(desk)


async def test_a_client_that_goes_away_leaves_nothing(
    desk: FramesDesk, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()
    write = desk.store.write

    async def watched(*wanted: Any, **options: Any) -> Any:
        begun.set()
        try:
            return await write(*wanted, **options)
        finally:
            ended.set()

    monkeypatch.setattr(desk.store, "write", watched)
    async with asyncio.timeout(10):
        async with wired(serving.url) as wire:
            await wire.send(head_of(desk, len(CUT)) + CUT[:-1000])
            await begun.wait()
        await ended.wait()

    async def nothing_is_left() -> bool:
        return await is_untouched(desk)

    await until(nothing_is_left)


async def test_a_video_for_which_no_order_is_taken_is_not_kept(
    desk: FramesDesk, client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_order, "MOST_WAITING", 0)
    async with order(client, CUT) as answer:
        await problem_in(answer, 409, "too-many-waiting")
    assert await is_untouched(desk)


async def test_what_waits_between_the_client_and_the_store_does_not_grow_with_the_video(
    desk: FramesDesk, client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, stored, largest, most = 0, 0, 0, 0
    write = desk.store.write

    async def counted(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        nonlocal stored, largest
        async for chunk in chunks:
            stored += len(chunk)
            largest = max(largest, len(chunk))
            await asyncio.sleep(0.001)  # a store that is slower than the client
            yield chunk[:1]

    async def slowly(key: str, chunks: AsyncIterator[bytes], *, content_type: str) -> Any:
        return await write(key, counted(chunks), content_type=content_type)

    async def large() -> AsyncIterator[bytes]:
        nonlocal sent, most
        for piece in _pieces():
            sent += len(piece)
            most = max(most, sent - stored)
            yield piece

    monkeypatch.setattr(desk.store, "write", slowly)
    async with order(client, large()) as answer:
        assert answer.status == 202, await answer.text()
    assert stored > 30_000_000
    assert largest < 1024 * 1024
    # What a system keeps for a connection is its own affair, and a few megabytes at most.
    assert most < 12 * 1024 * 1024


def _pieces() -> Iterator[bytes]:
    form = a_form(a_video(MP4))
    end = form.index(b"\r\n--" + BOUNDARY + b"--")
    yield form[:end]
    yield from (b"x" * 100_000 for _ in range(310))
    yield form[end:]
