"""Small films to be made in tests, and what can be found out about those that were made."""

import subprocess
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from attrs import define, evolve, field
from PIL import Image
from typing_extensions import override

from core.video.model.canvas import Canvas
from core.video.model.job import Progress
from core.video.model.timeline import Motion, Picture, Shot, Sound, Timeline, Window
from ports.film_maker import FilmMaker, MadeFilm, Pieces
from tests.sounds import asked, ffmpeg

SMALL = Canvas(width=64, height=96)
COLOURS = ((200, 40, 40), (40, 160, 60), (50, 70, 190), (190, 180, 60))
NEARER = Motion(begin=Window(left=0.1, top=0.1, size=0.8), end=Window(left=0.0, top=0.0, size=1.0))


@define
class KeptPieces(Pieces):
    """Pieces in memory, which remember what they were asked for."""

    pieces: dict[str, bytes] = field(factory=dict)
    asked: list[str] = field(factory=list)

    @override
    async def find(self, name: str) -> bytes | None:
        self.asked.append(name)
        return self.pieces.get(name)

    @override
    async def keep(self, name: str, data: bytes) -> None:
        self.pieces[name] = data


@define
class Making:
    """A film maker, where it reads and writes, and what it has said."""

    maker: FilmMaker
    home: Path
    pieces: KeptPieces = field(factory=KeptPieces)
    told: list[Progress] = field(factory=list)
    _made: int = 0

    async def make(self, timeline: Timeline, photos: Sequence[Path], *, music: Path | None = None) -> MadeFilm:
        """Make a film in a folder of its own."""
        self._made += 1
        folder = self.home / f"film {self._made}"
        folder.mkdir()
        return await self.maker.make(
            timeline, photos=photos, music=music, folder=folder, pieces=self.pieces, told=self.told.append
        )


def a_photo(file: Path, colour: tuple[int, int, int]) -> Path:
    """Write a photo that is one colour all over."""
    Image.new("RGB", (80, 120), colour).save(file, quality=95, subsampling=0)
    return file


def photos(folder: Path, count: int = 3) -> list[Path]:
    """Write photos, each of another colour."""
    folder.mkdir(exist_ok=True)
    return [a_photo(folder / f"{number}.jpg", COLOURS[number % len(COLOURS)]) for number in range(count)]


def a_timeline(count: int = 3, *, fade: int = 4, hold: int = 5, sound: Sound | None = None) -> Timeline:
    """Return a film of photos that fade into each other."""
    pictures = tuple(Picture(photo=number, fit="crop") for number in range(count))
    shots = tuple(Shot(picture=number, hold=hold, fade_in=fade if number else 0) for number in range(count))
    return Timeline(canvas=SMALL, pictures=pictures, shots=shots, sound=sound or Sound())


def moving(timeline: Timeline) -> Timeline:
    """Return the film with a window that goes over each picture."""
    return evolve(
        timeline,
        pictures=tuple(evolve(picture, scale=1.25) for picture in timeline.pictures),
        shots=tuple(evolve(shot, motion=NEARER) for shot in timeline.shots),
    )


def weights(timeline: Timeline) -> Iterator[dict[int, float]]:
    """Return, for each frame, how much of which picture is to be seen in it."""
    for before, shot in pairwise((timeline.shots[0], *timeline.shots)):
        for step in range(1, shot.fade_in + 1):
            new = step / (shot.fade_in + 1)
            yield {shot.picture: new, before.picture: 1 - new}
        yield from ({shot.picture: 1.0} for _ in range(shot.hold))


def frames(film: Path, *, size: Canvas = SMALL, pixels: str = "rgb24") -> list[bytes]:
    """Decode a film."""
    as_seen = "scale=in_range=tv:in_color_matrix=bt709:out_range=pc:flags=accurate_rnd+full_chroma_int"
    data = asked("-i", film, "-map", "0:v", "-vf", as_seen, "-f", "rawvideo", "-pix_fmt", pixels, "-").stdout
    step = size.width * size.height * 3
    assert len(data) % step == 0
    return [data[at : at + step] for at in range(0, len(data), step)]


def middle(frame: bytes, *, size: Canvas = SMALL) -> tuple[int, ...]:
    """Return the colour in the middle of a decoded frame."""
    at = (size.height // 2 * size.width + size.width // 2) * 3
    return tuple(frame[at : at + 3])


def described(film: Path) -> str:
    """Return what FFmpeg says of a file."""
    said = subprocess.run([ffmpeg(), "-hide_banner", "-i", film], capture_output=True, text=True, check=False)
    return said.stderr
