"""What the reader and its programs say to each other."""

from pathlib import Path

import pytest

from adapters.pillow.asking import Answer, Ask, answer_line, answer_of, ask_line, ask_of
from core.video.model.timeline import Box, Picture, Text

TEXT = Text(text='a "b"\n부산 \ud800', box=Box(left=1, top=2, width=3, height=4), size=5, bold=True, down="top")
PICTURE = Picture(photo=3, fit="crop", soft=True, veil=0.25, scale=1.3, texts=(TEXT,))
ASKS = {
    "look": Ask(photo=Path("/a b\n/\udcff.jpg")),
    "draw": Ask(photo=Path("/p"), target=Path("/t"), size=(2, 4), picture=PICTURE),
    "ground": Ask(target=Path("/t"), size=(2, 4), picture=Picture(photo=None)),
    "letter": Ask(target=Path("/t"), size=(2, 4), texts=(TEXT, TEXT)),
}
ANSWERS = {"size": Answer(size=(9, 8)), "broken": Answer(broken="is cut off"), "failed": Answer(failed="the disk")}


@pytest.mark.parametrize("what", list(ASKS))
def test_what_is_asked_comes_through_on_one_line(what: str) -> None:
    line = ask_line(ASKS[what])
    assert line.count(b"\n") == 1
    assert ask_of(line) == ASKS[what]


@pytest.mark.parametrize("what", list(ANSWERS))
def test_an_answer_comes_through_on_one_line(what: str) -> None:
    line = answer_line(ANSWERS[what])
    assert line.count(b"\n") == 1
    assert answer_of(line) == ANSWERS[what]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"null",
        b'{"size": [1], "broken": null, "failed": null}',
        b'{"size": [1, "2"], "broken": null, "failed": null}',
        b'{"size": [1, 2], "broken": 3, "failed": null}',
        b'{"size": [1, 2], "broken": "a\\u001b[31m", "failed": null}',
    ],
)
def test_what_is_no_answer_is_not_believed(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is of no interest
        answer_of(line)


def test_words_are_those_of_the_picture_or_alone() -> None:
    assert ASKS["draw"].words == (TEXT,)
    assert ASKS["letter"].words == (TEXT, TEXT)
    assert ASKS["ground"].words == ()
