"""A template's data is read strictly, and everything that is wrong with it is said at once."""

from typing import Any

import pytest

from core.video.model.errors import BadTemplate
from core.video.model.template import Lettering, Movement, Span, Template, TitleCard
from core.video.model.templates.reading import read_template
from tests.films import a_document

LETTERING = {"size": 0.08, "top": 0.1, "bottom": 0.2, "side": 0.1}
CARD = {"seconds": 2, "veil": 0.4, "lettering": LETTERING}


def faults(document: object) -> list[tuple[str, str]]:
    with pytest.raises(BadTemplate) as raised:
        read_template(document)
    return [(fault.pointer, fault.detail) for fault in raised.value.faults]


def test_a_template_says_all_that_its_data_says() -> None:
    lettering = Lettering(size=0.08, top=0.1, bottom=0.2, side=0.1, bold=False)
    assert read_template(a_document()) == Template(
        name="test",
        version=1,
        about={"en": "For tests."},
        aspects=("9:16", "1:1", "16:9"),
        least_photos=1,
        most_photos=300,
        seconds_per_photo=Span(default=3, least=0.5, most=10),
        fade_seconds=0.25,
        fit="auto",
        cuts="even",
        music="optional",
        title="optional",
        captions="optional",
        broken_photos="fail",
        title_card=TitleCard(seconds=2, veil=0.4, lettering=lettering),
        caption_lettering=lettering,
        movement=Movement(closest=0.8),
        music_fade_seconds=1,
    )


def test_what_a_template_has_no_use_for_is_left_out() -> None:
    plain = read_template(
        a_document(
            title="no", title_card=..., captions="no", caption_lettering=..., movement=..., music_fade_seconds=...
        )
    )
    assert (plain.title_card, plain.caption_lettering, plain.movement) == (None, None, None)
    assert plain.music_fade_seconds == 1


REQUIRED = (
    "format", "name", "version", "about", "aspects", "photos", "seconds_per_photo", "fade_seconds", "fit", "cuts",
    "music", "title", "captions", "broken_photos",
)  # fmt: skip


@pytest.mark.parametrize("field", REQUIRED)
def test_a_field_that_every_template_has_must_not_be_missing(field: str) -> None:
    assert faults(a_document(**{field: ...})) == [(f"/{field}", "is missing")]


@pytest.mark.parametrize("document", [None, [], "basic", 1, True])
def test_a_template_is_an_object(document: object) -> None:
    assert faults(document) == [("", "must be an object")]


