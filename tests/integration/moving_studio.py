"""Photos, a reader that draws them, and a look at every frame of a film: what tests of the moving engine stand on."""

import asyncio
import subprocess
from pathlib import Path

from attrs import define, field
from PIL import Image, ImageDraw, ImageFilter
from typing_extensions import override

from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.moving.window import window_at
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Picture, Shot, Text, Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader, RawPicture

EDGE = 99
GROUNDS = ((200, 80, 40), (40, 110, 190), (90, 180, 70), (220, 210, 90), (120, 60, 160), (30, 30, 60))


def photograph(number: int, size: tuple[int, int]) -> Image.Image:
    """A photo with forms by which every movement shows; no two are alike. EDGE is white, then black from its middle."""
    photo = Image.new("RGB", size, GROUNDS[number % len(GROUNDS)])
    pen, (width, height) = ImageDraw.Draw(photo), size
    if number == EDGE:
        photo.paste((255, 255, 255), (0, 0, width // 2, height))
        photo.paste((0, 0, 0), (width // 2, 0, width, height))
        return photo
    for at in range(4):
        light = tuple(255 - channel for channel in GROUNDS[(number + at) % len(GROUNDS)])
        left, top = width * (at * 23 + number * 11 % 70) // 110, height * (at * 29 + 5) // 120
        pen.rectangle((left, top, left + width // 6, top + height // 7), fill=light)
    return photo.filter(ImageFilter.GaussianBlur(width / 60))


@define
class Studio(PhotoReader):
    """Draws `photograph`s: a photo's digest is the number of its picture. Counts what it draws, and what lies about."""

    drawn: list[int | None] = field(factory=list)
    most_at_once: int = 0
    broken: int | None = None

    @override
    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        raise NotImplementedError

    @override
    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        await asyncio.sleep(0)
        if number == self.broken:
            raise BrokenPhoto(number=number, reason="is cut off")
        self.drawn.append(picture.photo)
        target.write_bytes(still(picture, photo, canvas).tobytes())
        self.most_at_once = max(self.most_at_once, sum(1 for _ in target.parent.glob("picture-*")))
        width, height = size_of(picture, canvas)
        return RawPicture(path=target, width=width, height=height)

    @override
    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        target.write_bytes(lettering(texts, canvas).tobytes())
        return RawPicture(path=target, width=canvas.width, height=canvas.height)


@define
class Shelf(Pieces):
    """Keeps pieces, and counts those that are put there."""

    kept: dict[str, bytes] = field(factory=dict)
    puts: int = 0

    @override
    async def find(self, name: str) -> bytes | None:
        return self.kept.get(name)

    @override
    async def keep(self, name: str, data: bytes) -> None:
        self.puts += 1
        self.kept[name] = data


def photos(*numbers: int) -> list[PhotoFile]:
    return [PhotoFile(path=Path(f"{number}"), digest=f"{number}") for number in numbers]


def size_of(picture: Picture, canvas: Canvas) -> tuple[int, int]:
    return round(canvas.width * picture.scale / 2) * 2, round(canvas.height * picture.scale / 2) * 2


def still(picture: Picture, photo: Path | None, canvas: Canvas) -> Image.Image:
    size = size_of(picture, canvas)
    return Image.new("RGB", size) if photo is None else photograph(int(photo.name), size)


def lettering(texts: tuple[Text, ...], canvas: Canvas) -> Image.Image:
    sheet = Image.new("RGBA", (canvas.width, canvas.height))
    for text in texts:
        box = text.box
        edges = (box.left, box.top, box.left + box.width - 1, box.top + box.height - 1)
        ImageDraw.Draw(sheet).rectangle(edges, fill=(255, 255, 255, 200))
    return sheet


def expected(film: Timeline, frame: int, files: list[PhotoFile]) -> Image.Image:
    """A frame as `Timeline` describes it, computed in RGB."""
    begins = list(film.begins())
    number = max(at for at, begin in enumerate(begins) if begin <= frame)
    now = _shot(film, number, frame - begins[number], files)
    step = frame - begins[number]
    if step >= film.shots[number].fade_in:
        return now
    before = _shot(film, number - 1, frame - begins[number - 1], files)
    return Image.blend(before, now, (step + 1) / (film.shots[number].fade_in + 1))


def _shot(film: Timeline, number: int, frame: int, files: list[PhotoFile]) -> Image.Image:
    shot: Shot = film.shots[number]
    picture = film.pictures[shot.picture]
    fade_out = film.shots[number + 1].fade_in if number + 1 < len(film.shots) else 0
    window = window_at(shot.motion, frame, of=shot.fade_in + shot.hold + fade_out)
    whole = still(picture, None if picture.photo is None else files[picture.photo].path, film.canvas)
    left, top = window.left * whole.width, window.top * whole.height
    right, bottom = left + window.size * whole.width, top + window.size * whole.height
    box = (left, top, min(right, whole.width), min(bottom, whole.height))
    seen = whole.resize((film.canvas.width, film.canvas.height), Image.Resampling.BICUBIC, box=box)
    words = lettering(shot.overlay, film.canvas)
    seen.paste(words, mask=words)
    return seen


def frames_of(film: Path, canvas: Canvas, *, binary: Path, decoder: str = "h264") -> list[Image.Image]:
    """Every frame of a film; what a decoder complains about fails."""
    command: list[str | Path] = [binary, "-v", "error", "-xerror", "-c:v", decoder, "-i", film]
    command += ["-fps_mode", "passthrough", "-sws_flags", "accurate_rnd+full_chroma_int+bicubic"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = run(*command)
    assert done.stderr == b""
    size = canvas.width * canvas.height * 3
    assert len(done.stdout) % size == 0
    return [
        Image.frombytes("RGB", (canvas.width, canvas.height), done.stdout[at : at + size])
        for at in range(0, len(done.stdout), size)
    ]


def run(*command: str | Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, capture_output=True, check=False, timeout=60)
