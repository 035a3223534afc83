"""What every film maker promises, of films that stand still and of films that move."""

import asyncio
import os
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve, frozen
from PIL import Image

from core.video.model.errors import BrokenMusic, BrokenPhoto
from core.video.model.job import Progress
from core.video.model.timeline import Box, Picture, Shot, Sound, Text, Timeline
from ports.film_maker import MadeFilm
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.film_samples import (
    COLOURS,
    SMALL,
    Making,
    a_photo,
    a_timeline,
    described,
    frames,
    middle,
    moving,
    photos,
    weights,
)
from tests.sounds import a_sound, asked, ffmpeg
from tests.waiting import until

Kind = Callable[[Timeline], Timeline]
KINDS: dict[str, Kind] = {"still": lambda timeline: timeline, "moving": moving}
FADING = Sound(fade_in=4, fade_out=9)
TONE = ("-af", "aeval=0.3*sin(2*PI*440*t)")
FULL = 2**15


@pytest.fixture(params=enrolled("film_maker"))
async def making(request: pytest.FixtureRequest, open_adapter: OpenAdapter, tmp_path: Path) -> Making:
    home = tmp_path / "films"
    home.mkdir()
    return Making(await open_adapter(request.param), home)


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@frozen
class Sample:
    """A film of each kind, with music, that several tests look at."""

    timeline: Timeline
    made: MadeFilm
    told: list[Progress]
    pieces: dict[str, bytes]
    changed_outside: bool


@pytest.fixture(scope="module")
def samples() -> dict[object, Sample]:
    return {}


@pytest.fixture
async def sample(
    making: Making, kind: Kind, samples: dict[object, Sample], tmp_path_factory: pytest.TempPathFactory
) -> Sample:
    key = (type(making.maker), kind)
    if key not in samples:
        making.home = tmp_path_factory.mktemp("sample") / "films"
        making.home.mkdir()
        samples[key] = await a_sample(making, kind(a_timeline(sound=FADING)))
    return samples[key]


async def a_sample(making: Making, timeline: Timeline) -> Sample:
    outside = making.home.parent
    taken, music = photos(outside), a_sound(outside / "a.mp3", *TONE, seconds=0.3)

    def there() -> dict[Path, int]:
        return {
            path: path.stat().st_mtime_ns for path in outside.rglob("*") if making.home not in (path, *path.parents)
        }

    before, told = there(), len(making.told)
    made = await making.make(timeline, taken, music=music)
    return Sample(timeline, made, making.told[told:], dict(making.pieces.pieces), there() != before)


async def test_a_film_has_exactly_the_frames_and_says_truly_what_it_is(sample: Sample) -> None:
    assert len(frames(sample.made.film)) == sample.timeline.frames == sample.made.report.frames == 23
    said = described(sample.made.film)
    for fact in ("h264 (High)", "yuv420p(tv, bt709", "64x96", "30 fps", "Duration: 00:00:00.77, start: 0.000000"):
        assert fact in said


async def test_it_can_be_played_while_it_is_loaded_and_from_any_point(sample: Sample) -> None:
    film = sample.made.film
    assert film.read_bytes().index(b"moov") < film.read_bytes().index(b"mdat")
    for first in (1, 9, 22):
        later = ("-ss", f"{(first - 0.3) / 30:.4f}", "-i", film, "-map", "0:v")
        assert len(asked(*later, "-f", "rawvideo", "-pix_fmt", "gray", "-").stdout) == (23 - first) * 64 * 96


async def test_frame_by_frame_it_shows_the_photos_and_their_blends_in_their_colours(sample: Sample) -> None:
    for frame, shares in zip(frames(sample.made.film), weights(sample.timeline), strict=True):
        wanted = [sum(COLOURS[picture][band] * share for picture, share in shares.items()) for band in range(3)]
        assert middle(frame) == pytest.approx(wanted, abs=6)


