"""A film whose quick way fails takes the other; what is wrong with a finished one is found before anybody sees it."""

import asyncio
import errno
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from attrs import evolve, frozen
from typing_extensions import override

from adapters.ffmpeg.accepting import accept
from adapters.ffmpeg.binary import Binary, found
from adapters.ffmpeg.drawing import Engines
from adapters.ffmpeg.engine import Counted, Engine, PhotoFile, Silent
from adapters.ffmpeg.film_maker import FfmpegFilmMaker
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.muxing import muxed
from adapters.ffmpeg.poster import Posters, representative
from adapters.ffmpeg.probing import NoFilm, probed
from adapters.ffmpeg.together import together
from core.errors import BadAnswer, Unavailable
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenMusic
from core.video.model.photo import PhotoShape
from core.video.model.timeline import Picture, Shot, Text, Timeline
from ports.film_maker import Pieces
from ports.photo_reader import PhotoReader, RawPicture
from tests.film_samples import SMALL, Making, a_timeline, moving, photos
from tests.sounds import a_sound, asked

COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
H264 = ("-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p", "-movflags", "+faststart", *COLOURS)


def a_film(file: Path, *more: str, frames: int = 23, coding: Sequence[str] = H264) -> Path:
    picture = f"testsrc2=s={SMALL.width}x{SMALL.height}:r=30"
    asked("-f", "lavfi", "-i", picture, *more, "-frames:v", str(frames), *coding, file)
    return file


@frozen
class Ready(Engine):
    """An engine that always makes the same film, or fails always alike."""

    fails: Exception | None = None
    frames: int = 23

    @override
    async def make(
        self, timeline: Timeline, *, photos: Sequence[PhotoFile], folder: Path, pieces: Pieces, told: Counted
    ) -> Silent:
        if self.fails:
            raise self.fails
        told(1, 1)
        return Silent(path=a_film(folder / "a.mp4", frames=self.frames), pieces=(), warnings=("as always",))


@pytest.fixture
async def binary() -> Binary:
    return await found("")


@frozen
class BlackReader(PhotoReader):
    """Sees black in every photo."""

    @override
    async def look(self, photo: Path, *, number: int) -> PhotoShape:
        raise NotImplementedError

    @override
    async def draw(
        self, picture: Picture, photo: Path | None, *, number: int, canvas: Canvas, target: Path
    ) -> RawPicture:
        target.write_bytes(bytes(canvas.width * canvas.height * 3))
        return RawPicture(path=target, width=canvas.width, height=canvas.height)

    @override
    async def letter(self, texts: tuple[Text, ...], *, canvas: Canvas, target: Path) -> RawPicture:
        raise NotImplementedError


def making(binary: Binary, home: Path, *, still: Engine, moving: Engine) -> Making:
    engines, posters = Engines(still=still, moving=moving), Posters(reader=BlackReader())
    return Making(FfmpegFilmMaker(binary=binary, engines=engines, posters=posters), home)


BAD_STILLS = {"not as written": Ready(NotAsWritten("a slice is odd")), "too short": Ready(frames=22)}


@pytest.mark.parametrize("still", BAD_STILLS)
async def test_a_film_that_is_not_as_it_should_be_is_made_the_other_way_and_the_report_says_so(
    still: str, binary: Binary, tmp_path: Path
) -> None:
    film = making(binary, tmp_path, still=BAD_STILLS[still], moving=Ready())
    made = await film.make(a_timeline(), photos(tmp_path))
    assert made.report.engine == "moving"
    warning, other = made.report.warnings
    assert warning.startswith("the quick way could not be taken: ")
    assert other == "as always"
    done = [progress.done for progress in film.told]
    assert done == sorted(done)


async def test_a_film_that_comes_out_wrong_either_way_may_come_out_right_another_time(
    binary: Binary, tmp_path: Path
) -> None:
    film = making(binary, tmp_path, still=Ready(frames=22), moving=Ready(frames=22))
    for timeline in (a_timeline(), moving(a_timeline())):
        with pytest.raises(BadAnswer):
            await film.make(timeline, photos(tmp_path))


