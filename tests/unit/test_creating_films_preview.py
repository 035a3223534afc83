"""Seeing what a film would be like: on what it rests, and what is assumed."""

import pytest
from attrs import evolve

from core.errors import OddiyaError
from core.video.model.errors import BadOrder, TemplateNotFound
from core.video.model.order import Wishes
from core.video.model.ordering import WantedFilm
from core.video.model.photo import PhotoShape
from core.video.use_cases.films.preview_film import MUSIC_ASSUMED, SHAPES_ASSUMED, PreviewFilm
from tests.film_desk import TwoTemplates

WANTED = WantedFilm(template="plain", photos=("a", "b", "c"), wishes=Wishes(title="Busan", captions=("one",)))
SHAPE = PhotoShape(width=4000, height=3000)
preview_film = PreviewFilm(templates=TwoTemplates())


def test_a_preview_has_the_films_timeline() -> None:
    preview = preview_film(wanted=WANTED, shapes=[SHAPE] * 3)
    assert preview.timeline.seconds == 2 + 3 * 3
    pictures = [preview.timeline.pictures[shot.picture] for shot in preview.timeline.shots]
    assert [picture.photo for picture in pictures[-3:]] == [0, 1, 2]
    assert preview.warnings == ()


def test_without_shapes_it_is_said_that_they_are_assumed() -> None:
    assert preview_film(wanted=WANTED).warnings == (SHAPES_ASSUMED,)
    urls = evolve(WANTED, photos=(), photo_urls=("a", "b", "c"))
    assert preview_film(wanted=urls) == preview_film(wanted=WANTED)


def test_of_small_photos_the_same_is_said_as_when_the_film_is_made() -> None:
    warnings = preview_film(wanted=WANTED, shapes=[SHAPE, PhotoShape(width=40, height=30), SHAPE]).warnings
    assert [warning.split(" has ")[0] for warning in warnings] == ["photo 2"]


@pytest.mark.parametrize("template", ["plain", "on-beats"])
def test_of_music_it_is_said_that_nobody_has_listened_to_it_and_nothing_else(template: str) -> None:
    wanted = evolve(WANTED, template=template, music="song")
    assert preview_film(wanted=wanted, shapes=[SHAPE] * 3).warnings == (MUSIC_ASSUMED,)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_there_are_as_many_shapes_as_photos_or_none(count: int) -> None:
    with pytest.raises(BadOrder) as refused:
        preview_film(wanted=WANTED, shapes=[SHAPE] * count)
    assert [fault.pointer for fault in refused.value.faults] == ["/shapes"]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (evolve(WANTED, template="nonsense"), TemplateNotFound),
        (evolve(WANTED, template="on-beats"), BadOrder),
        (evolve(WANTED, wishes=Wishes(seconds_per_photo=11)), BadOrder),
        (evolve(WANTED, photos=()), BadOrder),
        (evolve(WANTED, photo_urls=("d",)), BadOrder),
    ],
    ids=["unknown template", "music is missing", "too slow", "no photos", "photos named twice"],
)
def test_what_would_not_be_filmed_is_not_previewed(wanted: WantedFilm, refusal: type[OddiyaError]) -> None:
    with pytest.raises(refusal):
        preview_film(wanted=wanted)
