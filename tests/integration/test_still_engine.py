"""How films of stills are made: what is drawn, what is kept, what is refused."""

import asyncio
import sys
from pathlib import Path

import pytest
from attrs import evolve

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.running import FfmpegFailed
from adapters.ffmpeg.still_engine import StillEngine
from core.video.model.errors import BrokenPhoto
from core.video.model.timeline import Box, Picture, Text
from tests.stills import Stills, a_timeline, ffmpeg

TIMELINE = a_timeline((0, 0, 2), (1, 3, 2), (2, 0, 1), (0, 2, 1))
WORDS = Text(text="부산", box=Box(left=0, top=0, width=64, height=20), size=12)


@pytest.fixture(scope="module")
def binary() -> Binary:
    return ffmpeg()


@pytest.fixture
def stills(binary: Binary, tmp_path: Path) -> Stills:
    return Stills(binary, tmp_path)


def test_a_picture_that_is_shown_twice_is_drawn_once(stills: Stills) -> None:
    film = stills.film(TIMELINE)
    assert sorted(stills.reader.drawn) == [1, 2, 3]
    assert [(piece.name, piece.kept) for piece in film.pieces] == [
        ("picture-1", False),
        ("picture-2", False),
        ("picture-3", False),
    ]


def test_photos_that_are_the_same_are_drawn_once(stills: Stills) -> None:
    stills.film(TIMELINE, "same", "other", "same")
    assert sorted(stills.reader.drawn) == [1, 2]


def test_a_film_that_was_made_before_is_put_together_from_its_pieces(stills: Stills) -> None:
    first = stills.film(TIMELINE).path.read_bytes()
    stills.reader.drawn.clear()
    again = stills.film(TIMELINE)
    assert stills.reader.drawn == []
    assert all(piece.kept for piece in again.pieces)
    assert again.path.read_bytes() == first


def test_a_photo_that_changes_is_drawn_alone(stills: Stills) -> None:
    stills.film(TIMELINE)
    stills.reader.drawn.clear()
    film = stills.film(TIMELINE, "photo 0", "another", "photo 2")
    assert stills.reader.drawn == [2]
    assert [piece.kept for piece in film.pieces] == [True, False, True]


def test_a_picture_has_the_same_bytes_whatever_it_stands_beside(stills: Stills) -> None:
    stills.film(TIMELINE)
    for photos in (["photo 2", "photo 1", "photo 0"], *([f"photo {alone}"] * 3 for alone in range(3))):
        beside = evolve(stills, pieces=type(stills.pieces)())
        beside.film(TIMELINE, *photos)
        shared = beside.pieces.kept.keys() & stills.pieces.kept.keys()
        assert len(shared) == len(set(photos))
        assert all(beside.pieces.kept[name] == stills.pieces.kept[name] for name in shared)


def test_a_piece_that_is_none_is_made_anew(stills: Stills) -> None:
    film = stills.film(TIMELINE).path.read_bytes()
    name = next(iter(stills.pieces.kept))
    for damaged in (b"", b"nonsense", stills.pieces.kept[name][:20]):
        stills.pieces.kept[name] = damaged
        assert stills.film(TIMELINE).path.read_bytes() == film
        assert len(stills.pieces.kept[name]) > 20


def test_words_that_stand_above_a_picture_are_part_of_it(stills: Stills) -> None:
    shots = (*TIMELINE.shots[:1], evolve(TIMELINE.shots[1], overlay=(WORDS,)), *TIMELINE.shots[2:])
    worded = (TIMELINE.pictures[0], Picture(photo=1, texts=(WORDS,)), TIMELINE.pictures[2])
    over = stills.film(evolve(TIMELINE, shots=shots))
    within = stills.film(evolve(TIMELINE, pictures=worded))
    assert [piece.kept for piece in over.pieces] == [False, False, False]
    assert [piece.kept for piece in within.pieces] == [True, True, True]


def test_progress_is_told_picture_by_picture(stills: Stills) -> None:
    stills.film(TIMELINE)
    assert stills.told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_few_pictures_lie_about_raw(stills: Stills) -> None:
    stills.film(a_timeline(*[(at, 0, 1) for at in range(20)]))
    assert stills.reader.most_at_once <= 2
    assert stills.reader.most_lying <= 3
    assert not list(stills.folder.glob("*.rgb"))


def test_a_photo_that_cannot_be_shown_is_named(stills: Stills) -> None:
    with pytest.raises(BrokenPhoto) as refusal:
        stills.film(TIMELINE, "one", "two", "broken")
    assert refusal.value.number == 3


@pytest.mark.parametrize("ending", ["import sys; sys.exit(3)", "import sys; sys.stdin.buffer.read(100); sys.exit(3)"])
def test_an_encoder_that_ends_early_is_told_of(ending: str, stills: Stills, tmp_path: Path) -> None:
    program = a_program(tmp_path, ending)
    with pytest.raises(FfmpegFailed):
        evolve(stills, binary=evolve(stills.binary, path=program)).film(TIMELINE)


@pytest.mark.parametrize("other", ["slices=2", "cabac=0", "8x8dct=0", "interlaced=1", "cqm=jvt", "aud=1"])
def test_what_x264_does_in_another_way_is_refused(other: str, stills: Stills, tmp_path: Path) -> None:
    calls = (
        "import os, sys\n"
        f"command = [each + ':{other}:' * each.startswith('keyint') for each in sys.argv[1:]]\n"
        f"os.execv({str(stills.binary.path)!r}, ['ffmpeg', *command])"
    )
    with pytest.raises(NotAsWritten):
        evolve(stills, binary=evolve(stills.binary, path=a_program(tmp_path, calls))).film(TIMELINE)


def test_pictures_that_were_coded_in_two_ways_are_not_put_together(stills: Stills) -> None:
    stills.film(TIMELINE)
    name, piece = next(iter(stills.pieces.kept.items()))
    at = piece.index(b"\0\0\0\1\x68") + 5
    other = bytes((piece[at + 1] ^ 0b0000_0100,))  # how many pictures others refer to
    stills.pieces.kept[name] = piece[: at + 1] + other + piece[at + 2 :]
    with pytest.raises(NotAsWritten):
        stills.film(TIMELINE)


async def test_a_film_that_is_cancelled_leaves_nothing_running(stills: Stills) -> None:
    stills.reader.waits = True
    engine = StillEngine(binary=stills.binary, reader=stills.reader, parallel=2)
    making = asyncio.create_task(
        engine.make(
            TIMELINE,
            photos=stills.photos("a", "b", "c"),
            folder=stills.folder,
            pieces=stills.pieces,
            told=lambda _done, _total: None,
        )
    )
    async with asyncio.timeout(20):
        await stills.reader.waiting.wait()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert stills.reader.at_once == 0


def a_program(folder: Path, code: str) -> Path:
    program = folder / "program"
    program.write_text(f"#!{sys.executable}\n{code}\n")
    program.chmod(0o700)
    return program
