"""`oddiya templates` shows the templates that there are, and says of new ones what is wrong with them."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.section import CannotOpen
from composition.films.templates_arguments import describe
from composition.films.templates_command import run
from tests.films import a_document

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def oddiya_templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ODDIYA_PROFILE", "memory")
    monkeypatch.setenv("ODDIYA_HOME", str(tmp_path / "home"))
    parser = argparse.ArgumentParser()
    describe(parser)

    def run_it(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = run(parser.parse_args(arguments))
        told = capsys.readouterr()
        return status, told.out.splitlines(), told.err.splitlines()

    return run_it


def a_file(folder: Path, file_name: str = "mine.json", **document: Any) -> str:
    file = folder / file_name
    file.write_text(json.dumps(a_document(**document)), encoding="utf-8")
    return str(file)


def test_the_list_says_what_each_template_is_and_takes(oddiya_templates: Run) -> None:
    status, out, err = oddiya_templates("list")
    assert (status, err) == (0, [])
    assert out[:4] == [
        "basic (9:16, 1:1, 16:9)",
        "  One photo softly after the other, with a title, captions and music where you want them.",
        "  1 to 300 photos of 1 to 10 s, 3 s unless you say otherwise",
        "  music: optional; title: optional; captions: optional",
    ]
    assert [line.split()[0] for line in out[::4]] == ["basic", "beat", "kenburns", "story"]


def test_the_list_has_the_operators_own_too_in_the_language_that_they_have(
    oddiya_templates: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_file(tmp_path, name="mine", about={"ko": "나만의 영상"})
    monkeypatch.setenv("ODDIYA_TEMPLATES", str(tmp_path))
    assert "  나만의 영상" in oddiya_templates("list")[1]


def test_a_good_template_is_tried_in_every_shape(oddiya_templates: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path)
    assert oddiya_templates("check", file) == (
        0,
        [
            f"{file}: test, version 1",
            "  9:16: 4 photos make 14.0 s, 420 frames of 1080x1920 out of 5 pictures, with movement",
            "  1:1: 4 photos make 14.0 s, 420 frames of 1080x1080 out of 5 pictures, with movement",
            "  16:9: 4 photos make 14.0 s, 420 frames of 1920x1080 out of 5 pictures, with movement",
        ],
        [],
    )


@pytest.mark.parametrize(
    ("changes", "tried"),
    [
        ({"photos": {"least": 1, "most": 2}, "title": "no", "title_card": ...}, "2 photos make 6.0 s, 180 frames"),
        ({"photos": {"least": 7, "most": 9}}, "7 photos make 23.0 s, 690 frames"),
        (
            {"music": "no", "music_fade_seconds": ..., "captions": "no", "caption_lettering": ...},
            "4 photos make 14.0 s, 420 frames",
        ),
        ({"music": "required", "title": "required", "captions": "required"}, "4 photos make 14.0 s, 420 frames"),
        ({"cuts": "beats", "music": "required"}, "4 photos make 14.0 s, 420 frames"),
    ],
    ids=["few photos", "many photos", "nothing", "everything", "beats"],
)
def test_it_is_tried_with_what_it_needs(
    oddiya_templates: Run, tmp_path: Path, changes: dict[str, Any], tried: str
) -> None:
    status, out, err = oddiya_templates("check", a_file(tmp_path, movement=..., aspects=["1:1"], **changes))
    assert (status, err) == (0, [])
    assert out[1].startswith(f"  1:1: {tried}")


def test_each_mistake_is_a_line_and_the_other_files_are_checked_as_well(oddiya_templates: Run, tmp_path: Path) -> None:
    good, bad = a_file(tmp_path), a_file(tmp_path, "bad.json", fit="stretch", version=...)
    status, out, err = oddiya_templates("check", bad, good)
    assert status == 65
    assert out[0] == f"{good}: test, version 1"
    assert err == [
        f"{bad}:",
        "oddiya: this is no template",
        "  /fit: must be one of auto, blur, crop",
        "  /version: is missing",
    ]


def test_a_file_that_is_not_there_is_said_so(oddiya_templates: Run, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"nothing\.json cannot be read: No such file"):
        oddiya_templates("check", str(tmp_path / "nothing.json"))
