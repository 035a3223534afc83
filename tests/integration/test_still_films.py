"""Films of stills, frame by frame, as two decoders show them: every frame is the blend that its timeline describes."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.mp4.reading import read_movie
from core.video.model.canvas import Canvas
from core.video.model.timeline import Timeline
from tests.stills import SMALL, Stills, a_timeline, decoders, expected, ffmpeg, frames_of, said_by

FADES = a_timeline((0, 0, 4), (1, 1, 2), (2, 15, 1), (3, 63, 5), (0, 7, 1), (2, 2, 1))
TIMELINES = {
    "fades of all lengths": FADES,
    "one picture": a_timeline((0, 0, 1)),
    "cuts": a_timeline((0, 0, 1), (1, 0, 1), (2, 0, 3), (0, 0, 2)),
    "a cut between fades": a_timeline((0, 0, 2), (1, 3, 2), (2, 0, 1), (0, 4, 1)),
    "neighbours that are the same": a_timeline((0, 0, 2), (0, 5, 2), (1, 4, 1), (1, 0, 3), (0, 3, 1)),
    "so many fades that all counts begin anew": a_timeline(
        (0, 0, 1), *[(1 + at % 3, 2, 1) for at in range(700)], canvas=Canvas(width=16, height=16)
    ),
    "entries in between": a_timeline((0, 0, 520), (1, 9, 260), (2, 0, 3)),
    "a wide canvas": a_timeline((0, 0, 2), (1, 3, 2), canvas=Canvas(width=80, height=48)),
    "a canvas of odd macroblocks": a_timeline((0, 0, 2), (1, 3, 2), canvas=Canvas(width=50, height=34)),
}


@pytest.fixture(scope="module")
def binary() -> Binary:
    return ffmpeg()


@pytest.fixture
def stills(binary: Binary, tmp_path: Path) -> Stills:
    return Stills(binary, tmp_path)


@pytest.fixture(params=["h264", "libopenh264"])
def decoder(request: pytest.FixtureRequest, binary: Binary) -> str:
    name = str(request.param)
    if name not in decoders(binary):
        pytest.skip(f"this FFmpeg has no {name}")
    return name


@frozen
class Made:
    """A film, and every frame that it should show."""

    timeline: Timeline
    film: Path
    wanted: list[bytes]


@pytest.fixture(scope="module")
def made(binary: Binary, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    @cache
    def make(name: str) -> Made:
        stills, timeline = Stills(binary, tmp_path_factory.mktemp("made")), TIMELINES[name]
        film = stills.film(timeline)
        return Made(timeline, film.path, list(expected(timeline, stills.alone(timeline))))

    return make


@pytest.mark.parametrize("name", list(TIMELINES))
def test_every_frame_is_exactly_the_blend_of_its_pictures(
    name: str, decoder: str, binary: Binary, made: Callable[[str], Made]
) -> None:
    film = made(name)
    seen = frames_of(binary, film.film, film.timeline.canvas, decoder=decoder)
    assert len(seen) == film.timeline.frames
    assert [at for at, (found, frame) in enumerate(zip(seen, film.wanted, strict=True)) if found != frame] == []


def test_a_film_of_three_hundred_photos_is_exact_too(stills: Stills) -> None:
    canvas = Canvas(width=16, height=16)
    timeline = a_timeline(*[(at, min(at, 3), 1 + at % 2) for at in range(300)], canvas=canvas)
    film = stills.film(timeline)
    assert len(film.pieces) == 300
    assert frames_of(stills.binary, film.path, canvas) == list(expected(timeline, stills.alone(timeline)))


def test_a_film_of_a_phones_size_is_cropped_to_it(stills: Stills) -> None:
    canvas = Canvas(width=1080, height=1920)
    timeline = a_timeline((0, 0, 1), (1, 1, 1), canvas=canvas)
    film = stills.film(timeline)
    for decoder in decoders(stills.binary):
        first, _, last = frames_of(stills.binary, film.path, canvas, decoder=decoder)
        assert [first, last] == stills.alone(timeline)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shots=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(1, 6)), max_size=6),
    first=st.integers(1, 4),
)
def test_whatever_the_timeline_the_film_is_it(shots: list[tuple[int, int, int]], first: int, stills: Stills) -> None:
    timeline = a_timeline(*[(at, 0, first) for at in range(4)], *shots, canvas=Canvas(width=32, height=32))
    film = stills.film(timeline)
    wanted = list(expected(timeline, stills.alone(timeline)))
    for decoder in decoders(stills.binary):
        assert frames_of(stills.binary, film.path, timeline.canvas, decoder=decoder) == wanted


@pytest.mark.parametrize("frame", [1, 4, 6, 7, 21, 22, 60, 86, 91, 98, 101])
def test_whoever_seeks_sees_the_right_frame(frame: int, binary: Binary, made: Callable[[str], Made]) -> None:
    film = made("fades of all lengths")
    seek = ("-ss", f"{(frame - 0.5) / SMALL.fps:.4f}")
    assert frames_of(binary, film.film, SMALL, before=seek) == film.wanted[frame:]


def test_a_film_to_which_sound_was_put_shows_the_same(
    binary: Binary, made: Callable[[str], Made], tmp_path: Path
) -> None:
    film, both = made("fades of all lengths"), tmp_path / "both.mp4"
    sound = ("-f", "lavfi", "-t", str(film.timeline.seconds), "-i", "sine")
    said_by(binary, "-i", film.film, *sound, "-c:v", "copy", "-c:a", "aac", "-movflags", "+faststart", both)
    assert frames_of(binary, both, SMALL) == film.wanted
    assert frames_of(binary, both, SMALL, before=("-ss", "1.5")) == film.wanted[45:]


def test_a_film_can_be_entered_at_cuts_and_now_and_then(made: Callable[[str], Made]) -> None:
    movie = read_movie(made("entries in between").film)
    assert [each.shown for each in movie.samples if each.entry] == [0, 251, 501, 780, 789]


def test_a_film_says_what_its_colours_mean(binary: Binary, made: Callable[[str], Made]) -> None:
    asked = [str(binary.path), "-hide_banner", "-i", str(made("one picture").film)]
    said = subprocess.run(asked, capture_output=True, check=False, timeout=60).stderr.decode()
    assert "h264 (High)" in said
    assert "yuv420p(tv, bt709, progressive), 64x96 [SAR 1:1 DAR 2:3]" in said
    assert "30 fps" in said
