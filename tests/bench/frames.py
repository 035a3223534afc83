"""How fast frames are taken out of a video, against FFmpeg's command, and what memory that takes."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.ffmpeg.binary import found
from tests.bench.film_material import timed
from tests.bench.frames_material import MATERIAL, clip_in, rival_command, short_and_long_in
from tests.bench.harness import Claim, Report, alternately

ROUNDS: Final = 3


async def bench() -> Report:
    """Make every claim."""
    binary = (await found("")).path
    clip = clip_in(MATERIAL.absolute(), binary)
    with TemporaryDirectory() as folder:
        return Report("frames", [*await speed(binary, clip, Path(folder)), *await memory(binary, clip)])


async def speed(binary: Path, clip: Path, folder: Path) -> list[Claim]:
    """Two minutes of 1080p."""

    async def rival() -> float:
        return (await timed(rival_command(binary, clip, folder))).seconds

    every, theirs = await alternately(lambda: seconds_of("every", clip), rival, rounds=ROUNDS)
    keyframes, theirs_again = await alternately(lambda: seconds_of("keyframes", clip), rival, rounds=ROUNDS)
    zipped, bare = await alternately(
        lambda: seconds_of("every", clip), lambda: seconds_of("every", clip, "--no-zip"), rounds=ROUNDS
    )
    return [
        Claim(name="a frame a second in a ZIP against ffmpeg -vf fps=1", unit="s", ours=every, rival=theirs, goal=0.65),
        Claim(name="key frames in a ZIP against the same", unit="s", ours=keyframes, rival=theirs_again, goal=0.1),
        Claim(name="the ZIP on top of the frames", unit="s", ours=zipped, rival=bare, goal=1.05),
    ]


async def memory(binary: Path, clip: Path) -> list[Claim]:
    """The process tree of a worker."""
    short, long = short_and_long_in(MATERIAL.absolute(), binary)
    large = await timed(once_command("every", clip))
    minute, hours = [(await timed(once_command("every", video))).memory for video in (short, long)]
    return [
        Claim(name="memory of the process tree, 1080p", unit="MiB", ours=[large.memory], goal=250),
        Claim(name="memory for two hours against a minute", unit="MiB", ours=[hours], rival=[minute], goal=1.1),
    ]


async def seconds_of(mode: str, video: Path, *more: str) -> float:
    """Return how long a worker takes, its own start apart."""
    run = await timed(once_command(mode, video, *more))
    (seconds,) = json.loads(run.said)
    return float(seconds)


def once_command(mode: str, video: Path, *more: str) -> list[str]:
    """Return the program that extracts as a worker does."""
    return [sys.executable, "-m", "tests.bench.frames_once", mode, "1", str(video), *more]
