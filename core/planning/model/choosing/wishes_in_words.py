"""What a note wishes for, as far as simple rules can read it, in English, Korean, and a little Japanese."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, get_args

from attrs import Factory, define, evolve, frozen

from core.planning.model.choosing.day_bounds import NO_BOUNDS, DayBounds
from core.planning.model.choosing.diets_in_words import diets_in
from core.planning.model.choosing.hours_in_words import hours_in
from core.planning.model.choosing.wishes_grammar import eastern_grammar, english_grammar
from core.planning.model.choosing.wishes_lexicon import QUIET, THINGS
from core.planning.model.preferences import INTERESTS, Diet, Interest

EASTERN: Final = re.compile("[가-힣ぁ-ヿ一-鿿]")
ENGLISH_GRAMMAR: Final = english_grammar()
EASTERN_GRAMMAR: Final = eastern_grammar()
FEW_LETTERS: Final = 3
SENTENCE: Final = re.compile(r"(?<=[.!?;\n。])")


@frozen(kw_only=True)
class NoteWishes:
    """Wishes found in a note: `avoid` are texts as in the preferences, `quiet` asks for places without crowds.

    `hours` are when days are to begin and to end.
    """

    interests: tuple[Interest, ...] = ()
    avoid: tuple[str, ...] = ()
    easy: bool = False
    quiet: bool = False
    diet: tuple[Diet, ...] = ()
    hours: DayBounds = NO_BOUNDS


def wishes_in(note: str) -> NoteWishes:
    """Read a note; what is wished for and against at once is taken to be against."""
    heard = Heard()
    text = unicodedata.normalize("NFKC", note).replace("\u2019", "'")
    heard.diets.update(dict.fromkeys(diets_in(text)))
    for sentence in SENTENCE.split(text):
        if EASTERN.search(sentence):
            _hear_eastern(sentence, heard)
        else:
            _hear_english(" ".join(re.split(r"[^\S\n]+", sentence)), heard)
    return evolve(heard.wishes(), hours=hours_in(text))


def is_unread(note: str, wishes: NoteWishes) -> bool:
    """Tell whether a note of more than a few letters was not understood at all."""
    return wishes == NoteWishes() and sum(letter.isalnum() for letter in note) > FEW_LETTERS


@define
class Heard:
    """What was heard so far, by the names of things."""

    wanted: dict[str, None] = Factory(dict)
    unwanted: dict[str, None] = Factory(dict)
    diets: dict[Diet, None] = Factory(dict)
    easy: bool = False

    def want(self, things: Iterable[str]) -> None:
        """Hear that things are liked."""
        self.wanted.update(dict.fromkeys(things))

    def do_not_want(self, things: Iterable[str]) -> None:
        """Hear that things are disliked."""
        self.unwanted.update(dict.fromkeys(things))

    def wishes(self) -> NoteWishes:
        """Return what it comes to."""
        wanted = [name for name in self.wanted if name not in self.unwanted]
        kept_to = {THINGS[name].diet for name in self.unwanted}
        interests = {THINGS[name].interest for name in wanted} - set(self.unwanted)
        return NoteWishes(
            interests=tuple(one for one in INTERESTS if one in interests),
            avoid=tuple(text for name in self.unwanted for text in THINGS[name].avoid),
            easy=self.easy,
            quiet=QUIET in wanted,
            diet=tuple(one for one in get_args(Diet) if one in {*self.diets, *kept_to}),
        )


def _hear_english(sentence: str, heard: Heard) -> None:
    against, before = False, list[str]()
    for said, _ in _said(ENGLISH_GRAMMAR, sentence, heard):
        match said:
            case "no":
                against = True
            case "tail":
                heard.do_not_want(before)
                before = []
            case "yes" | "yes0" | "stop":
                heard.want(before)
                against, before = False, []
            case _ if against:
                heard.do_not_want((said,))
            case _:
                before.append(said)
    heard.want(before)


def _hear_eastern(sentence: str, heard: Heard) -> None:
    before: list[str] = []
    start = 0
    for said, found in _said(EASTERN_GRAMMAR, sentence, heard):
        match said:
            case "no" | "cannot":
                reached = [name for name in before if said == "no" or THINGS[name].edible]
                heard.do_not_want(reached)
                heard.want(name for name in before if name not in reached)
            case "comma" if _is_bare(sentence[start : found.start()]):
                continue
            case "yes" | "yes0" | "stop" | "comma":
                heard.want(before)
            case _:
                before.append(said)
                continue
        before, start = [], found.end()
    heard.want(before)


def _is_bare(words: str) -> bool:
    """Tell whether nothing but a thing stands before a comma: then it is the beginning of a list."""
    return any(re.fullmatch(f"(?:{thing.eastern})", words.strip()) for thing in THINGS.values())


def _said(grammar: re.Pattern[str], sentence: str, heard: Heard) -> Iterator[tuple[str, re.Match[str]]]:
    for found in grammar.finditer(sentence):
        said = str(found.lastgroup)
        if said == "easy":
            heard.easy = True
        elif said == "crowds":
            heard.want((QUIET,))
        else:
            yield said, found
