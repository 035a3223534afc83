"""Breaks words into lines that fit a box, with the letters as large as they can be."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, frozen

from adapters.pillow.lettering_marks import Mark, marks_of

LEADING: Final = 1.3
MOST_CHARACTERS: Final = 2000  # nobody reads more while a picture is seen
STEP: Final = 0.95
WHOLE_WORDS_FROM: Final = 0.7
SMALLEST: Final = 0.5
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

BREAKS: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A line may begin with a kana or an ideograph; closing signs and small kana stay with what they follow.
CLOSING: Final = "\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff09\u300d\u300f\u3011\u3015!?,.)"
SMALL_KANA: Final = "ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
WORD: Final = re.compile(f"[\u3041-\u30fe\u3400-\u9fff\U00020000-\U0003ffff][{CLOSING}{SMALL_KANA}]*")


@frozen
class Word:
    """Marks that are kept together as long as possible; `space` tells whether one is before them."""

    marks: tuple[Mark, ...]
    space: bool
    width: float = field(init=False)

    @width.default
    def _of_marks(self) -> float:
        return sum(mark.width for mark in self.marks)


@frozen
class Lines:
    """Lines of marks, and the size in pixels that they are to have."""

    lines: tuple[tuple[Mark, ...], ...]
    size: int


def lines_of(text: str, *, bold: bool, width: int, height: int, size: int) -> Lines:
    """Fit a text: in its size, else smaller, then with broken words, at last cut off."""
    paragraphs, whole = _paragraphs(text, bold=bold)
    space = marks_of(" ", bold=bold)[0]
    largest = max(1, min(size, int(height / LEADING)))
    for at, breaking in _attempts(largest):
        filling = _Filling(width=width / at, space=space, breaking=breaking)
        lines = filling.fill(paragraphs)
        if lines is not None and whole and len(lines) <= int(height / (at * LEADING)):
            return Lines(_balanced(filling, paragraphs, lines), at)
    smallest = max(1, int(largest * SMALLEST))
    filling = _Filling(width=width / smallest, space=space, breaking=True)
    most = max(1, int(height / (smallest * LEADING)))
    lines = filling.fill(paragraphs) or ()
    if len(lines) > most or not whole:
        lines = _cut(lines[:most], width=width / smallest, dots=marks_of(ELLIPSIS, bold=bold))
    return Lines(lines, smallest)


def _attempts(largest: int) -> Iterator[tuple[int, bool]]:
    sizes = [max(1, int(largest * STEP**step)) for step in range(15)]
    yield from ((size, False) for size in sizes if size >= largest * WHOLE_WORDS_FROM)
    yield from ((size, True) for size in sizes if size >= largest * SMALLEST)


def _paragraphs(text: str, *, bold: bool) -> tuple[list[list[Word]], bool]:
    """Return the words of each paragraph, and whether these are all."""
    said = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    paragraphs = [list(_words(paragraph, bold=bold)) for paragraph in BREAKS.split(said)]
    return [words for words in paragraphs if words], len(text) <= MOST_CHARACTERS


def _words(paragraph: str, *, bold: bool) -> Iterator[Word]:
    first = True
    for spaced in paragraph.split():
        space = not first
        for part in _parts(spaced):
            if marks := marks_of(part, bold=bold):
                yield Word(marks, space)
                space = first = False


def _parts(word: str) -> Iterator[str]:
    at = 0
    for found in WORD.finditer(word):
        if found.start() > at:
            yield word[at : found.start()]
        yield found[0]
        at = found.end()
    if at < len(word):
        yield word[at:]


@frozen(kw_only=True)
class _Filling:
    """Puts words into lines of a width, in sizes of the letters."""

    width: float
    space: Mark
    breaking: bool

    def fill(self, paragraphs: Sequence[Sequence[Word]]) -> tuple[tuple[Mark, ...], ...] | None:
        """Return the lines, or None where a word is wider than a line and may not be broken."""
        lines: list[list[Mark]] = []
        for words in paragraphs:
            lines.append([])
            left = self.width
            for word in words:
                needed = word.width + (self.space.width if word.space else 0)
                if needed <= left:
                    lines[-1] += [*([self.space] if word.space else ()), *word.marks]
                    left -= needed
                elif word.width <= self.width:
                    lines.append([*word.marks])
                    left = self.width - word.width
                elif self.breaking:
                    left = self._broken(word, lines, left)
                else:
                    return None
        return tuple(tuple(line) for line in lines if line)

    def _broken(self, word: Word, lines: list[list[Mark]], left: float) -> float:
        """Fill up the line with as much of the word as it takes, and go on in the next ones; return what is left."""
        if word.space and lines[-1]:
            lines[-1].append(self.space)
            left -= self.space.width
        for mark in word.marks:
            if mark.width > left and lines[-1]:
                lines.append([])
                left = self.width
            lines[-1].append(mark)
            left -= mark.width
        return left


def _balanced(
    filling: _Filling, paragraphs: Sequence[Sequence[Word]], lines: tuple[tuple[Mark, ...], ...]
) -> tuple[tuple[Mark, ...], ...]:
    """Make the lines alike in length, as far as that needs no further line."""
    if filling.breaking or len(lines) == len(paragraphs):
        return lines
    narrow, wide = filling.width / 2, filling.width
    for _ in range(6):
        middle = (narrow + wide) / 2
        tried = _Filling(width=middle, space=filling.space, breaking=False).fill(paragraphs)
        if tried is not None and len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def _cut(lines: tuple[tuple[Mark, ...], ...], *, width: float, dots: tuple[Mark, ...]) -> tuple[tuple[Mark, ...], ...]:
    """End the last line with an ellipsis, for which there is room."""
    if not lines:
        return lines
    last = list(lines[-1])
    room = width - sum(mark.width for mark in dots)
    while last and (sum(mark.width for mark in last) > room or last[-1].text == " "):
        last.pop()
    return (*lines[:-1], (*last, *dots))
