"""How fast films are made, against one naive FFmpeg command and MoviePy; what memory that takes, and how they look."""

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from adapters.ffmpeg.binary import found
from composition.films.command import CommandPorts
from composition.opener import open_ports
from composition.settings import Settings
from tests.bench.film_material import PHOTOS, Run, moviepy_command, naive_command, photos_in, timed
from tests.bench.film_truth import likeness, true_films
from tests.bench.harness import Claim, Report

ROUNDS: Final = 5
MANY: Final = 200
FEW: Final = 4
MATERIAL: Final = Path("var/bench/photos")


@frozen(kw_only=True)
class Seen:
    """A film as it looks to VMAF, and its size in bytes."""

    likeness: float
    size: int


async def bench() -> Report:
    """Make every claim."""
    photos, binary = photos_in(MATERIAL), (await found("")).path
    with TemporaryDirectory() as folder:
        return Report("films", [*await still(binary, photos, Path(folder)), *await moving(photos, Path(folder))])


async def still(binary: Path, photos: list[Path], folder: Path) -> list[Claim]:
    """Films of photos that stand still."""
    film, naive, theirs = (folder / f"{name}.mp4" for name in ("ours", "naive", "moviepy"))
    ours = await timed(ours_command("basic", ROUNDS, film, photos))
    prepared = await timed(ours_command("prepare", ROUNDS, film, photos))
    one_command = await timed(naive_command(binary, photos, naive))
    moviepy = await timed(moviepy_command("basic", theirs, photos))
    seconds = _seconds(ours)
    once = await timed(ours_command("basic", 1, film, photos))
    many = await timed(ours_command("basic", 1, folder / "many.mp4", [photos[n % PHOTOS] for n in range(MANY)]))
    first, again = await changed("basic", photos, folder)
    ours_seen, usual = await looks(binary, photos[:FEW], folder)
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
        Claim(name="size against the same pictures by preset medium", unit="bytes",
              ours=[ours_seen.size], rival=[usual.size], goal=1),
        Claim(name="VMAF against the same pictures by preset medium", unit="",
              ours=[ours_seen.likeness], rival=[usual.likeness], goal=1, least=True),
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


async def looks(binary: Path, photos: list[Path], folder: Path) -> tuple[Seen, Seen]:
    """Return how our film of some photos looks, and the same pictures as the preset medium encodes them."""
    film = folder / "few.mp4"
    await timed(ours_command("basic", 1, film, photos))
    async with open_ports(CommandPorts, Settings.read()) as ports:
        true, usual = await true_films(ports, binary, "basic", photos, folder)
    scores = [await asyncio.to_thread(likeness, binary, one, true) for one in (film, usual)]
    sizes = [one.stat().st_size for one in (film, usual)]
    return Seen(likeness=scores[0], size=sizes[0]), Seen(likeness=scores[1], size=sizes[1])
