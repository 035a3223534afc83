"""Whatever the template, the photos and the music: the film adds up, down to the frame and the pixel."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.video.model.beats import beats_of
from core.video.model.canvas import CANVASES, FPS, Canvas
from core.video.model.compiling.compiling import compiled
from core.video.model.order import Wishes
from core.video.model.photo import Music, PhotoShape
from core.video.model.template import Lettering, Template
from core.video.model.templates.reading import read_template
from core.video.model.timeline import Box, Picture, Timeline, Window
from tests.films import a_document

SIDES = st.one_of(st.integers(1, 20_000), st.sampled_from([1, 2, 1080, 1920, 3024, 4032, 20_000]))
SHAPES = st.builds(PhotoShape, width=SIDES, height=SIDES)
PHOTOS = st.one_of(st.lists(SHAPES, min_size=1, max_size=12), SHAPES.map(lambda shape: [shape] * 300))
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60).filter(str.strip)
ASKED = st.sampled_from(["optional", "required"])


@st.composite
def letterings(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.floats(0.02, 0.2))
    top = draw(st.floats(0, 0.6))
    bottom = draw(st.floats(0, 0.98 - top - 1.3 * size))
    return {"size": size, "top": top, "bottom": min(bottom, 0.9), "side": draw(st.floats(0, 0.39)), "bold": True}


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Return any template that the reader takes."""
    least, default, most = sorted(draw(st.tuples(*[st.floats(0.2, 20)] * 3)))
    moving = draw(st.booleans())
    beats = draw(st.booleans())
    card = {"seconds": draw(st.floats(0.5, 5)), "veil": draw(st.floats(0, 0.9)), "lettering": draw(letterings())}
    document = a_document(
        aspects=draw(st.lists(st.sampled_from(sorted(CANVASES)), min_size=1, max_size=3, unique=True)),
        seconds_per_photo={"least": least, "default": default, "most": most},
        fade_seconds=draw(st.floats(0, min(2, least / 2 if moving else least - 1 / FPS))),
        fit=draw(st.sampled_from(["auto", "blur", "crop"])),
        cuts="beats" if beats else "even",
        music="required" if beats else draw(ASKED),
        music_fade_seconds=draw(st.floats(0, 10)),
        title=draw(ASKED),
        title_card=card,
        captions=draw(ASKED),
        caption_lettering=draw(letterings()),
        movement={"closest": draw(st.floats(0.6, 0.98))} if moving else ...,
    )
    return read_template(document)


MUSIC = st.builds(
    lambda seconds, beats: Music(seconds=seconds, beats=tuple(sorted(beat for beat in beats if beat < seconds))),
    st.floats(0, 400),
    st.lists(st.floats(0, 400), max_size=40),
)


@given(template=templates(), photos=PHOTOS, music=MUSIC, words=WORDS, data=st.data())
@settings(deadline=None, max_examples=40)
def test_any_film_adds_up(
    template: Template, photos: list[PhotoShape], music: Music, words: str, data: st.DataObject
) -> None:
    span = template.seconds_per_photo
    wishes = Wishes(
        title=words,
        captions=(words,) * len(photos),
        aspect=data.draw(st.sampled_from(template.aspects)),
        seconds_per_photo=data.draw(st.none() | st.floats(span.least, span.most)),
    )
    made = compiled(template, wishes=wishes, photos=photos, music=music)
    assert made == compiled(template, wishes=wishes, photos=photos, music=music)

    film = made.timeline
    assert film.canvas == CANVASES[wishes.aspect or "9:16"]
    assert_frames_follow_each_other(film)
    assert_as_long_as_promised(film, template, wishes, len(photos))
    assert_each_photo_once_and_in_order(film, len(photos))
    for picture in film.pictures:
        assert_picture_can_be_drawn(picture)
    for window in windows(film):
        assert 0 <= window.left <= window.left + window.size <= 1
        assert 0 <= window.top <= window.top + window.size <= 1
    assert_words_stay_where_they_may_be(film, template)
    assert all(made.warnings)


def assert_frames_follow_each_other(film: Timeline) -> None:
    ends = [begin + shot.fade_in + shot.hold for begin, shot in zip(film.begins(), film.shots, strict=True)]
    assert [*film.begins()] == [0, *ends[:-1]]
    assert ends[-1] == film.frames
    assert all(shot.hold >= 1 and 0 <= shot.fade_in <= 63 for shot in film.shots)
    assert film.sound.fade_in + film.sound.fade_out <= film.frames


def assert_as_long_as_promised(film: Timeline, template: Template, wishes: Wishes, photos: int) -> None:
    card = template.title_card
    assert card
    seconds = wishes.seconds_per_photo or template.seconds_per_photo.default
    photo, title = int(seconds * FPS + 0.5), int(card.seconds * FPS + 0.5)
    turns = [shot.fade_in + shot.hold for shot in film.shots]
    if template.cuts == "even":
        assert turns == [title, *[photo] * photos]
    else:
        shortest = min(title, photo)
        assert abs(film.frames - title - photos * photo) < shortest / 2
        assert all(turn - usual > -shortest / 2 for turn, usual in zip(turns, [title, *[photo] * photos], strict=True))
        assert all(turn - usual < shortest for turn, usual in zip(turns, [title, *[photo] * photos], strict=True))


def assert_each_photo_once_and_in_order(film: Timeline, photos: int) -> None:
    shown = [film.pictures[shot.picture] for shot in film.shots]
    assert [picture.photo for picture in shown] == [0, *range(photos)]
    assert [picture.soft for picture in shown] == [True, *[False] * photos]
    assert len(set(film.pictures)) == len(film.pictures) == photos + 1


def assert_picture_can_be_drawn(picture: Picture) -> None:
    assert 1 <= picture.scale <= 2
    assert 0 <= picture.veil <= 1


def windows(film: Timeline) -> list[Window]:
    return [window for shot in film.shots if shot.motion for window in (shot.motion.begin, shot.motion.end)]


def assert_words_stay_where_they_may_be(film: Timeline, template: Template) -> None:
    card, captions = template.title_card, template.caption_lettering
    assert card
    assert captions
    for shot in film.shots:
        picture = film.pictures[shot.picture]
        lettering = card.lettering if picture.soft else captions
        texts = (*picture.texts, *shot.overlay)
        assert len(texts) == 1
        assert bool(shot.overlay) == bool(shot.motion)
        assert_inside(texts[0].box, film.canvas, lettering)
        assert 1 <= texts[0].size <= texts[0].box.height


def assert_inside(box: Box, canvas: Canvas, safe: Lettering) -> None:
    hair = 0.001
    assert box.left >= canvas.width * safe.side - hair
    assert box.left + box.width <= canvas.width * (1 - safe.side) + hair
    assert box.top >= canvas.height * safe.top - hair
    assert box.top + box.height <= canvas.height * (1 - safe.bottom) + hair
    assert box.width > 0
    assert box.height > 0


LEVELS = st.lists(st.floats(0, 1), max_size=400)


@given(levels=LEVELS, rate=st.integers(1, 300), repeated=st.integers(1, 5))
@settings(deadline=None, max_examples=30)
def test_beats_of_any_sound_lie_within_it_one_after_the_other(levels: list[float], rate: int, repeated: int) -> None:
    levels = levels * repeated
    beats = beats_of(levels, levels[::-1], rate=rate)
    assert list(beats) == sorted(set(beats))
    assert all(0 <= beat <= len(levels) / rate + 1 / rate for beat in beats)
