"""A template, photos and wishes become a film down to the frame."""

from typing import Any

import pytest
from attrs import evolve

from core.errors import Fault
from core.video.model.canvas import Canvas
from core.video.model.compiling.compiling import Compiled, compiled
from core.video.model.errors import BadOrder
from core.video.model.order import Wishes
from core.video.model.photo import Music, PhotoShape
from core.video.model.template import Lettering, Span, Template, TitleCard
from core.video.model.timeline import Box, Motion, Picture, Shot, Sound, Text, Timeline, Window
from tests.films import LYING, MOVEMENT, SMALL, UPRIGHT, a_shape, a_template, some_music


def film(
    template: Template | None = None,
    *photos: PhotoShape,
    music: Music | None = None,
    canvas: Canvas | None = None,
    numbers: tuple[int, ...] = (),
    **wishes: Any,
) -> Compiled:
    more: dict[str, Any] = {"canvases": {"9:16": canvas}} if canvas else {}
    return compiled(
        template or a_template(),
        wishes=Wishes(**wishes),
        photos=photos or [UPRIGHT, UPRIGHT],
        music=music,
        numbers=numbers,
        **more,
    )


def timeline(template: Template | None = None, *photos: PhotoShape, **more: Any) -> Timeline:
    return film(template, *photos, **more).timeline


def test_each_photo_takes_its_seconds_and_a_fade_is_part_of_the_turn_of_what_fades_in() -> None:
    assert timeline(None, UPRIGHT, LYING, UPRIGHT).shots == (
        Shot(picture=0, hold=90),
        Shot(picture=1, hold=75, fade_in=15),
        Shot(picture=2, hold=75, fade_in=15),
    )


def test_seconds_are_rounded_once_so_that_every_turn_is_equally_long() -> None:
    shots = timeline(None, *[UPRIGHT] * 7, seconds_per_photo=1.05).shots
    assert [shot.fade_in + shot.hold for shot in shots] == [32] * 7


def test_a_film_has_the_shape_that_is_asked_for_or_the_templates_first() -> None:
    template = a_template(aspects=("1:1", "16:9"))
    assert timeline(template).canvas == Canvas(width=1080, height=1080)
    assert timeline(template, aspect="16:9").canvas == Canvas(width=1920, height=1080)


def test_a_title_is_a_still_over_a_soft_dark_copy_of_the_first_photo_which_then_fades_in() -> None:
    made = timeline(None, LYING, UPRIGHT, title=" 부산의 사흘\n")
    title = Text(text="부산의 사흘", box=Box(left=108, top=192, width=864, height=1344), size=86)

    assert made.pictures == (
        Picture(photo=0, fit="blur", soft=True, veil=0.4, texts=(title,)),
        Picture(photo=0, fit="blur"),
        Picture(photo=1, fit="crop"),
    )
    assert made.shots[:2] == (Shot(picture=0, hold=60), Shot(picture=1, hold=75, fade_in=15))


def test_a_caption_is_part_of_a_picture_that_stands_still() -> None:
    made = timeline(None, UPRIGHT, UPRIGHT, UPRIGHT, captions=("하나", "", "three"))
    assert [[text.text for text in picture.texts] for picture in made.pictures] == [["하나"], [], ["three"]]
    assert made.pictures[0].texts[0].down == "bottom"


def test_a_caption_stands_still_above_a_picture_that_moves() -> None:
    made = timeline(a_template(movement=MOVEMENT), UPRIGHT, UPRIGHT, title="부산", captions=("하나",))
    card, one, two = made.shots
    assert (card.motion, card.overlay) == (None, ())
    assert [text.text for text in one.overlay] == ["하나"]
    assert two.overlay == ()
    assert [bool(picture.texts) for picture in made.pictures] == [True, False, False]


