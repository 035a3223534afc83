"""Photos change on the beats of the music."""

from typing import Any

import pytest

from core.video.model.compiling.compiling import Compiled, compiled
from core.video.model.order import Wishes
from core.video.model.photo import Music
from core.video.model.template import Span
from core.video.model.timeline import Sound
from tests.films import SMALL, UPRIGHT, a_template, some_music

BEAT = a_template(
    cuts="beats", music="required", fade_seconds=0, seconds_per_photo=Span(default=2, least=0.5, most=5)
)  # fmt: skip


def film(music: Music, *, photos: int = 5, template: Any = BEAT, **wishes: Any) -> Compiled:
    return compiled(template, wishes=Wishes(**wishes), photos=[UPRIGHT] * photos, music=music, canvases={"9:16": SMALL})


def cuts(made: Compiled) -> list[int]:
    """Return the frames in which a photo begins, and the film's end."""
    return [*made.timeline.begins(), made.timeline.frames]


def test_every_cut_is_the_beat_nearest_to_where_it_would_be_otherwise_and_so_is_the_end() -> None:
    music = some_music(60, every=0.7)
    frames = [round(beat * 30) for beat in music.beats]
    assert cuts(film(music)) == [0, *(min(frames, key=lambda beat: abs(beat - due)) for due in range(60, 301, 60))]


def test_errors_do_not_add_up_over_many_photos() -> None:
    made = film(some_music(700, every=0.61), photos=300)
    assert abs(made.timeline.frames - 300 * 60) <= 10


def test_the_title_gives_way_on_a_beat_too() -> None:
    assert cuts(film(some_music(60, every=0.7), title="부산"))[:3] == [0, 63, 126]


def test_music_that_is_too_short_is_repeated_and_its_beats_with_it() -> None:
    music = Music(seconds=3.3, beats=(0.1, 1.1, 2.1, 3.1))
    repeated = {round((3.3 * time + beat) * 30) for time in range(5) for beat in music.beats}
    made = film(music, photos=6)
    assert set(cuts(made)[1:]) <= repeated
    assert "the music lasts 3 s and the film 12 s: the music is repeated" in made.warnings


def test_no_photo_is_seen_for_less_than_half_as_long_as_another_or_for_twice_as_long() -> None:
    music = Music(seconds=30, beats=(1.02, 2.9, 3.1, 5.2, 6.99, 7.0, 9.0, 9.01, 11.9, 12.9, 13.2))
    turns = [shot.hold for shot in film(music, photos=8).timeline.shots]
    assert all(30 < turn < 120 for turn in turns)


def test_where_no_beat_is_near_a_cut_comes_when_it_would_otherwise() -> None:
    assert cuts(film(Music(seconds=30, beats=(2.1,)), photos=3)) == [0, 63, 120, 180]


@pytest.mark.parametrize(
    "music", [Music(seconds=30), Music(seconds=0), Music(seconds=0.2, beats=(0.1,))], ids=["silent", "none", "a click"]
)
def test_without_a_rhythm_the_photos_change_evenly(music: Music) -> None:
    assert cuts(film(music, photos=3)) == [0, 60, 120, 180]


def test_music_without_a_beat_is_told() -> None:
    assert film(Music(seconds=10)).warnings == (
        "no steady beat was found in the music: all photos are shown for equally long",
    )


def test_the_first_beat_is_heard_and_the_last_one_fades_away() -> None:
    assert film(some_music()).timeline.sound == Sound(fade_in=0, fade_out=30)


def test_a_template_that_does_not_ask_for_the_music_it_needs_cuts_evenly_without() -> None:
    template = a_template(cuts="beats", music="optional")
    made = compiled(template, wishes=Wishes(), photos=[UPRIGHT] * 2, music=None)
    assert cuts(made) == [0, 90, 180]


def test_fades_are_shorter_where_a_beat_leaves_too_little_time() -> None:
    template = a_template(
        cuts="beats", music="required", fade_seconds=0.5, seconds_per_photo=Span(default=0.6, least=0.6, most=1)
    )  # fmt: skip
    made = film(Music(seconds=30, beats=(0.8, 1.15)), template=template, photos=2)
    assert [(shot.fade_in, shot.hold) for shot in made.timeline.shots] == [(0, 24), (10, 1)]
