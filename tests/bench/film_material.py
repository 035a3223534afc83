"""What films are made of in benches: photos of twelve megapixels, the rivals' programs, and the memory they take."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that it repeats
from time import perf_counter
from typing import Final

from attrs import frozen
from PIL import Image, ImageDraw, ImageFilter

from tests.processes import ROOT

SIZE: Final = (4000, 3000)
PHOTOS: Final = 12
WIDTH, HEIGHT, FPS = 1080, 1920, 30
SECONDS, FADE = 3.0, 0.5
RIVALS: Final = Path("var/bench/moviepy")
MOVIEPY: Final = "moviepy==2.2.1"
LOOK_EVERY: Final = 0.05


def photos_in(folder: Path, count: int = PHOTOS) -> list[Path]:
    """Paint photos, or find those that were painted before; every third is upright."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [folder.absolute() / f"{number:03}.jpg" for number in range(count)]
    for number, path in enumerate(found):
        if not path.exists():
            _painted(number).save(path, quality=90)
    return found


def _painted(number: int) -> Image.Image:
    """Paint a scene with smooth and sharp parts, and the grain of a camera."""
    draw_of = Random(number)
    ground = Image.linear_gradient("L").resize(SIZE)
    tints = [tuple(draw_of.randrange(256) for _ in range(3)) for _ in range(2)]
    scene = Image.composite(Image.new("RGB", SIZE, tints[0]), Image.new("RGB", SIZE, tints[1]), ground)
    draw = ImageDraw.Draw(scene)
    for _ in range(160):
        left, top = draw_of.randrange(SIZE[0]), draw_of.randrange(SIZE[1])
        reach = draw_of.randrange(20, 500)
        box = (left, top, left + reach, top + reach * draw_of.uniform(0.3, 1.5))
        colour = tuple(draw_of.randrange(256) for _ in range(3))
        (draw.ellipse if draw_of.random() < 0.5 else draw.rectangle)(box, fill=colour)
    soft = scene.filter(ImageFilter.GaussianBlur(3))
    soft.paste(scene.crop((0, 0, SIZE[0], SIZE[1] // 2)), (0, 0))
    grain = Image.effect_noise(SIZE, 14).convert("RGB")
    grained = Image.blend(soft, grain, 0.2)
    return grained.transpose(Image.Transpose.ROTATE_90) if number % 3 == 2 else grained


def naive_command(binary: Path, photos: Sequence[Path], film: Path, *, preset: str = "medium") -> list[str]:
    """Return one FFmpeg command with all photos: blurred fill, and a chain of fades."""
    inputs = [word for photo in photos for word in ("-loop", "1", "-t", str(SECONDS + FADE), "-i", str(photo))]
    graph = [_filled(number) for number in range(len(photos))]
    last = "p0"
    for number in range(1, len(photos)):
        offset = number * SECONDS
        graph.append(f"[{last}][p{number}]xfade=transition=fade:duration={FADE}:offset={offset}[x{number}]")
        last = f"x{number}"
    encode = ["-c:v", "libx264", "-preset", preset, "-crf", "23", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    command = [str(binary), "-nostdin", "-v", "error", "-y", *inputs]
    return [*command, "-filter_complex", ";".join(graph), "-map", f"[{last}]", *encode, str(film)]


def _filled(number: int) -> str:
    whole = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease"
    fill = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase,crop={WIDTH}:{HEIGHT},boxblur=20:2"
    return (
        f"[{number}:v]fps={FPS},split[a{number}][b{number}];[a{number}]{fill}[c{number}];[b{number}]{whole}[d{number}];"
        f"[c{number}][d{number}]overlay=(W-w)/2:(H-h)/2,setsar=1,format=yuv420p[p{number}]"
    )


def moviepy_command(kind: str, film: Path, photos: Sequence[Path]) -> list[str]:
    """Return MoviePy's program, in an environment of its own, which is made where there is none yet."""
    if not (RIVALS / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(RIVALS)], check=True)
        subprocess.run([str(RIVALS / "bin" / "python"), "-m", "pip", "install", "--quiet", MOVIEPY], check=True)
    program = ROOT / "tests" / "bench" / "moviepy_rival.py"
    return [str(RIVALS / "bin" / "python"), str(program), kind, str(film), *map(str, photos)]


@frozen(kw_only=True)
class Run:
    """How long a program ran, in seconds, and the most memory that it and its children had, in MiB."""

    seconds: float
    memory: float
    said: str


async def timed(command: Sequence[str]) -> Run:
    """Run a program, and watch it."""
    began = perf_counter()
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)
    reading = asyncio.ensure_future(process.communicate())
    most = 0
    while not reading.done():
        most = max(most, tree_memory(process.pid))
        await asyncio.wait((reading,), timeout=LOOK_EVERY)
    seconds = perf_counter() - began
    assert process.returncode == 0, command
    return Run(seconds=seconds, memory=most / 2**20, said=reading.result()[0].decode())


def tree_memory(pid: int) -> int:
    """Return the memory of a process and its descendants, what they share counted once, in bytes."""
    return sum(_share_of(one) for one in _tree(pid))


def _tree(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [pid, *(below for child in text.split() for below in _tree(int(child)))]


def _share_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
