"""Words from outside become plain text."""

import pytest

from core.planning.model.choosing.plain_text import is_in, plain
from core.planning.model.preferences import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("바다가 보이는 산책길 ~ 좋아요!", "바다가 보이는 산책길 ~ 좋아요!"),
        ("  two\r\n\tlines\x00 ", "two lines"),
        ("<script>alert(1)</script> <b>bold</b>", "alert(1) bold"),
        ("<<b>b>nested<</b>/b>", "b nested /b"),
        ("[a view](https://evil.example/x) ![](data:text/html,x)", "a view"),
        ("see https://evil.example/?a=b now", "see now"),
        ("www.evil.example and evil.com/path and mail me@evil.kr", "and and mail"),
        ("javascript:alert(1)", ""),
        ("**much** `code` # {a} | b_c", "much code a b c"),
        ("\u202eright to left\u202c\u200b", "right to left"),
        ("half \ud800 a letter \U000f0000", "half a letter"),
        ("first\u2028second\u2029third", "first second third"),
        ("", ""),
    ],
)
def test_only_words_are_left(text: str, expected: str) -> None:
    assert plain(text, longest=100) == expected


def test_what_is_too_long_is_cut() -> None:
    assert plain("a" * 10, longest=10) == "a" * 10
    assert plain("a" * 11, longest=10) == "a" * 9 + "…"
    assert plain("word " * 1_000_000, longest=10) == "word word…"


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("A quiet beach.", {"en"}),
        ("Near 부산역 station", {"en", "ko"}),
        ("조용한 해변", {"ko"}),
        ("静かなビーチ", {"ja"}),
        ("123 !?", set()),
        ("", set()),
    ],
)
def test_a_language_is_known_by_its_letters(text: str, languages: set[Language]) -> None:
    every: tuple[Language, ...] = ("ko", "en", "ja")
    assert {language for language in every if is_in(text, language)} == languages