async def test_music_is_as_long_as_the_film_and_repeated_and_begins_and_ends_as_the_timeline_says(
    sample: Sample,
) -> None:
    assert "Audio: aac" in described(sample.made.film)
    decoded = asked("-i", sample.made.film, "-map", "0:a", "-f", "s16le", "-ac", "1", "-ar", "48000", "-").stdout
    levels = loudness(decoded)
    assert len(levels) == pytest.approx(sample.timeline.seconds * 100, abs=3)
    assert max(levels[:2]) < 0.05
    assert min(levels[22:35]) > 0.1
    assert min(levels[37:48]) > 0.1
    assert levels[48] > 2 * levels[68] > 4 * levels[75]


async def test_music_changes_nothing_that_is_seen_nor_when(making: Making, kind: Kind, tmp_path: Path) -> None:
    timeline, taken = kind(a_timeline()), photos(tmp_path)
    silent = await making.make(timeline, taken)
    sounding = await making.make(timeline, taken, music=a_sound(tmp_path / "a.mp3"))
    assert "Audio" not in described(silent.film)
    assert seen_when(silent.film) == seen_when(sounding.film)


def seen_when(film: Path) -> bytes:
    """Return what there is to see, and when."""
    return asked("-i", film, "-map", "0:v", "-f", "framemd5", "-").stdout


def loudness(samples: bytes) -> list[float]:
    """Return the loudest sample of each hundredth of a second."""
    values = [abs(value) / FULL for (value,) in struct.iter_unpack("<h", samples)]
    return [max(values[at : at + 480]) for at in range(0, len(values), 480)]


async def test_pictures_of_no_photo_words_and_overlays_are_shown(making: Making, kind: Kind, tmp_path: Path) -> None:
    words = (Text(text="부산 ▲", box=Box(left=4, top=40, width=56, height=20), size=16),)
    pictures = (Picture(photo=None, texts=words), Picture(photo=0, fit="blur", soft=True, veil=0.5), Picture(photo=0))
    shots = (Shot(picture=0, hold=2), Shot(picture=1, fade_in=1, hold=2), Shot(picture=2, hold=2, overlay=words))
    timeline = kind(Timeline(canvas=SMALL, pictures=pictures, shots=shots))
    made = await making.make(timeline, photos(tmp_path, 1))
    seen = frames(made.film)
    assert len(seen) == 7
    assert max(seen[0]) > 150
    assert middle(seen[0][: 64 * 3 * 20], size=evolve(SMALL, height=20))[0] < 60
    assert middle(seen[3]) == pytest.approx([value / 2 for value in COLOURS[0]], abs=12)
    assert max(seen[-1][2::3]) > 120 > COLOURS[0][2]


async def test_the_poster_is_a_photo_of_the_films_size_that_says_nothing(sample: Sample) -> None:
    poster = sample.made.poster
    with Image.open(poster) as opened:
        assert (opened.format, opened.size, opened.mode) == ("JPEG", (64, 96), "RGB")
        assert opened.getpixel((32, 48)) == pytest.approx(COLOURS[0], abs=6)
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Lavc" not in poster.read_bytes()


async def test_the_same_makes_the_same_bytes_that_name_neither_time_nor_tool(
    making: Making, sample: Sample, tmp_path: Path
) -> None:
    making.pieces.pieces.clear()
    making.home = tmp_path / "elsewhere"
    making.home.mkdir()
    made = (await a_sample(making, sample.timeline)).made
    assert made.film.read_bytes() == sample.made.film.read_bytes()
    assert made.poster.read_bytes() == sample.made.poster.read_bytes()
    assert b"Lavf" not in made.film.read_bytes()