def test_there_is_a_picture_for_each_photo_and_no_more() -> None:
    made = timeline(None, *[UPRIGHT] * 300)
    assert len(made.pictures) == 300
    assert [shot.picture for shot in made.shots] == [*range(300)]


@pytest.mark.parametrize(
    ("fit", "shape", "shown"),
    [
        ("auto", a_shape(1080, 1920), "crop"),
        ("auto", a_shape(3024, 4032), "crop"),
        ("auto", a_shape(2000, 2000), "blur"),
        ("auto", a_shape(4032, 3024), "blur"),
        ("auto", a_shape(1, 4), "blur"),
        ("blur", a_shape(1080, 1920), "blur"),
        ("crop", a_shape(4032, 3024), "crop"),
        ("crop", a_shape(9000, 2000), "crop"),
        ("crop", a_shape(20000, 1), "blur"),
        ("crop", a_shape(1, 20000), "blur"),
    ],
)
def test_a_photo_is_cropped_or_shown_whole(fit: Any, shape: PhotoShape, shown: str) -> None:
    (picture,) = timeline(a_template(fit=fit), shape).pictures
    assert picture.fit == shown


def test_a_photo_of_the_canvas_s_shape_comes_closer_or_goes_away_in_turn() -> None:
    made = timeline(a_template(movement=MOVEMENT, fit="crop"), *[a_shape(1080, 1920)] * 3)
    whole = Window(left=0, top=0, size=1)
    first, second, third = (shot.motion for shot in made.shots)
    assert first
    assert first.begin == whole
    assert first.end.size == 0.8
    assert second
    assert second.end == whole
    assert second.begin.size == 0.8
    assert third
    assert third.begin == whole
    assert third.end != first.end
    assert {picture.scale for picture in made.pictures} == {1.25}


def test_what_upright_photos_are_about_is_above_their_middle() -> None:
    upright, lying = (
        timeline(a_template(movement=MOVEMENT, fit="blur"), shape).shots[0].motion for shape in (UPRIGHT, LYING)
    )
    assert upright
    assert lying
    assert upright.end.top < lying.end.top


def test_a_photo_that_is_cut_off_glides_along_where_it_is_cut() -> None:
    template = a_template(movement=MOVEMENT, fit="crop")
    size, way = 0.8, 1 - 0.8
    left, right = (Window(left=at, top=way / 2, size=size) for at in (0, way))
    top, bottom = (Window(left=way / 2, top=at, size=size) for at in (0, way))
    assert [shot.motion for shot in timeline(template, LYING, LYING).shots] == [
        Motion(begin=left, end=right),
        Motion(begin=right, end=left),
    ]
    assert [shot.motion for shot in timeline(template, UPRIGHT, UPRIGHT, aspect="16:9").shots] == [
        Motion(begin=top, end=bottom),
        Motion(begin=bottom, end=top),
    ]


def test_words_have_a_pixel_even_on_the_smallest_canvas() -> None:
    widest = Lettering(size=0.02, top=0.9, bottom=0.05, side=0.4)
    tiny = Canvas(width=2, height=2)
    (picture,) = timeline(a_template(caption_lettering=widest), UPRIGHT, captions=("a",), canvas=tiny).pictures
    assert picture.texts[0].box == Box(left=0, top=1, width=2, height=1)
    assert picture.texts[0].size == 1


def test_music_begins_and_ends_gently() -> None:
    assert timeline(a_template(music_fade_seconds=2), music=some_music()).sound == Sound(fade_in=60, fade_out=60)
    assert timeline(None, UPRIGHT, seconds_per_photo=1, music=some_music()).sound == Sound(fade_in=15, fade_out=15)
    assert timeline().sound == Sound()


def test_an_order_that_the_template_does_not_take_is_refused() -> None:
    with pytest.raises(BadOrder) as raised:
        film(a_template(least_photos=3))
    assert raised.value.faults == (Fault("/photos", "must be 3 to 300 photos, not 2"),)


