"""MP4 files, written by one half of the code and read by another."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.mp4.beginning import beginning
from adapters.ffmpeg.mp4.reading import Movie, read_movie
from adapters.ffmpeg.mp4.track import Sample, Track
from core.video.model.canvas import Canvas

CANVAS = Canvas(width=64, height=96)


def entry(size: int, shown: int) -> Sample:
    return Sample(size, shown, entry=True)


def more(size: int, shown: int) -> Sample:
    return Sample(size, shown, entry=False)


FADED = [entry(900, 0), more(11, 1), more(800, 4), more(12, 2), more(12, 3)]


def a_track(samples: list[Sample], canvas: Canvas = CANVAS) -> Track:
    return Track(
        canvas=canvas,
        sequence_parameters=b"\x67\x64\0\x28sps",
        picture_parameters=(b"\x68a", b"\x68b"),
        samples=samples,
    )


def written(folder: Path, track: Track, data: bytes | None = None) -> Path:
    file = folder / "film.mp4"
    file.write_bytes(beginning(track) + (bytes(track.bytes_of_samples) if data is None else data))
    return file


def shown(movie: Movie) -> list[Sample]:
    return [Sample(each.size, each.shown, each.entry) for each in movie.samples]


def test_a_file_tells_where_its_pictures_are_and_when_they_are_shown(tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    movie = read_movie(file)
    assert shown(movie) == FADED
    assert movie.samples[-1].at + movie.samples[-1].size == file.stat().st_size
    assert (movie.width, movie.height, movie.fps) == (64, 96, 30)


def test_what_a_decoder_needs_is_told(tmp_path: Path) -> None:
    decoder = read_movie(written(tmp_path, a_track(FADED))).decoder
    assert decoder == b"\1\x64\0\x28\xff\xe1\0\x07\x67\x64\0\x28sps\2\0\2\x68a\0\2\x68b\xfd\xf8\xf8\0"


def test_a_film_without_fades_waits_for_nothing() -> None:
    film = beginning(a_track([entry(900, 0), more(11, 1)]))
    assert b"ctts" not in film
    assert film.index(b"moov") < film.index(b"mdat")


def test_the_same_film_has_the_same_bytes() -> None:
    assert beginning(a_track(FADED)) == beginning(a_track(FADED))


def test_a_film_of_more_than_four_gigabytes_can_be_written(tmp_path: Path) -> None:
    track = a_track([entry(3 << 30, 0), entry(3 << 30, 1), more(7, 2)])
    file = written(tmp_path, track, b"")
    with file.open("r+b") as sparse:
        sparse.truncate(file.stat().st_size + track.bytes_of_samples)
    movie = read_movie(file)
    assert shown(movie) == list(track.samples)
    assert movie.samples[2].at - movie.samples[0].at == 6 << 30


@given(
    groups=st.lists(st.lists(st.integers(1, 3000), min_size=1, max_size=5), min_size=1, max_size=6),
)
def test_any_samples_come_back(groups: list[list[int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    samples = [(size, at == 0) for group in groups for at, size in enumerate(group)]
    track = a_track([Sample(size, at, entry) for at, (size, entry) in enumerate(samples)])
    assert shown(read_movie(written(tmp_path_factory.mktemp("any"), track))) == list(track.samples)


@pytest.mark.parametrize("lost", [1, 900, 1735, 1800, 2300])
def test_a_file_that_is_cut_off_is_refused(lost: int, tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    file.write_bytes(file.read_bytes()[:-lost])
    with pytest.raises(NotAsWritten):
        read_movie(file)


def test_a_file_with_something_behind_its_pictures_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    file.write_bytes(file.read_bytes() + b"\0\0\0\x08free")
    with pytest.raises(NotAsWritten):
        read_movie(file)


def test_a_file_that_says_nothing_of_its_pictures_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.mp4"
    file.write_bytes(b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x08mdat")
    with pytest.raises(NotAsWritten):
        read_movie(file)


@pytest.mark.parametrize("kind", [b"stsz", b"stss", b"stco", b"stsc", b"stts", b"avcC", b"elst", b"tkhd", b"trak"])
def test_a_file_in_which_something_is_missing_is_refused(kind: bytes, tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    file.write_bytes(file.read_bytes().replace(kind, b"none", 1))
    with pytest.raises(NotAsWritten):
        read_movie(file)


def test_a_file_whose_frames_are_of_different_lengths_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    whole = file.read_bytes()
    at = whole.index(b"stts") + 8
    file.write_bytes(whole[:at] + b"\0\0\0\2" + whole[at + 4 :])
    with pytest.raises(NotAsWritten):
        read_movie(file)


def test_a_file_that_shows_something_between_two_frames_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, a_track(FADED))
    whole = file.read_bytes()
    at = whole.index(b"ctts") + 12
    file.write_bytes(whole[:at] + b"\0\0\0\2\0\0\2\1" + whole[at + 8 :])
    with pytest.raises(NotAsWritten):
        read_movie(file)
