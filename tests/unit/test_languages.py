"""Which language a client would rather read."""

import pytest

from entrypoints.languages import locale_of


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-GB", "en"),
        ("JA", "ja"),
        ("fr,de;q=0.9,ja;q=0.5,en;q=0.1", "ja"),
        ("en;q=0.3, ko ; q=0.7", "ko"),
        ("ko;q=0,en;q=0.1", "en"),
        ("ko;q=x,ja", "ja"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        (";;;,,,q=", "en"),
    ],
)
def test_the_language_with_the_most_weight_that_we_have(header: str, locale: str) -> None:
    assert locale_of(header) == locale
