"""What a template does not take is refused before anybody looks at a photo."""

from typing import Any

import pytest

from core.errors import Fault
from core.video.model.compiling.compiling import check_order
from core.video.model.errors import BadOrder
from core.video.model.order import Wishes
from core.video.model.template import Span, Template
from tests.films import a_template

TEMPLATE = a_template(least_photos=2, most_photos=4, seconds_per_photo=Span(default=3, least=1, most=5.5))
ALL = a_template(title="required", captions="required", music="required")
NOTHING = a_template(title="no", captions="no", music="no", title_card=None, caption_lettering=None)
MISSING = "is missing: the template needs it"
NO_PLACE = "must be left out: the template has no place for it"
NEVER_SHOWN = "must not have control characters or halves of characters"


def faults(template: Template, *, photos: int = 3, music: bool = False, **wishes: Any) -> list[Fault]:
    with pytest.raises(BadOrder) as raised:
        check_order(template, wishes=Wishes(**wishes), photos=photos, music=music)
    return [*raised.value.faults]


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"title": "부산의 사흘 🌊", "captions": ("하나",), "aspect": "1:1", "seconds_per_photo": 5.5},
        {"title": "Three days\nin Busan", "captions": ("", "", ""), "seconds_per_photo": 1},
        {"title": "가" * 100, "captions": ("나" * 200,)},
    ],
    ids=["nothing", "everything", "least", "most"],
)
def test_what_the_template_takes_is_taken(wishes: dict[str, Any]) -> None:
    check_order(TEMPLATE, wishes=Wishes(**wishes), photos=3, music=True)


@pytest.mark.parametrize("photos", [0, 1, 5])
def test_there_must_be_as_many_photos_as_the_template_takes(photos: int) -> None:
    assert faults(TEMPLATE, photos=photos) == [Fault("/photos", f"must be 2 to 4 photos, not {photos}")]


def test_what_the_template_needs_must_be_there() -> None:
    assert faults(ALL) == [
        Fault("/title", MISSING), Fault("/captions", MISSING), Fault("/music", MISSING)
    ]  # fmt: skip


def test_what_the_template_has_no_place_for_must_be_left_out() -> None:
    assert faults(NOTHING, title="\x00", captions=("\x00",), music=True) == [
        Fault("/title", NO_PLACE), Fault("/captions", NO_PLACE), Fault("/music", NO_PLACE)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("", "must not be blank"),
        (" \n", "must not be blank"),
        ("\u200b\u3000\u202e", "must not be blank"),
        ("a" * 101, "must have 100 characters at most, not 101"),
        ("a\n" * 6 + "a", "must have 6 lines at most"),
        ("tab\tbed", NEVER_SHOWN),
        ("half \ud800", NEVER_SHOWN),
    ],
    ids=["empty", "blank", "never seen", "long", "high", "a tab", "half a character"],
)
def test_a_title_must_be_one_that_can_be_shown(title: str, says: str) -> None:
    assert faults(TEMPLATE, title=title) == [Fault("/title", says)]


def test_captions_must_be_ones_that_can_be_shown_and_not_more_than_photos() -> None:
    assert faults(TEMPLATE, captions=("fine", "a" * 201, "", "\x1b")) == [
        Fault("/captions", "must be 3 at most, one for each photo, not 4"),
        Fault("/captions/1", "must have 200 characters at most, not 201"),
        Fault("/captions/3", NEVER_SHOWN),
    ]


def test_where_captions_are_needed_every_photo_needs_one() -> None:
    assert faults(ALL, title="부산", music=True, captions=("one", "")) == [
        Fault("/captions", "must be 3, one for each photo, not 2"),
        Fault("/captions/1", "must not be blank"),
    ]


@pytest.mark.parametrize("seconds", [0, 0.99, 5.6, float("nan"), float("inf")])
def test_a_photo_must_not_be_shorter_or_longer_than_the_template_allows(seconds: float) -> None:
    assert faults(TEMPLATE, seconds_per_photo=seconds) == [Fault("/seconds_per_photo", "must be from 1 to 5.5")]


def test_the_film_must_have_a_shape_that_the_template_has() -> None:
    assert faults(a_template(aspects=("9:16", "1:1")), aspect="16:9") == [Fault("/aspect", "must be one of 9:16, 1:1")]
