"""What every frame extractor promises."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from core.video.model.frames.errors import BrokenVideo, NoFrames, TooManyFrames
from core.video.model.frames.found import SkippedInstant
from core.video.model.frames.wishes import FrameWishes
from ports.frame_extractor import FrameExtractor
from tests import videos
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.frame_takes import extracted, instants_of, shown_at
from tests.videos import BLUE, RED, Clip, corners_of

PLAIN: Final = Clip(options={"bf": "2", "g": "10"})
ALL: Final = FrameWishes(every=0.04)


@pytest.fixture(params=enrolled("frame_extractor"))
async def extractor(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> FrameExtractor:
    opened: FrameExtractor = await open_adapter(request.param)
    return opened


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return videos.made(tmp_path / "plain.mp4", PLAIN)


def processes() -> set[bytes]:
    return {child for task in Path("/proc/self/task").glob("*/children") for child in task.read_bytes().split()}


def alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(got - wanted) for got, wanted in zip(one, other, strict=True)) < 12


async def test_every_step_delivers_what_is_shown_then(extractor: FrameExtractor, plain: Path) -> None:
    got = await extracted(extractor, plain, FrameWishes(every=0.1))
    instants = instants_of(PLAIN, 0.1)
    assert got.numbers == shown_at(PLAIN, instants)
    assert [frame.number for frame in got.frames] == list(range(1, len(instants) + 1))
    assert [frame.instant for frame in got.frames] == instants
    assert [frame.time for frame in got.frames] == [number / 25 for number in got.numbers]
    assert {frame.number for frame in got.frames if frame.key_frame} == {
        place for place, number in enumerate(got.numbers, 1) if number % 10 == 0
    }
    assert all(Image.open(BytesIO(frame.data)).size == (frame.width, frame.height) == (64, 48) for frame in got.frames)


async def test_what_does_not_move_is_delivered_at_each_instant(extractor: FrameExtractor, tmp_path: Path) -> None:
    clip = Clip(frames=3, times=(0, 100, 1000))
    video = videos.made(tmp_path / "slow.mkv", clip)
    got = await extracted(extractor, video, FrameWishes(every=0.25))
    assert got.numbers[:5] == [0, 1, 1, 1, 2]
    assert [frame.time for frame in got.frames[:5]] == [0, 0.1, 0.1, 0.1, 1.0]
    assert len({frame.data for frame in got.frames[1:4]}) == 1
    assert not got.video.steady


async def test_instants_deliver_what_is_shown_then_and_say_where_nothing_is(
    extractor: FrameExtractor, plain: Path
) -> None:
    at = (0.0, 0.0399, 0.04, 0.6, 1.19, 1.2, 77.5)
    got = await extracted(extractor, plain, FrameWishes(mode="at", at=at))
    assert got.numbers == [0, 0, 1, 15, 29]
    assert [frame.instant for frame in got.frames] == list(at[:5])
    assert got.end.skipped == tuple(
        SkippedInstant(instant=late, reason="the video ends at 1.200 s") for late in (1.2, 77.5)
    )
    with pytest.raises(NoFrames, match=r"every instant is after the end of the video, which lasts 1\.200 s"):
        await extracted(extractor, plain, FrameWishes(mode="at", at=(1.2, 3.0)))


async def test_key_frames_are_those_that_the_video_can_be_entered_at(extractor: FrameExtractor, plain: Path) -> None:
    got = await extracted(extractor, plain, FrameWishes(mode="keyframes"))
    assert got.numbers == [0, 10, 20]
    assert all(frame.key_frame and frame.instant is None for frame in got.frames)


async def test_scenes_begin_with_the_first_frame_behind_each_cut(extractor: FrameExtractor, tmp_path: Path) -> None:
    cuts = (0, 17, 41, 60)
    pictures = [videos.scene(number, sum(number >= cut for cut in cuts), size=(96, 64)) for number in range(80)]
    video = videos.made(tmp_path / "cuts.mp4", Clip(size=(96, 64), options={"g": "250", "sc_threshold": "0"}), pictures)
    got = await extracted(extractor, video, FrameWishes(mode="scenes"))
    assert [frame.time for frame in got.frames] == [cut / 25 for cut in cuts]


async def test_the_best_are_the_sharpest_and_none_looks_like_another(extractor: FrameExtractor, tmp_path: Path) -> None:
    sharp = {3: 0, 8: 1, 13: 0, 18: 2}
    pictures = [
        videos.patterned(sharp.get(number, number // 5 % 3), blurred=number not in sharp) for number in range(20)
    ]
    video = videos.made(tmp_path / "best.mp4", Clip(size=(96, 64), options={"bf": "0", "crf": "5"}), pictures)
    got = await extracted(extractor, video, FrameWishes(mode="best", every=0.2))
    assert [round(frame.time * 25) for frame in got.frames] == [3, 8, 18]
    blurred = await extracted(extractor, video, FrameWishes(mode="at", at=(0.0, 0.12)))
    assert blurred.frames[1].sharpness > 2 * blurred.frames[0].sharpness


@pytest.mark.parametrize("turned", [90, 180, 270])
async def test_frames_are_upright(extractor: FrameExtractor, tmp_path: Path, turned: int) -> None:
    video = videos.made(tmp_path / "turned.mov", Clip(turned=turned, frames=6))
    got = await extracted(extractor, video, ALL)
    assert got.numbers == list(range(6))
    assert got.video.rotation == turned
    assert (got.video.width, got.video.height) == (64, 48)
    left, right = corners_of(got.frames[0].data)
    assert alike(left, RED)
    assert alike(right, BLUE)


async def test_pixels_are_square_and_frames_as_wide_as_is_wished_but_no_wider(
    extractor: FrameExtractor, tmp_path: Path
) -> None:
    video = videos.made(tmp_path / "wide.mp4", Clip(pixel=Fraction(3, 2), frames=3))
    sizes = {}
    for width in (None, 48, 4000):
        got = await extracted(extractor, video, FrameWishes(every=0.04, width=width))
        assert got.numbers == [0, 1, 2]
        assert (got.video.width, got.video.height) == (96, 48)
        sizes[width] = got.frames[0].width, got.frames[0].height
    assert sizes == {None: (96, 48), 48: (48, 24), 4000: (96, 48)}


async def test_frames_are_jpeg_or_png_and_as_sharp(extractor: FrameExtractor, plain: Path) -> None:
    jpeg = await extracted(extractor, plain, FrameWishes(mode="at", at=(0.2,)))
    png = await extracted(extractor, plain, FrameWishes(mode="at", at=(0.2,), format="png"))
    for got, kind in ((jpeg, "JPEG"), (png, "PNG")):
        assert Image.open(BytesIO(got.frames[0].data)).format == kind
        assert got.numbers == [5]
    assert jpeg.frames[0].sharpness == png.frames[0].sharpness > 0


async def test_the_same_video_and_wishes_make_the_same_bytes(extractor: FrameExtractor, plain: Path) -> None:
    for wishes in (ALL, FrameWishes(every=0.2, format="png", width=32), FrameWishes(mode="best", every=0.3)):
        one, other = await extracted(extractor, plain, wishes), await extracted(extractor, plain, wishes)
        assert one.frames == other.frames
        assert one.end.contact_sheet == other.end.contact_sheet


async def test_the_end_tells_how_it_went(extractor: FrameExtractor, plain: Path) -> None:
    got = await extracted(extractor, plain, ALL)
    assert Image.open(BytesIO(got.end.contact_sheet)).format == "JPEG"
    assert got.end.strategy
    assert got.end.peak_memory > 1 << 20
    assert not got.end.warnings
    assert got.video.container == "mp4"
    assert got.video.codec == "h264"
    assert (got.video.frames, got.video.seconds, got.video.steady, got.video.hdr) == (30, 1.2, True, False)


async def test_told_hears_how_far_it_is(extractor: FrameExtractor, plain: Path) -> None:
    got = await extracted(extractor, plain, ALL)
    assert got.told
    assert all(0 <= progress.done <= progress.total for progress in got.told)
    assert got.told[-1].done == got.told[-1].total > 0
    assert got.told[-1].step == "extracting frames"


async def test_what_is_no_video_is_broken_whatever_its_name(
    extractor: FrameExtractor, plain: Path, tmp_path: Path
) -> None:
    (tmp_path / "link.mp4").symlink_to(plain)
    (tmp_path / "folder.mp4").mkdir()
    reasons = {"missing.mp4": "cannot be read", "link.mp4": "cannot be read", "folder.mp4": "is no file"}
    for name, (file, reason) in videos.no_videos(plain).items():
        (tmp_path / name).write_bytes(file)
        reasons[name] = reason
    for name, reason in reasons.items():
        with pytest.raises(BrokenVideo, match=f"the video {reason}"):
            await extracted(extractor, tmp_path / name, ALL)


async def test_more_frames_than_may_be_are_too_many(extractor: FrameExtractor, tmp_path: Path) -> None:
    video = videos.made(tmp_path / "long.mkv", Clip(frames=2, times=(0, 21_000)))
    with pytest.raises(TooManyFrames) as raised:
        await extracted(extractor, video, FrameWishes(every=0.001))
    assert raised.value.frames > raised.value.most == 20_000


async def test_nothing_is_written_to_any_disk_beside_the_video(extractor: FrameExtractor, plain: Path) -> None:
    plain.chmod(0o400)
    await extracted(extractor, plain, FrameWishes(every=0.3))
    assert list(plain.parent.iterdir()) == [plain]


async def test_leaving_the_block_ends_every_process(extractor: FrameExtractor, plain: Path) -> None:
    before = processes()
    async with extractor.extract(plain, FrameWishes(every=0.001), told=lambda _: None) as extraction:
        async for _ in extraction.frames():
            break
        assert processes() > before
    assert processes() == before
