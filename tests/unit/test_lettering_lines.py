"""How words are broken into lines, and how large they become."""

from adapters.pillow.lettering_lines import ELLIPSIS, Lines, lines_of


def broken(words: str, *, width: int, height: int, size: int = 40) -> Lines:
    """Break words into lines for a box."""
    return lines_of(words, bold=False, width=width, height=height, size=size)


def read(lines: Lines) -> list[str]:
    """Return what is written in each line."""
    return ["".join(mark.text for mark in line) for line in lines.lines]


def test_words_that_fit_have_the_wished_size() -> None:
    lines = broken("부산의 사흘", width=400, height=100)
    assert lines.size == 40
    assert read(lines) == ["부산의 사흘"]


def test_lines_are_broken_between_words() -> None:
    assert read(broken("해운대에서 광안리까지", width=220, height=120)) == ["해운대에서", "광안리까지"]


def test_words_become_smaller_before_they_are_broken() -> None:
    lines = broken("광안리해수욕장", width=230, height=120)
    assert lines.size < 40
    assert read(lines) == ["광안리해수욕장"]


def test_a_word_that_would_become_too_small_is_broken_anywhere() -> None:
    lines = broken("띄어쓰기없이길게쓴낱말하나", width=200, height=200)
    assert len(lines.lines) > 1
    assert "".join(read(lines)) == "띄어쓰기없이길게쓴낱말하나"


def test_a_broken_word_begins_on_the_line_before() -> None:
    assert read(broken("a " + "가" * 12, width=200, height=200))[0].startswith("a 가")


def test_what_does_not_fit_is_cut_off_with_an_ellipsis() -> None:
    lines = broken("many words " * 1000, width=200, height=60)
    assert lines.size == 20
    assert len(lines.lines) == 2
    assert read(lines)[-1].endswith(ELLIPSIS)


def test_a_text_that_is_far_too_long_is_cut_off_even_where_there_is_room() -> None:
    assert read(broken("a" * 3000, width=4000, height=4000))[-1].endswith(ELLIPSIS)


def test_a_line_break_begins_a_line_and_an_empty_one_is_left_out() -> None:
    assert read(broken("하루\r\n\n이틀\u2028", width=400, height=200)) == ["하루", "이틀"]


def test_lines_are_about_as_long_as_each_other() -> None:
    lines = read(broken("Three days in the old town of Busan", width=500, height=200))
    assert lines == ["Three days in the", "old town of Busan"]


def test_ideographs_are_broken_anywhere_but_not_before_a_closing_sign() -> None:
    lines = read(broken("東京の夜。東京の夜。東京の夜。", width=170, height=300))
    assert len(lines) > 2
    assert not any(line.startswith("。") for line in lines)


def test_letters_are_never_higher_than_the_box() -> None:
    assert broken("가", width=500, height=26).size <= 20


def test_nothing_is_written_of_nothing() -> None:
    assert broken(" \n\u200b", width=100, height=100).lines == ()


def test_what_just_fits_in_the_smallest_size_is_whole() -> None:
    lines = broken("가나 다라", width=150, height=130, size=100)
    assert (lines.size, read(lines)) == (50, ["가나", "다라"])


def test_of_words_that_are_not_seen_nothing_is_left_however_many_there_are() -> None:
    assert broken("\u200b" * 3000, width=100, height=100).lines == ()
