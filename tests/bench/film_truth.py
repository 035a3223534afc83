"""How a film ought to look, without any loss, and how much another one looks like it."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from composition.films.command import CommandPorts
from core.video.model.order import Wishes
from core.video.model.timeline import Timeline
from core.video.use_cases.steps.make_film import MakeFilm, Material

SCORE: Final = re.compile(r"VMAF score: ([0-9.]+)")
COLOURS: Final = "scale=in_range=full:out_range=tv:out_color_matrix=bt709:flags=accurate_rnd,format=yuv420p"
TAGS: Final = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


async def true_films(
    ports: CommandPorts, binary: Path, template: str, photos: list[Path], folder: Path
) -> tuple[Path, Path]:
    """Return the film without loss, and as x264's preset medium makes it, of the pictures that are really shown."""
    make = MakeFilm(reader=ports.photo_reader, sounds=ports.sound_reader, maker=ports.film_maker)
    material = Material(template=ports.video_templates.named(template), wishes=Wishes(), photos=tuple(photos))
    timeline = (await make.plan(material)).compiled.timeline
    pictures = [await _drawn(ports, timeline, number, photos, folder) for number in range(len(timeline.pictures))]
    true, usual = folder / "true.mkv", folder / "usual.mp4"
    await asyncio.to_thread(_encoded, binary, timeline, pictures, true, usual)
    return true, usual


async def _drawn(ports: CommandPorts, timeline: Timeline, number: int, photos: list[Path], folder: Path) -> Image.Image:
    picture = timeline.pictures[number]
    photo = None if picture.photo is None else photos[picture.photo]
    raw = await ports.photo_reader.draw(
        picture, photo, number=number + 1, canvas=timeline.canvas, target=folder / f"{number}.raw"
    )
    return Image.frombytes("RGB", (raw.width, raw.height), raw.path.read_bytes())


def _encoded(binary: Path, timeline: Timeline, pictures: list[Image.Image], true: Path, usual: Path) -> None:
    canvas = timeline.canvas
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{canvas.width}x{canvas.height}", "-r", str(canvas.fps))
    lossless = ("-vf", COLOURS, "-c:v", "libx264", "-qp", "0", "-preset", "ultrafast", *TAGS, str(true))
    medium = ("-vf", COLOURS, "-c:v", "libx264", "-preset", "medium", "-crf", "23", *TAGS, str(usual))
    command = [str(binary), "-v", "error", "-y", *raw, "-i", "-", *lossless, *medium]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoding:
        assert encoding.stdin is not None
        for frame in _frames(timeline, pictures):
            encoding.stdin.write(frame)
    assert encoding.returncode == 0


def _frames(timeline: Timeline, pictures: list[Image.Image]) -> Iterator[bytes]:
    before = pictures[timeline.shots[0].picture]
    for shot in timeline.shots:
        shown = pictures[shot.picture]
        for frame in range(1, shot.fade_in + 1):
            yield Image.blend(before, shown, frame / (shot.fade_in + 1)).tobytes()
        held = shown.tobytes()
        for _ in range(shot.hold):
            yield held
        before = shown


def likeness(binary: Path, film: Path, true: Path) -> float:
    """Return the film's VMAF score."""
    command = [str(binary), "-v", "info", "-i", str(film), "-i", str(true), "-lavfi", "libvmaf=n_threads=2"]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True)
    found = SCORE.search(done.stderr)
    assert found is not None, done.stderr[-500:]
    return float(found[1])