def test_another_rate_makes_as_many_seconds() -> None:
    made = timeline(None, UPRIGHT, UPRIGHT, canvas=evolve(SMALL, fps=50))
    assert (made.frames, made.seconds) == (300, 6)


def test_no_fade_is_longer_than_can_be_shown() -> None:
    made = timeline(a_template(fade_seconds=2), canvas=evolve(SMALL, fps=60))
    assert [shot.fade_in for shot in made.shots] == [0, 63]


def told(*arguments: Any, **more: Any) -> list[str]:
    return [*film(*arguments, canvas=Canvas(width=1080, height=1920), **more).warnings]


def test_an_ordinary_film_needs_no_warning() -> None:
    assert told(None, UPRIGHT, LYING, title="부산의 사흘", captions=("광안리", "해운대")) == []


def test_photos_of_which_little_can_be_seen_are_told_by_their_numbers() -> None:
    shapes = [a_shape(), a_shape(320, 480), a_shape(8800, 2000), a_shape(20000, 1)]
    expected = [
        "photo {} has few pixels, 320x480: it will not look sharp",
        "only 13% of photo {} is seen, since it is cropped to fill the film",
        "photo {} is long and narrow, 20000x1: it is shown as a thin strip",
    ]
    template = a_template(fit="crop")
    assert told(template, *shapes) == [one.format(number) for one, number in zip(expected, (2, 3, 4), strict=True)]
    assert told(template, *shapes, numbers=(1, 5, 6, 9)) == [
        one.format(number) for one, number in zip(expected, (5, 6, 9), strict=True)
    ]


def test_movement_needs_more_pixels() -> None:
    shape = a_shape(600, 1066)
    assert told(None, shape) == []
    assert told(a_template(movement=MOVEMENT), shape) == ["photo 1 has few pixels, 600x1066: it will not look sharp"]


def test_words_that_will_be_small_are_told() -> None:
    small = Lettering(size=0.1, top=0.7, bottom=0.1, side=0.1)
    template = a_template(caption_lettering=small, movement=MOVEMENT)
    assert told(template, UPRIGHT, UPRIGHT, captions=("", "바다 " * 30)) == [
        "the caption of photo 2 is long: its letters will be smaller"
    ]
    tall = a_template(title_card=TitleCard(seconds=1, veil=0, lettering=small))
    assert told(tall, UPRIGHT, title="A\nB\nC\nD") == ["the title is long: its letters will be smaller"]
    assert told(tall, UPRIGHT, title="e\u0301" * 25) == []


def test_music_that_does_not_last_as_long_as_the_film_is_told() -> None:
    assert told(None, music=some_music(4)) == ["the music lasts 4 s and the film 6 s: the music is repeated"]
    assert told(None, music=some_music(60)) == ["the music lasts 60 s and the film 6 s: the rest of it is not heard"]
    assert told(None, music=some_music(6)) == []


def test_a_film_that_is_very_long_is_told() -> None:
    assert told(None, *[UPRIGHT] * 101) == [
        "the film lasts 303 s: fewer photos, or fewer seconds for each, make it shorter"
    ]


def test_of_very_many_warnings_the_first_are_told() -> None:
    warnings = told(None, *[a_shape(90, 160)] * 101)
    assert len(warnings) == 31
    assert warnings[0].startswith("the film lasts 303 s")
    assert warnings[1] == "photo 1 has few pixels, 90x160: it will not look sharp"
    assert warnings[-1] == "and 72 more"


def test_fades_for_which_photos_are_too_short_are_told_and_shortened() -> None:
    template = a_template(fade_seconds=0.5, seconds_per_photo=Span(default=0.4, least=0.4, most=1))
    made = film(template, UPRIGHT, UPRIGHT)
    assert made.timeline.shots[1] == Shot(picture=1, hold=1, fade_in=11)
    assert made.warnings == ("some photos are too short for a fade of 0.5 s: theirs is shorter",)
