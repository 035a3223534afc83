"""What a note wishes for, as far as simple rules can read it, in English, Korean, and a little Japanese."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import Factory, define, frozen

from core.planning.model.choosing.wishes_grammar import eastern_grammar, english_grammar
from core.planning.model.choosing.wishes_lexicon import QUIET, THINGS
from core.planning.model.preferences import INTERESTS, Interest

EASTERN: Final = re.compile("[가-힣ぁ-ヿ一-鿿]")
ENGLISH_GRAMMAR: Final = english_grammar()
EASTERN_GRAMMAR: Final = eastern_grammar()
SENTENCE: Final = re.compile(r"(?<=[.!?;\n。])")


@frozen(kw_only=True)
class NoteWishes:
    """Wishes found in a note: `avoid` are texts as in the preferences, `quiet` asks for places without crowds."""

    interests: tuple[Interest, ...] = ()
    avoid: tuple[str, ...] = ()
    easy: bool = False
    quiet: bool = False


def wishes_in(note: str) -> NoteWishes:
    """Read a note; what is wished for and against at once is taken to be against."""
    heard = Heard()
    for sentence in SENTENCE.split(unicodedata.normalize("NFKC", note).replace("\u2019", "'")):
        if EASTERN.search(sentence):
            _hear_eastern(sentence, heard)
        else:
            _hear_english(" ".join(re.split(r"[^\S\n]+", sentence)), heard)
    return heard.wishes()


@define
class Heard:
    """What was heard so far, by the names of things."""

    wanted: dict[str, None] = Factory(dict)
    unwanted: dict[str, None] = Factory(dict)
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
        interests = {THINGS[name].interest for name in wanted} - set(self.unwanted)
        return NoteWishes(
            interests=tuple(one for one in INTERESTS if one in interests),
            avoid=tuple(text for name in self.unwanted for text in THINGS[name].avoid),
            easy=self.easy,
            quiet=QUIET in wanted,
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
