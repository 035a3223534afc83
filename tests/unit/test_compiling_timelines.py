"""A timeline that cannot be filmed cannot be made."""

from typing import Any

import pytest

from core.video.model.canvas import Canvas
from core.video.model.timeline import Shot
from tests.films import SMALL, a_timeline


def test_frames_are_those_of_the_fades_and_of_the_holds() -> None:
    film = a_timeline(3, hold=10, fade=5)
    assert [*film.begins()] == [0, 10, 25]
    assert (film.frames, film.seconds, film.moves) == (40, 40 / SMALL.fps, False)


@pytest.mark.parametrize(
    "shots",
    [
        (),
        (Shot(picture=0, hold=1, fade_in=1),),
        (Shot(picture=0, hold=0),),
        (Shot(picture=0, hold=1), Shot(picture=1, hold=0, fade_in=1)),
        (Shot(picture=0, hold=1), Shot(picture=1, hold=1, fade_in=64)),
        (Shot(picture=0, hold=1), Shot(picture=1, hold=1, fade_in=-1)),
        (Shot(picture=2, hold=1),),
        (Shot(picture=-1, hold=1),),
    ],
    ids=[
        "no shot", "fading in over nothing", "not a frame", "only a fade", "too long a fade", "a fade backwards",
        "no such picture", "no picture",
    ],
)  # fmt: skip
def test_a_shot_that_cannot_be_shown_is_refused(shots: tuple[Shot, ...]) -> None:
    with pytest.raises(ValueError, match=r"cannot be shown|a film begins with"):
        a_timeline(2, shots=shots)


@pytest.mark.parametrize("sides", [{"width": 63}, {"height": 95}, {"width": 0}, {"height": -2}], ids=str)
def test_a_canvas_has_even_sides(sides: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="it must be even and at least 2"):
        Canvas(**{"width": 64, "height": 96, **sides})