async def test_a_full_disk_may_have_room_another_time(binary: Binary, tmp_path: Path) -> None:
    full = Ready(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(Unavailable, match="the disk"):
        await making(binary, tmp_path, still=full, moving=full).make(a_timeline(), photos(tmp_path))


async def test_one_failure_ends_what_is_done_beside_it(binary: Binary, tmp_path: Path) -> None:
    ended = asyncio.Event()

    @frozen
    class Endless(Ready):
        @override
        async def make(self, timeline: Timeline, **_: object) -> Silent:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            raise AssertionError

    broken = tmp_path / "a.mp3"
    broken.write_bytes(b"nothing")
    with pytest.raises(BrokenMusic):
        await making(binary, tmp_path, still=Endless(), moving=Endless()).make(
            a_timeline(), photos(tmp_path), music=broken
        )
    assert ended.is_set()


async def test_a_cause_stays_with_what_failed_beside_something_else() -> None:
    async def fails() -> None:
        raise KeyError("effect") from ValueError("cause")

    with pytest.raises(KeyError) as raised:
        await together(fails(), asyncio.sleep(60))
    assert isinstance(raised.value.__cause__, ValueError)


async def test_a_good_film_is_accepted_and_keeps_its_frames_when_sound_joins_it(binary: Binary, tmp_path: Path) -> None:
    silent, timeline = a_film(tmp_path / "silent.mp4"), a_timeline()
    accept(silent, timeline, with_music=False)
    track = a_sound(tmp_path / "a.m4a", seconds=timeline.seconds)
    await muxed(binary, silent, track, film=tmp_path / "film.mp4")
    accept(tmp_path / "film.mp4", timeline, with_music=True)
    shown = [asked("-i", file, "-map", "0:v", "-f", "framemd5", "-").stdout for file in (silent, tmp_path / "film.mp4")]
    assert shown[0] == shown[1]
    entries = [boxes(file.read_bytes())["stss"] for file in (silent, tmp_path / "film.mp4")]
    assert entries[0] == entries[1]


def boxes(data: bytes) -> dict[str, bytes]:
    """Return the first box of each kind, wherever it is."""
    at = data.index(b"stss") - 4
    return {"stss": data[at : at + struct.unpack_from(">I", data, at)[0]]}


def changed(file: Path, before: bytes, after: bytes) -> None:
    file.write_bytes(a_film(file).read_bytes().replace(before, after))


WRONG: dict[str, Callable[[Path], object]] = {
    "too few frames": lambda file: a_film(file, frames=22),
    "another size": lambda file: a_film(file, "-s", "96x64"),
    "another profile": lambda file: a_film(file, coding=(*H264, "-profile:v", "main")),
    "another codec": lambda file: a_film(file, coding=("-c:v", "mpeg4", "-movflags", "+faststart")),
    "moov last": lambda file: a_film(file, coding=[word for word in H264 if word not in {"-movflags", "+faststart"}]),
    "twice as slow": lambda file: a_film(file, "-r", "15"),
    "with sound": lambda file: a_film(file, "-f", "lavfi", "-i", "sine=d=0.7"),
    "no MP4": lambda file: file.write_bytes(b"not at all"),
    "empty": lambda file: file.write_bytes(b""),
    "cut off": lambda file: file.write_bytes(a_film(file).read_bytes()[:-1]),
    "cut off in its beginning": lambda file: file.write_bytes(a_film(file).read_bytes()[:300]),
    "a sound only": lambda file: asked("-i", a_sound(file.with_suffix(".m4a")), "-movflags", "+faststart", file),
    "nonsense inside": lambda file: changed(file, b"stsd", b"stsX"),
    "a box too long": lambda file: changed(file, b"mvhd", b"\xff\xff\xff\xffmvhd"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_film_that_is_wrong_is_found_out(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    WRONG[wrong](file)
    with pytest.raises(NoFilm):
        accept(file, a_timeline(), with_music=False)


def test_a_film_without_its_sound_or_with_too_short_a_one_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(NoFilm):
        accept(a_film(tmp_path / "a.mp4"), a_timeline(), with_music=True)
    with pytest.raises(NoFilm):
        accept(a_film(tmp_path / "b.mp4", "-f", "lavfi", "-i", "sine=d=0.5"), a_timeline(), with_music=True)


def test_boxes_of_any_length_are_read(tmp_path: Path) -> None:
    data = a_film(tmp_path / "a.mp4").read_bytes()
    at = data.index(b"mdat") - 4
    (length,) = struct.unpack_from(">I", data, at)
    long = struct.pack(">I4sQ", 1, b"mdat", length + 8)
    for name, head in {"to the end": struct.pack(">I4s", 0, b"mdat"), "long": long}.items():
        (tmp_path / name).write_bytes(data[:at] + head + data[at + 8 :])
        assert probed(tmp_path / name).order[-1] == "mdat"
        assert probed(tmp_path / name).of("vide").samples == 23


def test_the_shot_that_stands_for_a_film_is_the_first_photos_when_it_is_clear() -> None:
    pictures = (Picture(photo=None), Picture(photo=0, soft=True), Picture(photo=0), Picture(photo=1))
    shots = [Shot(picture=number, hold=10, fade_in=5 if number else 0) for number in range(4)]
    timeline = Timeline(canvas=SMALL, pictures=pictures, shots=tuple(shots))
    assert representative(timeline) is shots[2]
    assert representative(evolve(timeline, shots=tuple(shots[:2]))) is shots[1]
    assert representative(evolve(timeline, shots=tuple(shots[:1]))) is shots[0]
