"""The templates that come with Oddiya, and those that an operator adds."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bundled.video_templates import LARGEST, JsonVideoTemplates, template_of
from adapters.section import CannotOpen
from core.video.model.compiling.compiling import compiled
from core.video.model.errors import BadTemplate
from core.video.model.order import Wishes
from tests.films import LYING, UPRIGHT, a_document, some_music

BUNDLED = JsonVideoTemplates.read()
PHONE_TOP, PHONE_BOTTOM = 0.14, 0.2


def write(file: Path, **document: Any) -> None:
    file.write_text(json.dumps(a_document(**document)), encoding="utf-8")


def test_four_kinds_of_films_can_be_made_from_the_start() -> None:
    assert [template.name for template in BUNDLED.all()] == ["basic", "beat", "kenburns", "story"]


@pytest.mark.parametrize("name", ["basic", "beat", "kenburns", "story"])
def test_each_is_described_in_korean_and_in_english(name: str) -> None:
    assert set(BUNDLED.named(name).about) == {"ko", "en"}


@pytest.mark.parametrize("name", ["basic", "kenburns", "beat"])
def test_most_make_films_of_every_shape_upright_ones_first(name: str) -> None:
    assert BUNDLED.named(name).aspects == ("9:16", "1:1", "16:9")


def test_twelve_photos_after_basic_take_three_seconds_each_and_fade_for_half_a_second() -> None:
    film = compiled(BUNDLED.named("basic"), wishes=Wishes(), photos=[UPRIGHT] * 12, music=None).timeline

    assert film.seconds == 36
    assert [shot.fade_in for shot in film.shots] == [0] + [15] * 11
    assert not film.moves


def test_kenburns_moves_and_beat_follows_the_music_without_fading() -> None:
    moving = compiled(BUNDLED.named("kenburns"), wishes=Wishes(), photos=[UPRIGHT, LYING], music=None).timeline
    beat = compiled(BUNDLED.named("beat"), wishes=Wishes(), photos=[LYING] * 5, music=some_music(every=0.7)).timeline

    assert all(shot.motion for shot in moving.shots)
    assert [shot.fade_in for shot in beat.shots] == [0] * 5
    assert [*beat.begins()] == [0, 42, 84, 126, 189]  # beats of 21 frames, photos of about 45


def test_words_of_a_story_keep_clear_of_what_phones_show_above_and_below() -> None:
    asked = Wishes(title="부산의 사흘", captions=("첫째 날", "둘째 날"))
    film = compiled(BUNDLED.named("story"), wishes=asked, photos=[UPRIGHT, LYING], music=None).timeline

    texts = [text for picture in film.pictures for text in picture.texts]
    assert [text.text for text in texts] == ["부산의 사흘", "첫째 날", "둘째 날"]
    for text in texts:
        assert text.box.top >= PHONE_TOP * film.canvas.height
        assert text.box.top + text.box.height <= (1 - PHONE_BOTTOM) * film.canvas.height


def test_an_operators_templates_are_added_and_take_the_place_of_bundled_ones(tmp_path: Path) -> None:
    write(tmp_path / "mine.json", name="mine")
    write(tmp_path / "other.json", name="basic", version=7)
    (tmp_path / "notes.txt").write_text("no template")

    found = JsonVideoTemplates.read(tmp_path)

    assert [template.name for template in found.all()] == ["basic", "beat", "kenburns", "mine", "story"]
    assert found.named("basic").version == 7


def test_a_bad_template_is_named_with_everything_that_is_wrong_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "mine.json", fit="stretch", version=...)

    with pytest.raises(CannotOpen) as raised:
        JsonVideoTemplates.read(tmp_path)

    assert str(raised.value) == (
        f"{tmp_path}/mine.json is no template: /fit must be one of auto, blur, crop; /version is missing"
    )


def test_the_template_in_the_docs_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    example = page.split("```json")[1].split("```")[0]
    assert template_of(example.encode()).name == "postcards"


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.json", name="mine")
    write(tmp_path / "b.json", name="mine")

    with pytest.raises(CannotOpen, match=r"b\.json is another template called 'mine'"):
        JsonVideoTemplates.read(tmp_path)


def test_a_folder_or_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"ODDIYA_TEMPLATES is '.*nowhere', which cannot be read: No such file"):
        JsonVideoTemplates.read(tmp_path / "nowhere")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(CannotOpen, match=r"folder\.json cannot be read: Is a directory"):
        JsonVideoTemplates.read(tmp_path)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "must be JSON in UTF-8: Expecting value"),
        (b"\xff", "must be JSON in UTF-8"),
        (b'{"a": 1, "a": 2}', "must be JSON in UTF-8: a field is there twice"),
        (b"[" * 50_000, "is nested too deeply"),
        (b" " * (LARGEST + 1), "must have 65536 bytes at most"),
        (b"[]", "must be an object"),
    ],
    ids=["nothing", "no text", "a field twice", "too deep", "too large", "a list"],
)
def test_a_file_that_is_no_json_says_so(data: bytes, says: str) -> None:
    with pytest.raises(BadTemplate) as raised:
        template_of(data)
    (fault,) = raised.value.faults
    assert fault.pointer == ""
    assert fault.detail.startswith(says)
