"""Videos that are damaged, or that try to do harm, give what is left of them, or a reason, inside the limits."""

import asyncio
from contextlib import suppress
from pathlib import Path
from random import Random  # noqa: TID251 - the same damage every time
from typing import Final

import av
import pytest
from attrs import evolve

from adapters.pyav import frame_extractor
from adapters.pyav.frame_extractor import PyavFrameExtractor, Terms
from adapters.wire.children.limits import Limits
from core.errors import Unavailable
from core.video.model.frames.errors import BrokenVideo
from core.video.model.frames.wishes import FrameWishes
from ports.frame_extractor import FrameExtractor
from tests.frame_takes import extracted
from tests.videos import Clip, made

ALL: Final = FrameWishes(every=0.04)
CLIP: Final = Clip(options={"bf": "2", "g": "10"}, container={"movflags": "+faststart"})
EXTRACTOR: Final = PyavFrameExtractor(threads=2)
LIMITS: Final = Terms().limits


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("plain") / "plain.mp4", CLIP).read_bytes()


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "video.mp4"
    path.write_bytes(data)
    return path


async def test_what_is_left_of_a_video_that_is_cut_off_is_delivered(plain: bytes, tmp_path: Path) -> None:
    got = await extracted(EXTRACTOR, kept(tmp_path, plain[: len(plain) * 8 // 10]), ALL)
    assert got.numbers == list(range(len(got.frames)))
    assert 5 < len(got.frames) < 30
    assert got.end.warnings[-1].startswith("the video is cut off or damaged")


async def test_damage_in_the_middle_costs_only_what_is_damaged(plain: bytes, tmp_path: Path) -> None:
    video = kept(tmp_path, plain)
    with av.open(str(video)) as container:
        hit = [packet for packet in container.demux(video=0) if packet.size][12]
        assert hit.pos
        start, stop = hit.pos, hit.pos + hit.size
    got = await extracted(EXTRACTOR, kept(tmp_path, plain[:start] + bytes(stop - start) + plain[stop:]), ALL)
    assert got.numbers[:10] == list(range(10))
    assert got.numbers[-10:] == list(range(20, 30))
    assert got.end.warnings


async def test_flipped_bits_never_hurt_anybody(plain: bytes, tmp_path: Path) -> None:
    async def tried(seed: int) -> None:
        chance = Random(seed)
        data = bytearray(plain)
        for _ in range(12):
            data[chance.randrange(40, len(data))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{seed}.mp4"
        path.write_bytes(data)
        with suppress(BrokenVideo):
            assert (await extracted(EXTRACTOR, path, ALL)).frames

    await asyncio.gather(*(tried(seed) for seed in range(6)))


async def test_a_program_that_needs_more_than_it_may_ends_with_a_reason(plain: bytes, tmp_path: Path) -> None:
    video = kept(tmp_path, plain)
    large = made(tmp_path / "large.mp4", Clip(frames=6, size=(3840, 2160), options={"preset": "ultrafast"}))
    with pytest.raises(BrokenVideo, match="the video needs too much memory"):
        await extracted(limited(evolve(LIMITS, memory=300 << 20)), large, ALL)
    with pytest.raises(BrokenVideo, match="the video takes too long to read"):
        await extracted(PyavFrameExtractor(threads=1, terms=Terms(patience=0.0001)), video, ALL)


async def test_a_program_that_does_not_begin_is_not_the_videos_fault(plain: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the program that reads videos"):
        await extracted(limited(evolve(LIMITS, memory=30 << 20)), kept(tmp_path, plain), ALL)


@pytest.mark.parametrize(
    "said",
    [
        "nonsense",
        '{"is": "video", "bytes": 0}',
        '{"is": "frame", "bytes": 0}',
        '{"is": "end", "bytes": 999999999999}',
        '{"is": "broken", "bytes": 0, "reason": 7}',
        '{"is": "progress", "bytes": 0, "done": 9, "total": 1}',
        "[" * 100_000,
        '{"is": "video", "bytes": 12}',
    ],
)
async def test_what_a_program_says_that_was_led_astray_is_not_believed(
    plain: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    program = f'print(\'{{"is": "ready", "bytes": 0}}\'); print({said!r})'
    monkeypatch.setattr(frame_extractor, "COMMAND", (*frame_extractor.COMMAND[:4], "-c", program))
    with pytest.raises(BrokenVideo, match="the video is damaged"):
        await extracted(EXTRACTOR, kept(tmp_path, plain), ALL)


@pytest.mark.parametrize(
    ("signal", "reason"),
    [("XCPU", "takes too long to read"), ("KILL", "needs too much memory"), ("SEGV", "is damaged")],
)
async def test_why_a_program_was_ended_is_told(
    plain: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal: str, reason: str
) -> None:
    ready = 'print(\'{"is": "ready", "bytes": 0}\', flush=True)'
    program = f"import os, signal; {ready}; os.kill(os.getpid(), signal.SIG{signal})"
    monkeypatch.setattr(frame_extractor, "COMMAND", (*frame_extractor.COMMAND[:4], "-c", program))
    with pytest.raises(BrokenVideo, match=f"the video {reason}"):
        await extracted(EXTRACTOR, kept(tmp_path, plain), ALL)


def limited(limits: Limits) -> FrameExtractor:
    return PyavFrameExtractor(threads=1, terms=Terms(limits=limits))
