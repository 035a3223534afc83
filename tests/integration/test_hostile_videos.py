"""Videos made to do harm: a reason that a person understands, or what there really is to see, within the limits."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve

from adapters.pyav.child import READABLE
from adapters.pyav.frame_extractor import PyavFrameExtractor, Terms
from adapters.wire.children.limits import Limits
from core.video.model.frames.errors import BrokenVideo, TooManyFrames
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.wishes import FrameWishes
from core.video.model.storage import made_for
from tests.film_rig import a_rig
from tests.frame_takes import extracted
from tests.hostile_cases import DELIVERED, REFUSED, TOO_MANY_TRACKS, WISHES, Real, real_videos, timed, with_tracks

EXTRACTOR: Final = PyavFrameExtractor(
    threads=2, terms=Terms(limits=Limits(memory=3 << 29, cpu_seconds=20, file_bytes=1 << 20), patience=20)
)
MOST_MEMORY: Final = 150 << 20


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    return real_videos(tmp_path_factory.mktemp("real"))


def kept(folder: Path, data: bytes) -> Path:
    video = folder / "video.mp4"
    video.write_bytes(data)
    return video


def files_of(program: str) -> set[Path]:
    """Return what a program has open besides pipes and Python's own files."""
    found = set[Path]()
    for one in Path(f"/proc/{program}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(one.readlink())
    ours = {file for file in found if str(file).startswith("pipe:") or any(map(file.is_relative_to, READABLE))}
    return found - ours


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_taken_is_refused_with_its_reason(real: Real, tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    (tmp_path / "plain.mp4").write_bytes(real.mp4)  # which a list of files would find
    with pytest.raises(BrokenVideo) as refused:
        await extracted(EXTRACTOR, kept(tmp_path, make(real)), WISHES)
    assert refused.value.reason == reason


@pytest.mark.parametrize("name", DELIVERED)
async def test_what_is_really_there_is_delivered(real: Real, tmp_path: Path, name: str) -> None:
    make, wanted = DELIVERED[name]
    got = await extracted(EXTRACTOR, kept(tmp_path, make(real)), wanted.wishes)
    assert tuple(got.numbers) == wanted.numbers
    assert {(frame.width, frame.height) for frame in got.frames} == {wanted.size}
    assert got.end.warnings == ((wanted.warns,) if wanted.warns else ())
    assert got.end.peak_memory < MOST_MEMORY


async def test_more_frames_than_may_be_are_refused_before_any_is_made(real: Real, tmp_path: Path) -> None:
    with pytest.raises(TooManyFrames) as refused:
        await extracted(EXTRACTOR, kept(tmp_path, timed(1320, 1)(real)), WISHES)
    assert refused.value.frames == 99_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a fence, and tells of processes")
async def test_while_frames_are_made_there_is_a_fence_and_no_other_file(real: Real, tmp_path: Path) -> None:
    video = kept(tmp_path, real.mp4)
    many = FrameWishes(every=0.0005)  # so that it has to wait until they are taken
    async with EXTRACTOR.extract(video, many, told=lambda _: None) as extraction:
        await anext(extraction.frames())
        (program,) = (child for child in children() if b"adapters.pyav" in Path(f"/proc/{child}/cmdline").read_bytes())
        status = Path(f"/proc/{program}/status").read_text()
        opened = files_of(program)
    assert "\nSeccomp:\t2\n" in status
    assert "\nNoNewPrivs:\t1\n" in status
    assert opened == {video}


def children() -> Iterator[str]:
    """Yield the numbers of the programs that run below this one; servers of other tests are among them."""
    for task in Path("/proc/self/task").glob("*/children"):
        yield from task.read_text().split()


async def test_a_job_with_such_a_video_fails_with_its_reason_and_leaves_nothing(real: Real, tmp_path: Path) -> None:
    async with a_rig(tmp_path) as opened:
        rig = evolve(opened, extractor=EXTRACTOR)
        order = FramesOrder(video=await rig.uploaded(with_tracks(real, 9_999)), wishes=WISHES)
        job = await rig.ordered()
        before = set(tmp_path.rglob("*"))
        await rig.change(job, lambda held: evolve(held, order=order))
        await rig.worker()(job_id=job.job_id)
        ended = await rig.job(job)
        assert ended.status == "FAILED"
        assert ended.failure is not None
        assert (ended.failure.code, ended.failure.detail) == ("broken-video", f"the video {TOO_MANY_TRACKS}")
        assert await rig.kept(made_for(job)) == []
        assert [upload async for upload in rig.store.unfinished()] == []
        assert {left for left in tmp_path.rglob("*") if left.is_file()} <= before
