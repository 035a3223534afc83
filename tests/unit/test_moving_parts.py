"""How a timeline is cut into parts, and what a part's name says."""

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as some

from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.moving.cutting import LONGEST, Part, parts
from adapters.ffmpeg.moving.naming import Namer
from core.video.model.canvas import Canvas
from core.video.model.timeline import Box, Motion, Picture, Shot, Text, Timeline, Window

CANVAS = Canvas(width=64, height=96)
CLOSER = Motion(begin=Window(left=0, top=0, size=1), end=Window(left=0.1, top=0.1, size=0.8))
WORDS = Text(text="부산", box=Box(left=0, top=0, width=64, height=20), size=12)
shots = some.builds(Shot, picture=some.just(0), hold=some.integers(1, 400), fade_in=some.integers(0, 63))


def a_film(shots: Sequence[Shot], pictures: int = 1) -> Timeline:
    first, *others = shots
    pictures_of_it = tuple(Picture(photo=photo) for photo in range(pictures))
    return Timeline(canvas=CANVAS, pictures=pictures_of_it, shots=(evolve(first, fade_in=0), *others))


def names(film: Timeline, *, digests: str = "abcdefgh", identity: str = "x") -> list[str]:
    photos = [PhotoFile(path=Path(f"{digest}.jpg"), digest=digest) for digest in digests]
    namer = Namer(timeline=film, photos=photos, identity=identity)
    return [namer.name(part) for part in parts(film)]


def five_shots() -> Timeline:
    return a_film([Shot(picture=at, hold=20, fade_in=5, motion=CLOSER) for at in range(5)], pictures=5)


@given(some.lists(shots, min_size=1, max_size=8))
def test_the_parts_are_the_film_without_gap_or_overlap(shots: list[Shot]) -> None:
    film = a_film(shots)
    assert sum(part.frames for part in parts(film)) == film.frames
    assert all(0 < part.frames <= LONGEST for part in parts(film))


@given(some.lists(shots, min_size=1, max_size=8))
def test_a_shot_is_seen_from_its_first_frame_to_its_last(shots: list[Shot]) -> None:
    film = a_film(shots)
    seen: dict[int, list[int]] = {}
    for part in parts(film):
        for side in part.sides:
            number = next(at for at, shot in enumerate(film.shots) if shot is side.shot)
            seen.setdefault(number, []).extend(range(side.first, side.first + part.frames))
            assert side.first + part.frames <= side.of
    begins = [*film.begins(), film.frames]
    for at, frames in seen.items():
        fade_out = film.shots[at + 1].fade_in if at + 1 < len(film.shots) else 0
        assert frames == list(range(begins[at + 1] - begins[at] + fade_out))


def test_in_a_fade_the_new_shot_weighs_more_from_frame_to_frame() -> None:
    fade = next(part for part in parts(five_shots()) if part.under is not None)
    assert [fade.weight(at) for at in range(fade.frames)] == [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6]


def test_every_part_has_a_name_of_its_own_for_people() -> None:
    film = a_film([Shot(picture=0, hold=400), Shot(picture=0, hold=9, fade_in=3)])
    assert [part.name for part in parts(film)] == ["hold-1-1", "hold-1-2", "hold-1-3", "fade-2", "hold-2"]


def test_another_photo_renames_what_shows_it_and_nothing_else() -> None:
    before, after = names(five_shots()), names(five_shots(), digests="abXdefgh")
    changed = [part.name for part, old, new in zip(parts(five_shots()), before, after, strict=True) if old != new]
    assert changed == ["fade-3", "hold-3", "fade-4"]


def test_where_a_photo_stands_in_the_film_does_not_matter() -> None:
    film = a_film([Shot(picture=1, hold=20, motion=CLOSER)], pictures=2)
    alone = a_film([Shot(picture=0, hold=20, motion=CLOSER)])
    assert names(film, digests="ab") == names(alone, digests="b")


def test_whatever_changes_what_is_seen_changes_the_name() -> None:
    shot = Shot(picture=0, hold=20, motion=CLOSER)
    film = a_film([shot])
    others = [
        evolve(film, canvas=Canvas(width=64, height=98)),
        evolve(film, canvas=evolve(CANVAS, fps=25)),
        evolve(film, pictures=(Picture(photo=0, veil=0.5),)),
        evolve(film, pictures=(Picture(photo=None),)),
        a_film([evolve(shot, hold=21)]),
        a_film([evolve(shot, motion=None)]),
        a_film([evolve(shot, motion=Motion(begin=CLOSER.end, end=CLOSER.begin))]),
        a_film([evolve(shot, overlay=(WORDS,))]),
        a_film([evolve(shot, overlay=(evolve(WORDS, text="서울"),))]),
    ]
    known = [names(film), names(film, identity="y"), names(film, digests="b"), *map(names, others)]
    assert len({name for (name,) in known}) == len(known)


def test_the_order_of_a_fade_is_part_of_its_name() -> None:
    def fade(film: Timeline) -> Part:
        return next(part for part in parts(film) if part.under is not None)

    film = a_film([Shot(picture=0, hold=5), Shot(picture=1, hold=5, fade_in=5)], pictures=2)
    turned = a_film([Shot(picture=1, hold=5), Shot(picture=0, hold=5, fade_in=5)], pictures=2)
    photos = [PhotoFile(path=Path(digest), digest=digest) for digest in "ab"]
    first, second = (Namer(timeline=each, photos=photos, identity="x").name(fade(each)) for each in (film, turned))
    assert first != second


def test_a_still_has_one_name_wherever_it_is_cut() -> None:
    film = a_film([Shot(picture=0, hold=300)])
    assert len(set(names(film))) == 1