WRONG: list[tuple[str, Any, str, str]] = [
    ("format", 2, "", "must be 1: there is no other format yet"),
    ("format", True, "", "must be 1: there is no other format yet"),
    ("format", 1.0, "", "must be 1: there is no other format yet"),
    ("name", "Basic", "", "must be 1 to 40 of a-z, 0-9 and -, a letter first"),
    ("name", "basic\n", "", "must be 1 to 40 of a-z, 0-9 and -, a letter first"),
    ("name", "a" * 41, "", "must be 1 to 40 of a-z, 0-9 and -, a letter first"),
    ("name", None, "", "must be 1 to 40 of a-z, 0-9 and -, a letter first"),
    ("version", 1.9, "", "must be a whole number from 1 to 1000000"),
    ("version", True, "", "must be a whole number from 1 to 1000000"),
    ("version", 0, "", "must be a whole number from 1 to 1000000"),
    ("about", {}, "", "must be an object with at least one field"),
    ("about", "words", "", "must be an object with at least one field"),
    ("about", {"en": 1}, "/en", "must be a text"),
    ("about", {"en": " "}, "/en", "must not be blank"),
    ("about", {"en": "a" * 301}, "/en", "must have 300 characters at most, not 301"),
    ("about", {"en": "a\x00"}, "/en", "must not have control characters or halves of characters"),
    ("about", {"en/GB~": "a"}, "/en~1GB~0", "must be a language's code, such as ko or en"),
    ("aspects", [], "", "must be a list with at least one value"),
    ("aspects", "9:16", "", "must be a list with at least one value"),
    ("aspects", ["9:16", "9:16"], "", "must not have a value twice"),
    ("aspects", ["9:16", "4:3"], "/1", "must be one of 9:16, 1:1, 16:9"),
    ("photos", {"least": 5, "most": 4}, "/most", "must not be less than least"),
    ("photos", {"least": 0, "most": 4}, "/least", "must be a whole number from 1 to 300"),
    ("photos", {"least": 1, "most": 301}, "/most", "must be a whole number from 1 to 300"),
    ("photos", 12, "", "must be an object"),
    ("seconds_per_photo", {"default": 3, "least": 4, "most": 5}, "", "must have least, default and most in this order"),
    ("seconds_per_photo", {"default": 6, "least": 4, "most": 5}, "", "must have least, default and most in this order"),
    ("seconds_per_photo", {"default": 3, "least": 0.1, "most": 5}, "/least", "must be a number from 0.2 to 60"),
    ("seconds_per_photo", {"default": 3, "least": 1, "most": 61}, "/most", "must be a number from 0.2 to 60"),
    ("fade_seconds", -1, "", "must be a number from 0 to 2"),
    ("fade_seconds", 2.1, "", "must be a number from 0 to 2"),
    ("fade_seconds", "1", "", "must be a number from 0 to 2"),
    ("fade_seconds", False, "", "must be a number from 0 to 2"),
    ("fade_seconds", float("nan"), "", "must be a number from 0 to 2"),
    ("fade_seconds", 10**400, "", "must be a number from 0 to 2"),
    ("fit", "stretch", "", "must be one of auto, blur, crop"),
    ("fit", ["auto"], "", "must be one of auto, blur, crop"),
    ("cuts", "odd", "", "must be one of even, beats"),
    ("music", "yes", "", "must be one of no, optional, required"),
    ("music_fade_seconds", 11, "", "must be a number from 0 to 10"),
    ("title_card", None, "", "must be an object"),
    ("title_card", {**CARD, "veil": 1}, "/veil", "must be a number from 0 to 0.9"),
    ("title_card", {**CARD, "seconds": 0}, "/seconds", "must be a number from 0.5 to 10"),
    ("title_card", {**CARD, "lettering": {**LETTERING, "side": 0.5}}, "/lettering/side",
     "must be a number from 0 to 0.4"),
    ("caption_lettering", {**LETTERING, "bold": 1}, "/bold", "must be true or false"),
    ("caption_lettering", {**LETTERING, "colour": "red"}, "/colour", "is not known here"),
    ("caption_lettering", {**LETTERING, "top": 0.75}, "",
     "must leave room between top and bottom for a line of that size"),
    ("caption_lettering", {**LETTERING, "size": 0.25, "side": 0.4}, "",
     "must leave room between the sides for a letter of that size"),
    ("movement", {"closest": 1}, "/closest", "must be a number from 0.6 to 0.98"),
    ("broken_photos", "ignore", "", "must be one of fail, skip"),
    ("a/b~c", 1, "", "is not known here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "inside", "says"), WRONG, ids=[f"{number}-{row[0]}" for number, row in enumerate(WRONG)]
)
def test_a_value_that_is_not_what_it_must_be_is_refused_where_it_is(
    field: str, value: object, inside: str, says: str
) -> None:
    escaped = field.replace("~", "~0").replace("/", "~1")
    assert faults(a_document(**{field: value})) == [(f"/{escaped}{inside}", says)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"fade_seconds": 0.5, "movement": ...},
            ("/fade_seconds", "must be shorter than the least seconds_per_photo"),
        ),
        (
            {"fade_seconds": 0.3},
            ("/fade_seconds", "must be at most half of the least seconds_per_photo where there is movement"),
        ),
        ({"cuts": "beats"}, ("/music", "must be required, since cuts on beats need music")),
        ({"music": "no"}, ("/music_fade_seconds", "must be left out where there is no music")),
        ({"title_card": ...}, ("/title_card", "is missing: it says how the title is shown")),
        ({"title": "no"}, ("/title_card", "must be left out where there is no title")),
        ({"caption_lettering": ...}, ("/caption_lettering", "is missing: it says how captions are shown")),
        ({"captions": "no"}, ("/caption_lettering", "must be left out where there are no captions")),
    ],
    ids=[
        "fade too long", "hardly alone", "beats of nothing", "silence that fades", "no card", "no title",
        "no lettering", "no captions",
    ],
)  # fmt: skip
def test_values_that_do_not_go_together_are_refused(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(a_document(**changes)) == [expected]


def test_every_mistake_is_told_at_once_and_what_cannot_be_read_is_not_compared() -> None:
    document = a_document(
        name=3, fade_seconds="long", cuts="beats", aspects=["2:1", "3:1"], title_card={"seconds": 99}, extra=1
    )
    assert [pointer for pointer, _ in faults(document)] == [
        "/aspects/0",
        "/aspects/1",
        "/extra",
        "/fade_seconds",
        "/music",
        "/name",
        "/title_card/lettering",
        "/title_card/seconds",
        "/title_card/veil",
    ]