async def test_parts_that_are_kept_are_not_made_again(making: Making, sample: Sample, tmp_path: Path) -> None:
    making.pieces.pieces.update(sample.pieces)
    making.home = tmp_path / "elsewhere"
    making.home.mkdir()
    made = (await a_sample(making, sample.timeline)).made
    assert made.film.read_bytes() == sample.made.film.read_bytes()
    assert making.pieces.pieces == sample.pieces
    assert all(piece.kept for piece in made.report.pieces)
    assert not any(piece.kept for piece in sample.made.report.pieces)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in sample.pieces)


async def test_one_other_photo_leaves_the_parts_of_others_as_they_are(
    making: Making, kind: Kind, tmp_path: Path
) -> None:
    taken, timeline = photos(tmp_path), kind(a_timeline())
    await making.make(timeline, taken)
    a_photo(taken[2], COLOURS[3])
    made = await making.make(timeline, taken)
    assert middle(frames(made.film)[-1]) == pytest.approx(COLOURS[3], abs=6)
    assert {piece.kept for piece in made.report.pieces} == {True, False}


async def test_pieces_that_vanished_or_rotted_are_made_again(making: Making, sample: Sample, tmp_path: Path) -> None:
    rotten = {name: b"" if number % 2 else b"rotten" for number, name in enumerate(sorted(sample.pieces))}
    making.pieces.pieces.update(rotten)
    making.home = tmp_path / "elsewhere"
    making.home.mkdir()
    made = (await a_sample(making, sample.timeline)).made
    assert made.film.read_bytes() == sample.made.film.read_bytes()
    assert making.pieces.pieces == sample.pieces


async def test_progress_goes_from_nothing_to_everything_and_never_back(sample: Sample) -> None:
    told = sample.told
    assert told[0].done == 0 < told[0].total
    assert told[-1].done == told[-1].total
    assert all(one.done * other.total <= other.done * one.total for one, other in pairwise(told))
    assert len({progress.step for progress in told}) > 2


async def test_a_photo_that_cannot_be_shown_is_told_by_its_number(making: Making, kind: Kind, tmp_path: Path) -> None:
    taken = photos(tmp_path)
    taken[1].write_bytes(taken[1].read_bytes()[:300])
    with pytest.raises(BrokenPhoto) as broken:
        await making.make(kind(a_timeline()), taken)
    assert broken.value.number == 2


async def test_music_that_cannot_be_heard_is_broken(making: Making, tmp_path: Path) -> None:
    music = tmp_path / "a.mp3"
    for content in (b"", b"#EXTM3U\n#EXTINF:2,\nb.mp3\n", bytes(range(256)) * 50):
        music.write_bytes(content)
        with pytest.raises(BrokenMusic):
            await making.make(a_timeline(), photos(tmp_path), music=music)


async def test_files_are_written_below_the_folder_only(sample: Sample) -> None:
    assert sample.made.film.parent == sample.made.poster.parent
    assert not sample.changed_outside


async def test_cancelling_ends_every_process_before_it_passes(making: Making, kind: Kind, tmp_path: Path) -> None:
    timeline = kind(a_timeline(4, hold=300, fade=20))
    work = asyncio.create_task(making.make(timeline, photos(tmp_path, 4), music=a_sound(tmp_path / "a.mp3")))

    async def at_work() -> bool:
        return bool(encoders()) or work.done()

    await until(at_work)
    assert not work.done()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert encoders() == []


def encoders() -> list[str]:
    """Return the FFmpegs that this process has begun."""
    own = Path(f"/proc/{os.getpid()}/task")
    begun = [pid for children in own.glob("*/children") for pid in children.read_text().split()]
    return [pid for pid in begun if ffmpeg().encode() in command_of(pid)]


def command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def test_the_report_tells_how_it_went(sample: Sample) -> None:
    report = sample.made.report
    assert report.engine == ("moving" if sample.timeline.moves else "still")
    assert (report.width, report.height, report.fps, report.frames) == (64, 96, 30, 23)
    assert report.size == sample.made.film.stat().st_size
    assert report.took > 0
    assert report.peak_memory > 10_000_000
    assert report.pieces
    assert report.warnings == ()
