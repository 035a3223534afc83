"""What is drawn as one, and what is drawn of that which no font has."""

import struct
from pathlib import Path

import pytest
from PIL import features

from adapters.pillow.lettering_cmap import coverage_of
from adapters.pillow.lettering_fonts import FONTS, emoji_face, is_one_emoji
from adapters.pillow.lettering_marks import UNKNOWN, marks_of

SEQUENCES = {
    "flag": "🇰🇷",
    "no-flag": "🇰🇰",
    "half-a-flag": "🇰",
    "england": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1\ufe0f\u20e3",
    "tone": "👋🏽",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "astronaut": "👩🏽\u200d🚀",
    "runner": "🏃🏾\u200d♀\ufe0f",
    "burning-heart": "❤\ufe0f\u200d🔥",
    "unending": "🌊\u200d" * 9,
}


def drawn(words: str) -> list[str]:
    """Return the marks of a word."""
    return [mark.text for mark in marks_of(words, bold=False)]


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES)
def test_everything_that_is_drawn_of_an_emoji_is_a_picture(sequence: str) -> None:
    marks = marks_of(sequence, bold=False)
    assert marks
    assert all(mark.face is None and is_one_emoji(mark.text) for mark in marks)


@pytest.mark.parametrize("sequence", ["🇰🇷", "1\ufe0f\u20e3", "❤\ufe0f\u200d🔥", "🌊"])
def test_a_sequence_that_has_a_picture_is_one(sequence: str) -> None:
    assert drawn(sequence) == [sequence]


def test_a_sign_is_a_letter_unless_it_is_asked_for_as_an_emoji() -> None:
    assert marks_of("©1", bold=False)[0].face is not None
    assert marks_of("❤\ufe0f", bold=False)[0].face is None
    assert marks_of("★\ufe0e", bold=False)[0].face is not None


def test_an_accent_belongs_to_its_letter() -> None:
    assert drawn("x\u0308y") == ["x\u0308", "y"]
    assert len(drawn("Z" + "\u0301" * 50)[0]) == 4


def test_signs_that_are_not_seen_are_left_out() -> None:
    assert drawn("a\u200b\u202eb\ud800\x07\ue000c") == ["a", "b", "c"]


def test_letters_that_no_font_has_are_one_dot() -> None:
    assert drawn("a\U00013000\U00013001\ufdd0b") == ["a", UNKNOWN, "b"]


def test_letters_in_disguise_are_drawn_as_what_they_are() -> None:
    assert drawn("𝐁𝐮") == ["B", "u"]


def test_a_font_tells_which_letters_it_has() -> None:
    hanja = coverage_of(FONTS / "OddiyaHanja.ttf")
    assert "釜" in hanja
    assert "가" not in hanja
    assert "CBDT" in emoji_face().coverage.tables


@pytest.mark.parametrize("content", [b"", b"no font at all, whatever it is called", b"ttcf\0\0"], ids=range(3))
def test_what_is_no_font_has_no_letters(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(content)
    assert "a" not in coverage_of(file)


def test_a_font_that_is_not_there_has_no_letters(tmp_path: Path) -> None:
    assert "a" not in coverage_of(tmp_path / "none.ttf")


def test_older_tables_and_collections_are_read_too(tmp_path: Path) -> None:
    # Two segments: A to C in a row, and P to R through a list of glyphs of which the middle one is missing.
    segments = struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0) + struct.pack(
        ">3HH3H3H3H3H", 0x43, 0x52, 0xFFFF, 0, 0x41, 0x50, 0xFFFF, 0, 0, 1, 0, 4, 0, 7, 0, 8
    )
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + segments
    header = b"ttcf" + bytes(8) + struct.pack(">I", 16)
    directory = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 44, len(cmap))
    file = tmp_path / "font.ttc"
    file.write_bytes(header + directory + cmap)
    coverage = coverage_of(file)
    assert [letter for letter in "ABCDPQRS" if letter in coverage] == ["A", "B", "C", "P", "R"]


def test_a_table_of_an_unknown_form_has_no_letters(tmp_path: Path) -> None:
    cmap = struct.pack(">HHHHIH", 0, 1, 3, 1, 12, 99)
    directory = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    (tmp_path / "font.ttf").write_bytes(directory + cmap)
    assert "a" not in coverage_of(tmp_path / "font.ttf")


def test_without_a_shaper_sequences_are_drawn_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    is_one_emoji.cache_clear()
    try:
        assert not is_one_emoji("🇰🇷")
        assert is_one_emoji("🌊")
    finally:
        is_one_emoji.cache_clear()
