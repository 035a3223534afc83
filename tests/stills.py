"""Pictures, timelines and decoders for tests of films in which nothing moves."""

import asyncio
import subprocess
from collections.abc import Iterator, Sequence
from hashlib import sha256, shake_256
from pathlib import Path

from attrs import define, field
from typing_extensions import override

from adapters.ffmpeg.binary import Binary, found
from adapters.ffmpeg.engine import PhotoFile, Silent
from adapters.ffmpeg.still_encoder import IDENTITY
from adapters.ffmpeg.still_engine import StillEngine
from adapters.ffmpeg.still_naming import cast
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Picture, Shot, Text, Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader, RawPicture

SMALL = Canvas(width=64, height=96)


def ffmpeg() -> Binary:
    """The FFmpeg that the adapters would take."""
    return asyncio.run(found(""))


def said_by(binary: Binary, *arguments: str | Path) -> bytes:
    command = [str(binary.path), "-v", "error", "-nostdin", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b""), ended.stderr.decode()
    return ended.stdout


def decoders(binary: Binary) -> list[str]:
    """The decoders of H.264, made by different people, that an FFmpeg has."""
    known = said_by(binary, "-decoders").decode()
    return [name for name in ("h264", "libopenh264") if f" {name} " in known]


def frames_of(
    binary: Binary, film: Path, canvas: Canvas, *, decoder: str = "h264", before: Sequence[str] = ()
) -> list[bytes]:
    """Every frame as a decoder shows it: luma, then two planes of chroma."""
    raw = said_by(
        binary, "-c:v", decoder, *before, "-i", film, "-an", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"
    )
    size = canvas.width * canvas.height * 3 // 2
    assert len(raw) % size == 0
    return [raw[at : at + size] for at in range(0, len(raw), size)]


def a_timeline(*shots: tuple[int, int, int], canvas: Canvas = SMALL) -> Timeline:
    """Shots, each of a photo, its fade and its hold; a picture's number is its photo's."""
    pictures = tuple(Picture(photo=photo) for photo in range(1 + max(photo for photo, _, _ in shots)))
    return Timeline(
        canvas=canvas,
        pictures=pictures,
        shots=tuple(Shot(picture=photo, fade_in=fade, hold=hold) for photo, fade, hold in shots),
    )


def blended(before: bytes, after: bytes, step: int, fade: int) -> bytes:
    """A frame of a fade: weights are 64ths of the distances between frames (ITU-T H.264, 8.4.2.3)."""
    span = min(127, 2 * (fade + 1))
    factor = (16384 + span // 2) // span
    weight = (min(127, 2 * step) * factor + 32) // 64 // 4
    # One table for each value would be quicker in C only: both pictures are small.
    return bytes((a * (64 - weight) + b * weight + 32) >> 6 for a, b in zip(before, after, strict=True))


def expected(timeline: Timeline, pictures: Sequence[bytes]) -> Iterator[bytes]:
    """Every frame of a timeline, made of its pictures as they are by themselves."""
    before = b""
    for shot in timeline.shots:
        picture = pictures[shot.picture]
        for step in range(1, shot.fade_in + 1):
            yield blended(before, picture, step, shot.fade_in)
        yield from (picture for _ in range(shot.hold))
        before = picture


@define
class PlainReader(PhotoReader):
    """Draws a pattern that a photo's text stands for; "broken" is no photo, and `rgb …` is one colour."""

    drawn: list[int] = field(factory=list)
    at_once: int = 0
    most_at_once: int = 0
    most_lying: int = 0
    waits: bool = False
    waiting: asyncio.Event = field(factory=asyncio.Event)

    @override
    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        raise NotImplementedError

    @override
    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.drawn.append(number)
        try:
            await self._work()
        finally:
            self.at_once -= 1
        text = photo.read_text() if photo else "ground"
        if text == "broken":
            raise BrokenPhoto(number=number, reason="is no photo")
        target.write_bytes(pixels(text, canvas))
        self.most_lying = max(self.most_lying, sum(1 for _ in target.parent.glob("*.rgb")))
        return RawPicture(path=target, width=canvas.width, height=canvas.height)

    async def _work(self) -> None:
        self.waiting.set()
        await (asyncio.Event().wait() if self.waits else asyncio.sleep(0))

    @override
    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        raise NotImplementedError


def pixels(text: str, canvas: Canvas) -> bytes:
    """Raw RGB: one colour, or slopes with some noise above them."""
    if text.startswith("rgb "):
        return bytes(map(int, text.split()[1:])) * (canvas.width * canvas.height)
    seed, width = sha256(text.encode()).digest(), canvas.width * 3
    noise = shake_256(text.encode()).digest(width + 64)
    slope = [seed[at % 3] + (1 + seed[3] % 3) * at // 3 for at in range(width)]
    rows = [
        bytes((level + (seed[4] % 3) * y + noise[at + 5 * y % 64] % 24) % 256 for at, level in enumerate(slope))
        for y in range(64)
    ]
    return b"".join(rows[y % 64] for y in range(canvas.height))


@define
class KeptPieces(Pieces):
    """Pieces in a dict."""

    kept: dict[str, bytes] = field(factory=dict)

    @override
    async def find(self, name: str) -> bytes | None:
        return self.kept.get(name)

    @override
    async def keep(self, name: str, data: bytes) -> None:
        self.kept[name] = data


@define
class Stills:
    """An engine with all that it needs, and what it was asked and said."""

    binary: Binary
    folder: Path
    reader: PlainReader = field(factory=PlainReader)
    pieces: KeptPieces = field(factory=KeptPieces)
    told: list[tuple[int, int]] = field(factory=list)

    def photos(self, *texts: str) -> list[PhotoFile]:
        return [self._photo(at, text) for at, text in enumerate(texts)]

    def film(self, timeline: Timeline, *texts: str) -> Silent:
        """Make a film of photos; without any, each has a pattern of its own."""
        photos = self.photos(*(texts or [f"photo {at}" for at in range(len(timeline.pictures))]))
        engine = StillEngine(binary=self.binary, reader=self.reader, parallel=2)
        making = engine.make(
            timeline,
            photos=photos,
            folder=self.folder,
            pieces=self.pieces,
            told=lambda done, total: self.told.append((done, total)),
        )
        return asyncio.run(making)

    def alone(self, timeline: Timeline) -> list[bytes]:
        """The pictures of a film that was made, each decoded by itself: pieces are streams of one picture."""
        photos = self.photos(*(f"photo {at}" for at in range(len(timeline.pictures))))
        needed = cast(timeline, photos, encoder=f"{self.binary.version} {IDENTITY}")
        pieces = self.folder / "pieces.h264"
        pieces.write_bytes(b"".join(self.pieces.kept[each.name] for each in needed.pictures))
        decoded = frames_of(self.binary, pieces, timeline.canvas)
        shown = dict(zip((shot.picture for shot in timeline.shots), needed.shown, strict=True))
        return [decoded[shown[picture]] for picture in range(len(timeline.pictures))]

    def _photo(self, at: int, text: str) -> PhotoFile:
        path = self.folder / f"photo-{at}"
        path.write_text(text)
        return PhotoFile(path=path, digest=sha256(text.encode()).hexdigest())
