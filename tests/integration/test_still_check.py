"""The guard over films of stills: it lets good ones pass, and notices whatever else is in a film."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve, frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.mp4.reading import read_movie
from adapters.ffmpeg.still_check import check_film
from core.video.model.timeline import Shot, Timeline
from tests.stills import SMALL, Stills, a_timeline, ffmpeg

TIMELINE = a_timeline((0, 0, 2), (1, 2, 2), (2, 1, 2), (0, 0, 1))


@frozen
class Film:
    """A film, and the file of each shot's picture."""

    path: Path
    coded: list[Path]

    def passes(self, timeline: Timeline = TIMELINE, *, coded: list[Path] | None = None) -> bool:
        try:
            check_film(self.path, timeline, self.coded if coded is None else coded)
        except NotAsWritten:
            return False
        return True


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Film:
    stills = Stills(ffmpeg(), tmp_path_factory.mktemp("good"))
    path = stills.film(TIMELINE).path
    first, second, third = (stills.folder / f"{name}.h264" for name in stills.pieces.kept)
    return Film(path, [first, second, third, first])


@pytest.fixture
def film(good: Film, tmp_path: Path) -> Film:
    copy = tmp_path / "film.mp4"
    copy.write_bytes(good.path.read_bytes())
    return evolve(good, path=copy)


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :]


def skipped(film: Film) -> Iterator[int]:
    """Where bytes of pictures without data stand, but for those that only say how important they are."""
    for sample in read_movie(film.path).samples:
        if sample.size < 64:
            yield from range(sample.at, sample.at + 4)
            yield from range(sample.at + 5, sample.at + sample.size)


def test_a_good_film_passes(good: Film) -> None:
    assert good.passes()


def test_whatever_bit_changes_in_a_picture_without_data_is_noticed(film: Film) -> None:
    whole = film.path.read_bytes()
    unnoticed = []
    for at in skipped(film):
        for bit in range(8):
            film.path.write_bytes(flipped(whole, at, bit))
            if film.passes():
                unnoticed.append((at, bit))
    assert unnoticed == []


@pytest.mark.parametrize("behind", [5, 6, 7, 8, 9, 100, -1])
def test_whatever_changes_in_a_coded_picture_is_noticed(behind: int, film: Film) -> None:
    whole = film.path.read_bytes()
    for sample in read_movie(film.path).samples:
        if sample.size > 64:
            at = sample.at + (behind if behind > 0 else sample.size - 1)
            film.path.write_bytes(flipped(whole, at, 3))
            assert not film.passes()


def test_a_picture_that_should_be_kept_and_is_not_is_noticed(film: Film) -> None:
    whole = film.path.read_bytes()
    for sample in read_movie(film.path).samples:
        kind = whole[sample.at + 4]
        if kind >> 5:
            film.path.write_bytes(whole[: sample.at + 4] + bytes((kind & 31,)) + whole[sample.at + 5 :])
            assert not film.passes()


@pytest.mark.parametrize("kind", [b"avcC", b"stss", b"stsz", b"stts", b"ctts", b"elst", b"stco"])
def test_whatever_is_announced_wrongly_is_noticed(kind: bytes, film: Film) -> None:
    whole = film.path.read_bytes()
    at = whole.index(kind) + 19
    film.path.write_bytes(flipped(whole, at, 1))
    assert not film.passes()


@pytest.mark.parametrize(
    "other",
    [
        a_timeline((0, 0, 2), (1, 2, 2), (2, 1, 2), (0, 0, 2)),
        a_timeline((0, 0, 2), (1, 2, 2), (2, 1, 1), (0, 1, 1)),
        a_timeline((0, 0, 3), (1, 1, 2), (2, 1, 2), (0, 0, 1)),
        evolve(TIMELINE, canvas=evolve(SMALL, fps=25)),
        evolve(TIMELINE, canvas=evolve(SMALL, width=66)),
    ],
    ids=["longer", "a fade for a cut", "a shorter fade", "another rate", "another size"],
)
def test_a_film_of_another_timeline_is_noticed(other: Timeline, good: Film) -> None:
    assert not good.passes(other)


def test_a_film_that_shows_another_picture_is_noticed(good: Film) -> None:
    first, second, third, _ = good.coded
    assert not good.passes(coded=[first, third, second, first])
    assert not good.passes(coded=[first, second, third, third])


def test_a_fade_to_the_same_picture_may_be_a_hold(tmp_path: Path) -> None:
    stills = Stills(ffmpeg(), tmp_path)
    timeline = a_timeline((0, 0, 1), (0, 3, 2))
    path = stills.film(timeline).path
    (file,) = (stills.folder / f"{name}.h264" for name in stills.pieces.kept)
    assert Film(path, [file, file]).passes(timeline)
    longer = evolve(timeline, shots=(*timeline.shots, Shot(picture=0, hold=1)))
    assert not Film(path, [file, file, file]).passes(longer)
