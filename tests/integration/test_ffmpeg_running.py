"""What makes FFmpeg fail is told apart."""

from pathlib import Path

import pytest
from attrs import evolve

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.running import WIDE, FfmpegFailed, in_time, ran
from core.errors import Unavailable
from ports.workshop import TooLarge


def pretending(folder: Path, script: str) -> Binary:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Binary(path=program, version="6")


async def test_what_succeeds_is_told_with_what_it_said(tmp_path: Path) -> None:
    ending = await ran(pretending(tmp_path, 'echo "$@" >&2'), ["-i", "a b"], folder=tmp_path)
    assert ending.last_words == "-i a b"


@pytest.mark.parametrize(
    ("script", "raised"),
    [
        ("echo 'out.mp4: No space left on device' >&2; exit 1", Unavailable),
        ("kill -KILL $$", Unavailable),
        ("exec sleep 60", Unavailable),
        ("exec dd if=/dev/zero of=large bs=4096 count=10", TooLarge),
        ("echo 'av_interleaved_write_frame(): File too large' >&2; exit 1", TooLarge),
        ("echo 'Invalid data' >&2; exit 8", FfmpegFailed),
        ("kill -SEGV $$", FfmpegFailed),
    ],
    ids=["disk full", "killed", "late", "file too large", "file too large, said", "bad data", "crash"],
)
async def test_each_failure_has_its_own_kind(script: str, raised: type[Exception], tmp_path: Path) -> None:
    binary = pretending(tmp_path, script)
    limits = evolve(WIDE, file_bytes=4096)
    with pytest.raises(raised):
        await ran(binary, [], folder=tmp_path, limits=limits, within=0.2 if "sleep" in script else 20)


async def test_a_failure_says_what_ffmpeg_said_last(tmp_path: Path) -> None:
    with pytest.raises(FfmpegFailed, match="FFmpeg ended with 8: Invalid data"):
        await ran(pretending(tmp_path, "echo 'Invalid data' >&2; exit 8"), [], folder=tmp_path)


async def test_what_is_in_time_passes() -> None:
    async with in_time(60):
        pass
