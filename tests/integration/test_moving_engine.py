"""Films in which pictures move, frame by frame as their timelines say."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from os import getpid
from pathlib import Path
from time import monotonic

import imageio_ffmpeg
import pytest
from attrs import evolve, frozen
from PIL import Image, ImageChops, ImageStat

from adapters.ffmpeg.binary import found
from adapters.ffmpeg.engine import Counted, PhotoFile, Silent
from adapters.ffmpeg.moving_engine import MovingEngine
from core.errors import BadAnswer
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.timeline import Box, Motion, Picture, Shot, Text, Timeline, Window
from tests.integration.moving_studio import EDGE, Shelf, Studio, expected, frames_of, photos, run
from tests.waiting import until

CANVAS = Canvas(width=64, height=96)
CLOSER = Motion(begin=Window(left=0, top=0, size=1), end=Window(left=0.3, top=0.1, size=0.6))
ASIDE = Motion(begin=Window(left=0.3, top=0.3, size=0.7), end=Window(left=0.0, top=0.1, size=0.7))
WORDS = (Text(text="부산", box=Box(left=8, top=70, width=48, height=15), size=12),)


def large(count: int) -> tuple[Picture, ...]:
    return tuple(Picture(photo=photo, fit="crop", scale=1.5) for photo in range(count))


FILMS = {
    "one": Timeline(canvas=CANVAS, pictures=large(1), shots=(Shot(picture=0, hold=13, motion=CLOSER),)),
    "fades": Timeline(
        canvas=CANVAS,
        pictures=large(3),
        shots=(
            Shot(picture=0, hold=6, motion=CLOSER),
            Shot(picture=1, hold=7, fade_in=5, motion=ASIDE, overlay=WORDS),
            Shot(picture=2, hold=4, fade_in=6, motion=CLOSER),
        ),
    ),
    "shortest": Timeline(
        canvas=Canvas(width=34, height=50, fps=25),
        pictures=large(2),
        shots=(
            Shot(picture=0, hold=1, motion=ASIDE),
            Shot(picture=1, hold=1, fade_in=1),
            Shot(picture=0, hold=1, motion=CLOSER),
            Shot(picture=1, hold=1, fade_in=2),
        ),
    ),
    "stills": Timeline(
        canvas=CANVAS,
        pictures=(Picture(photo=0), Picture(photo=None), Picture(photo=1)),
        shots=(
            Shot(picture=0, hold=151, overlay=WORDS),
            Shot(picture=1, hold=3, fade_in=3),
            Shot(picture=2, hold=4, fade_in=4),
        ),
    ),
}


@pytest.fixture(scope="module")
def binary() -> Path:
    return asyncio.run(found("")).path


@frozen
class Room:
    """Where films are made."""

    binary: Path
    path: Path
    studio: Studio
    shelf: Shelf

    async def film(
        self, film: Timeline, files: Sequence[PhotoFile], told: Counted = lambda _done, _all: None
    ) -> Silent:
        engine = MovingEngine(binary=self.binary, reader=self.studio, parallel=2)
        return await engine.make(film, photos=files, folder=self.path, pieces=self.shelf, told=told)


@pytest.fixture
def room(binary: Path, tmp_path: Path) -> Room:
    return Room(binary, tmp_path, Studio(), Shelf())


def apart(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("name", FILMS)
async def test_every_frame_is_what_the_timeline_says(name: str, room: Room) -> None:
    film, files = FILMS[name], photos(1, 2, 3)
    made = await room.film(film, files)
    frames = frames_of(made.path, film.canvas, binary=room.binary)
    assert len(frames) == film.frames
    wanted = [expected(film, at, files) for at in range(film.frames)]
    for at, frame in enumerate(frames):
        off = apart(frame, wanted[at])
        assert off < 4.5, at
        for neighbour in {at - 2, at - 1, at + 1, at + 2} & set(range(film.frames)):
            distance = apart(wanted[at], wanted[neighbour])
            assert distance < 1 or off < apart(frame, wanted[neighbour]), (at, neighbour)


async def test_another_decoder_sees_the_same(room: Room) -> None:
    made = await room.film(FILMS["fades"], photos(1, 2, 3))
    wheel = Path(imageio_ffmpeg.get_ffmpeg_exe())
    one, other = (frames_of(made.path, CANVAS, binary=wheel, decoder=decoder) for decoder in ("h264", "libopenh264"))
    assert [frame.tobytes() for frame in one] == [frame.tobytes() for frame in other]


async def test_frames_follow_each_other_at_the_same_distance(room: Room) -> None:
    for name, film in FILMS.items():
        folder = room.path / name
        folder.mkdir()
        made = await evolve(room, path=folder).film(film, photos(1, 2, 3))
        said = run(room.binary, "-v", "error", "-i", made.path, "-c", "copy", "-f", "framecrc", "-").stdout.decode()
        packets = [line.split(",") for line in said.splitlines() if not line.startswith("#")]
        assert [int(packet[1]) for packet in packets] == [int(packets[0][1]) + 512 * at for at in range(film.frames)]
        assert sorted(int(packet[2]) for packet in packets) == [512 * at for at in range(film.frames)]


async def test_it_is_tagged_as_what_it_is_and_can_be_played_while_it_loads(room: Room) -> None:
    made = await room.film(FILMS["one"], photos(1))
    looked = run(room.binary, "-i", made.path).stderr.decode()
    assert "h264 (High)" in looked
    assert "yuv420p(tv, bt709, progressive), 64x96" in looked
    film = made.path.read_bytes()
    assert 0 < film.index(b"moov") < film.index(b"mdat")


async def test_a_film_glides(room: Room) -> None:
    slow = Motion(begin=Window(left=0.0, top=0.05, size=0.9), end=Window(left=0.1, top=0.05, size=0.9))
    film = Timeline(canvas=CANVAS, pictures=large(1), shots=(Shot(picture=0, hold=60, motion=slow),))
    made = await room.film(film, photos(EDGE))
    frames = frames_of(made.path, CANVAS, binary=room.binary)
    edges = [ImageStat.Stat(frame).mean[0] / 255 * CANVAS.width for frame in frames]
    steps = [after - before for before, after in pairwise(edges)]
    assert edges[0] - edges[-1] == pytest.approx(0.1 * CANVAS.width / 0.9, abs=0.2)
    assert max(steps) < 0.05  # never back, but for what the encoder leaves out
    assert max(abs(after - before) for before, after in pairwise(steps)) < 0.15


async def test_the_same_film_has_the_same_bytes(binary: Path, tmp_path: Path) -> None:
    films = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        room = Room(binary, tmp_path / name, Studio(), Shelf())
        films.append((await room.film(FILMS["fades"], photos(1, 2, 3))).path.read_bytes())
        assert [each.name for each in room.path.iterdir()] == ["moving.mp4"]
    assert films[0] == films[1]


async def test_what_is_kept_is_neither_drawn_nor_encoded_again(room: Room) -> None:
    first = (await room.film(FILMS["fades"], photos(1, 2, 3))).path.read_bytes()
    room.studio.drawn.clear()
    made = await room.film(FILMS["fades"], photos(1, 2, 3))
    assert made.path.read_bytes() == first
    assert room.studio.drawn == []
    assert [piece.kept for piece in made.pieces] == [True] * 5
    assert room.shelf.puts == 5


async def test_another_photo_costs_its_own_parts_only(room: Room) -> None:
    shots = tuple(Shot(picture=at, hold=3, fade_in=2 if at else 0, motion=CLOSER) for at in range(6))
    film = Timeline(canvas=CANVAS, pictures=large(6), shots=shots)
    await room.film(film, photos(0, 1, 2, 3, 4, 5))
    room.studio.drawn.clear()
    made = await room.film(film, photos(0, 1, 7, 3, 4, 5))
    assert [piece.name for piece in made.pieces if not piece.kept] == ["fade-3", "hold-3", "fade-4"]
    assert sorted(room.studio.drawn, key=str) == [1, 2, 3]
    assert len(frames_of(made.path, CANVAS, binary=room.binary)) == film.frames


async def test_what_is_kept_and_damaged_is_made_again(room: Room) -> None:
    first = (await room.film(FILMS["fades"], photos(1, 2, 3))).path.read_bytes()
    damages = (lambda _: b"", lambda data: data[: len(data) // 3], lambda data: data[4:] * 2, lambda _: b"\0\0\1")
    for damage in damages:
        name = min(room.shelf.kept)
        room.shelf.kept[name] = damage(room.shelf.kept[name])
        made = await room.film(FILMS["fades"], photos(1, 2, 3))
        assert made.path.read_bytes() == first


async def test_each_picture_is_drawn_once_and_few_lie_about(room: Room) -> None:
    shots = tuple(Shot(picture=at, hold=2, fade_in=1 if at else 0, motion=CLOSER) for at in range(12))
    film = Timeline(canvas=Canvas(width=16, height=16), pictures=large(12), shots=shots)
    await room.film(film, photos(*range(12)))
    assert sorted(room.studio.drawn, key=str) == sorted(range(12), key=str)
    assert room.studio.most_at_once <= 4


async def test_it_tells_how_far_it_is(room: Room) -> None:
    heard: list[tuple[int, int]] = []
    await room.film(FILMS["fades"], photos(1, 2, 3), lambda done, all_of: heard.append((done, all_of)))
    assert heard == [(done, FILMS["fades"].frames) for done in range(FILMS["fades"].frames + 1)]


async def test_a_broken_photo_is_named_by_its_number(room: Room) -> None:
    room.studio.broken = 2
    with pytest.raises(BrokenPhoto) as broken:
        await room.film(FILMS["fades"], photos(1, 2, 3))
    assert broken.value.number == 2


async def test_a_program_that_is_no_encoder_is_a_bad_answer(room: Room) -> None:
    for program in ("/bin/false", "/bin/true"):
        with pytest.raises(BadAnswer):
            await evolve(room, binary=Path(program)).film(FILMS["one"], photos(1))


async def test_who_cancels_leaves_no_process(room: Room) -> None:
    long = Timeline(canvas=Canvas(width=320, height=480), pictures=large(1), shots=(Shot(picture=0, hold=3000),))
    before, heard = children(), []
    making = asyncio.create_task(room.film(long, photos(1), lambda done, _: heard.append(done)))

    async def is_at_work() -> bool:
        return len(heard) > 4

    await until(is_at_work)
    assert children() > before
    begin = monotonic()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert monotonic() - begin < 2
    assert children() == before


def children() -> set[str]:
    lists = Path(f"/proc/{getpid()}/task").glob("*/children")
    return {child for each in lists for child in each.read_text().split()}
