"""How fast films are made, against one naive FFmpeg command and MoviePy; what memory that takes, and how they look."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.ffmpeg.binary import found_binary
from tests.bench.film_material import PHOTOS, Run, moviepy_command, naive_command, photos_in, timed
from tests.bench.harness import Claim, Report

ROUNDS: Final = 5
MANY: Final = 200
MATERIAL: Final = Path("var/bench/photos")
VMAF: Final = re.compile(r"VMAF score: ([0-9.]+)")


async def bench() -> Report:
    """Make every claim."""
    photos = photos_in(MATERIAL)
    with TemporaryDirectory() as folder:
        return Report("films", [*await still(photos, Path(folder)), *await moving(photos, Path(folder))])


async def still(photos: list[Path], folder: Path) -> list[Claim]:
    """Films of photos that stand still."""
    film, naive, theirs = (folder / f"{name}.mp4" for name in ("ours", "naive", "moviepy"))
    ours = await timed(ours_command("basic", ROUNDS, film, photos))
    prepared = await timed(ours_command("prepare", ROUNDS, film, photos))
    one_command = await timed(naive_command(photos, naive))
    moviepy = await timed(moviepy_command("basic", theirs, photos))
    seconds = _seconds(ours)
    once = await timed(ours_command("basic", 1, film, photos))
    many = await timed(ours_command("basic", 1, folder / "many.mp4", [photos[n % PHOTOS] for n in range(MANY)]))
    first, again = await changed("basic", photos, folder)
    best, usual = await vmaf(film, naive, photos, folder)
    return [
        Claim(name="basic film of 12 photos against one naive FFmpeg command", unit="s",
              ours=seconds, rival=[one_command.seconds] * len(seconds), goal=1 / 40),
        Claim(name="basic film of 12 photos against MoviePy", unit="s",
              ours=seconds, rival=[moviepy.seconds] * len(seconds), goal=1 / 40),
        Claim(name="basic film against preparing its photos", unit="s",
              ours=seconds, rival=_seconds(prepared), goal=3),
        Claim(name="memory of the process tree, basic", unit="MiB", ours=[once.memory], goal=250),
        Claim(name="memory for 200 photos against 12", unit="MiB", ours=[many.memory], rival=[once.memory], goal=1.15),
        Claim(name="basic again with one photo changed", unit="s", ours=[again], rival=[first], goal=0.25),
        Claim(name="size against the naive film's", unit="bytes",
              ours=[film.stat().st_size], rival=[naive.stat().st_size], goal=1),
        Claim(name="VMAF against the naive film's", unit="", ours=[best], rival=[usual], goal=1, least=True),
    ]  # fmt: skip


async def moving(photos: list[Path], folder: Path) -> list[Claim]:
    """Films of photos that move."""
    film, theirs = folder / "ours-moving.mp4", folder / "moviepy-moving.mp4"
    ours = await timed(ours_command("kenburns", 1, film, photos))
    moviepy = await timed(moviepy_command("kenburns", theirs, photos))
    first, again = await changed("kenburns", photos, folder)
    return [
        Claim(name="Ken Burns film of 12 photos against MoviePy", unit="s",
              ours=_seconds(ours), rival=[moviepy.seconds], goal=1 / 3),
        Claim(name="memory of the process tree, Ken Burns", unit="MiB", ours=[ours.memory], goal=250),
        Claim(name="Ken Burns again with one photo changed", unit="s", ours=[again], rival=[first], goal=0.25),
    ]  # fmt: skip


def ours_command(template: str, rounds: int, film: Path, photos: list[Path], *more: str) -> list[str]:
    """Return the program that makes films as a worker does."""
    words = [template, str(rounds), str(film), *map(str, photos), *more]
    return [sys.executable, "-m", "tests.bench.film_once", *words]


async def changed(template: str, photos: list[Path], folder: Path) -> tuple[float, float]:
    """Return how long a film takes, and how long with its first photo exchanged."""
    other = photos_in(MATERIAL, PHOTOS + 1)[-1]
    run = await timed(ours_command(template, 1, folder / "changed.mp4", photos, "--changed", str(other)))
    first, again = json.loads(run.said)[-2:]
    return first, again


def _seconds(run: Run) -> list[float]:
    return [float(one) for one in json.loads(run.said)]


async def vmaf(film: Path, naive: Path, photos: list[Path], folder: Path) -> tuple[float, float]:
    """Return how much each film looks like one that lost nothing, made as the film itself was."""
    ...
