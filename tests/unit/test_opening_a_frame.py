"""One frame is read out of the ZIP by its number, by its owner alone."""

import pytest
from attrs import evolve

from core.identity.model.user import UserId
from core.video.model.frames.errors import FrameNotFound, FramesNotFound, FramesNotReady
from core.video.model.frames.wishes import FrameFormat, FrameWishes
from core.video.model.job import Job, JobId
from core.video.model.storage import made_for
from core.video.use_cases.frames.open_frame import OpenedFrame, OpenFrame
from core.video.use_cases.steps.pack_frames import PackFrames
from tests.builders import an_id
from tests.contract.blobs import put
from tests.film_desk import NOW, Desk, a_desk
from tests.frames_rig import PaperExtraction, a_frame
from tests.jobs import a_found_video, a_job_of_frames, a_lease, a_result_of_frames, an_order_of_frames

FRAMES = {1: b"the first frame", 2: b"frame 2", 3: b""}


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


async def ordered(desk: Desk, frame_format: FrameFormat = "jpeg") -> Job:
    job = a_job_of_frames(desk.mina, order=an_order_of_frames(wishes=FrameWishes(format=frame_format)))
    async with desk.works.begin() as work:
        return await work.jobs.add(job)


async def completed(desk: Desk, frame_format: FrameFormat = "jpeg") -> Job:
    """Order frames, and let a worker deliver three."""
    job, whole = await ordered(desk, frame_format), bytearray()

    async def write(data: bytes) -> None:
        whole.extend(data)

    extraction = PaperExtraction(tuple(a_frame(number, data) for number, data in FRAMES.items()))
    packed = await PackFrames()(extraction, FrameWishes(format=frame_format), write=write)
    names = {f"{name}_key": made_for(job) + name for name in ("zip", "index", "sheet")}
    await put(desk.store, names["zip_key"], bytes(whole))
    await put(desk.store, names["index_key"], packed.index)
    result = evolve(a_result_of_frames(**names), report=packed.report(a_found_video(), took=1))
    return await desk.saved(job.claimed(a_lease(), now=NOW).completed("token", result, now=NOW))


async def opened(desk: Desk, job: Job, number: int, *, caller: UserId | None = None) -> OpenedFrame:
    open_frame = OpenFrame(works=desk.works, store=desk.store)
    return await open_frame(caller=caller or desk.mina, job_id=job.job_id, number=number)


async def read(frame: OpenedFrame, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in frame.read(start, stop)])


@pytest.mark.parametrize("number", FRAMES)
async def test_each_frame_has_its_own_bytes(desk: Desk, number: int) -> None:
    frame = await opened(desk, await completed(desk), number)
    assert (frame.size, await read(frame)) == (len(FRAMES[number]), FRAMES[number])


async def test_a_part_of_a_frame_is_read_and_nothing_beside_it(desk: Desk) -> None:
    frame = await opened(desk, await completed(desk), 1)
    assert await read(frame, 4, 9) == b"first"
    assert await read(frame, 10) == b"frame"
    assert await read(frame, 10, 1000) == b"frame"
    assert await read(frame, 1000, 2000) == b""
    with pytest.raises(ValueError, match="-1"):
        await read(frame, -1)


@pytest.mark.parametrize(
    ("frame_format", "name", "content_type"),
    [("jpeg", "000002.jpg", "image/jpeg"), ("png", "000002.png", "image/png")],
)
async def test_a_frame_is_of_the_kind_that_was_ordered(
    desk: Desk, frame_format: FrameFormat, name: str, content_type: str
) -> None:
    frame = await opened(desk, await completed(desk, frame_format), 2)
    assert (frame.name, frame.content_type) == (name, content_type)


async def test_a_frame_has_a_tag_that_no_other_one_has(desk: Desk) -> None:
    job, other = await completed(desk), await completed(desk)
    tags = [(await opened(desk, one, number)).tag for one in (job, other) for number in FRAMES]
    assert len(set(tags)) == 6
    assert (await opened(desk, job, 1)).tag == tags[0]


@pytest.mark.parametrize("number", [-1, 0, 4, 2**70])
async def test_there_are_no_frames_but_those_that_were_made(desk: Desk, number: int) -> None:
    job = await completed(desk)
    with pytest.raises(FrameNotFound) as raised:
        await opened(desk, job, number)
    assert (raised.value.number, raised.value.last) == (number, 3)


async def test_anothers_frames_and_films_are_not_found_like_those_that_do_not_exist(desk: Desk) -> None:
    job, film = await completed(desk), await desk.completed(await desk.ordered())
    with pytest.raises(FramesNotFound):
        await opened(desk, job, 1, caller=UserId(an_id()))
    with pytest.raises(FramesNotFound):
        await opened(desk, film, 1)
    with pytest.raises(FramesNotFound):
        await opened(desk, evolve(job, job_id=JobId(an_id())), 1)


async def test_frames_that_are_not_there_yet_cannot_be_opened(desk: Desk) -> None:
    job = await ordered(desk)
    with pytest.raises(FramesNotReady) as raised:
        await opened(desk, job, 1)
    assert raised.value.status == "PENDING"


async def test_frames_whose_objects_are_deleted_by_now_are_not_found(desk: Desk) -> None:
    job = await completed(desk)
    frame = await opened(desk, job, 1)
    await desk.store.delete_prefix(made_for(job))
    with pytest.raises(FramesNotFound):
        await read(frame)
    with pytest.raises(FramesNotFound):
        await opened(desk, job, 1)
