"""The frames of all kinds of videos are the ones that were asked for: their pixels say which they are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from adapters.pyav.frame_extractor import PyavFrameExtractor
from core.video.model.frames.wishes import FrameWishes
from tests.frame_takes import Extracted, extracted, instants_of, shown_at
from tests.videos import Clip, made, numbered

UNEVEN: Final = (0, 10, 35, 100, 101, 400, 433, 900, 1500, 1540, 1580)
X264_OPEN: Final = {"x264-params": "open-gop=1:keyint=8:min-keyint=4:bframes=3:b-adapt=0:scenecut=0"}
X265_OPEN: Final = {
    "x265-params": "open-gop=1:keyint=8:min-keyint=4:bframes=3:b-adapt=0:scenecut=0:log-level=none:pools=none"
}
CLIPS: Final[Mapping[str, Clip]] = {
    "constant rate.mp4": Clip(options={"bf": "0"}),
    "B-frames.mp4": Clip(options={"bf": "3", "b-pyramid": "normal", "g": "12"}),
    "open groups.mp4": Clip(options=X264_OPEN, frames=50),
    "open groups.ts": Clip(options=X264_OPEN, frames=50),
    "HEVC with open groups.mp4": Clip(codec="libx265", options=X265_OPEN, frames=50),
    "HEVC with open groups.mkv": Clip(codec="libx265", options=X265_OPEN, frames=50),
    "variable rate.mp4": Clip(times=UNEVEN, frames=len(UNEVEN)),
    "variable rate.mkv": Clip(times=[time + 7 for time in UNEVEN], frames=len(UNEVEN)),
    "sound.mov": Clip(sound=True),
    "one.mp4": Clip(frames=1),
    "two.mp4": Clip(frames=2),
    "odd.mp4": Clip(size=(67, 45), pixels="yuv444p"),
    "only key frames.mov": Clip(codec="prores_ks", pixels="yuv422p10le"),
    "motion jpeg.avi": Clip(codec="mjpeg", pixels="yuvj420p"),
    "MPEG-4.avi": Clip(codec="mpeg4", options={"bf": "2"}),
    "times that are only those of decoding.avi": Clip(options={"bf": "2"}),
    "MPEG-2.ts": Clip(codec="mpeg2video", options={"bf": "2"}),
    "VP8 with hidden frames.webm": Clip(
        codec="libvpx", frames=50, options={"auto-alt-ref": "1", "lag-in-frames": "16", "b": "50000"}
    ),
    "VP9.webm": Clip(codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}),
    "fragments.mp4": Clip(options={"bf": "2", "g": "10"}, container={"movflags": "frag_keyframe+empty_moov"}),
    "fragments with sound.mov": Clip(
        sound=True, options={"g": "10"}, container={"movflags": "frag_keyframe+empty_moov"}
    ),
    "quarter and mirrored.mp4": Clip(turned=90, mirrored=True),
    "mirrored.mp4": Clip(mirrored=True),
}
EXTRACTOR: Final = PyavFrameExtractor(threads=2)


@pytest.mark.parametrize("name", CLIPS)
async def test_frames_are_the_ones_that_were_asked_for(name: str, tmp_path: Path) -> None:
    clip = CLIPS[name]
    video = made(tmp_path / name, clip)
    got = await extracted(EXTRACTOR, video, FrameWishes(every=0.07))
    instants = [instant for instant in instants_of(clip, 0.07) if instant < got.video.seconds]
    assert got.numbers[: len(instants)] == shown_at(clip, instants)
    assert len(got.frames) == len(instants) or name == "variable rate.mp4"  # whose last picture is shown for longer
    assert_times(got, clip)
    if len(got.frames) > 20:
        at = (0.0, 0.0399, 0.0799, 0.45, 1.0)
        got = await extracted(EXTRACTOR, video, FrameWishes(mode="at", at=at))
        assert got.numbers == shown_at(clip, at)


async def test_key_frames_of_open_groups_are_whole(tmp_path: Path) -> None:
    for name in ("open groups.mp4", "HEVC with open groups.mkv"):
        clip = CLIPS[name]
        got = await extracted(EXTRACTOR, made(tmp_path / name, clip), FrameWishes(mode="keyframes"))
        assert got.numbers == list(range(0, 50, 8))
        assert got.end.strategy == "key-frames"
        assert_times(got, clip)


async def test_the_way_is_chosen_by_what_is_wanted(tmp_path: Path) -> None:
    video = made(tmp_path / "long.mp4", Clip(frames=240, options={"g": "20", "bf": "2", "sc_threshold": "0"}))
    ways = {
        "references": FrameWishes(every=0.2),
        "sparse": FrameWishes(mode="at", at=(1.0, 9.0)),
        "key-frames": FrameWishes(every=0.8),
        "everything": FrameWishes(mode="scenes"),
    }
    for way, wishes in ways.items():
        got = await extracted(EXTRACTOR, video, wishes)
        assert got.end.strategy == way
        assert not got.end.warnings


@pytest.mark.parametrize("kind", ["mp4", "mkv", "ts"])
async def test_what_is_far_apart_is_sought(tmp_path: Path, kind: str) -> None:
    clip = Clip(frames=250, rate=5, options={"g": "5", "bf": "2", "sc_threshold": "0"})
    pictures = [numbered(number) for number in range(250)] * 4
    video = made(tmp_path / f"far.{kind}", clip, pictures)
    at = (0.0, 13.3, 49.7, 120.1, 199.0)
    got = await extracted(EXTRACTOR, video, FrameWishes(mode="at", at=at))
    assert got.numbers == [int(instant * 5) % 250 for instant in at]
    assert got.told[-1].total == 1000


def assert_times(got: Extracted, clip: Clip) -> None:
    moments = clip.moments()
    for frame, number in zip(got.frames, got.numbers, strict=True):
        assert frame.time == pytest.approx(float(moments[number]), abs=0.002)
