"""Nobody is sent to eat what they do not eat, as far as the names of places tell."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import normalize

from core.planning.model.diet_words import COOKS_FOR, FOODS, WITHOUT, Words
from core.planning.model.place import Place
from core.planning.model.plan import Day
from core.planning.model.preferences import Diet, Preferences
from core.planning.model.verification import Check
from core.planning.model.verifying.judging import called, judged

WORD: Final = re.compile(r"[^\W_]+")


def diet(*, day: Day, preferences: Preferences) -> Iterator[Check]:
    """Check each meal: a name may tell that it is against a diet, but never that it keeps one."""
    if not preferences.diet:
        return
    diets = list(dict.fromkeys(preferences.diet))
    for stop in day.stops:
        if stop.kind != "meal" and stop.meal is None:
            continue
        faults = [
            f"{called(stop.place)}: {told} is not {_named(one)}" for one in diets for told in _told(stop.place, one)
        ]
        doubt = f"what is cooked at {called(stop.place)} is not known; the diet is {', '.join(map(_named, diets))}"
        yield judged("diet", stop.stop_id, faults=faults, doubts=[doubt], proof="")


def _told(place: Place, one: Diet) -> Iterator[str]:
    """Tell the words that are against a diet, with what they are words of."""
    names = [" ".join(WORD.findall(normalize("NFKC", name).casefold())) for name in place.names]
    if any(sign in name for name in names for sign in COOKS_FOR[one]):
        return
    for food in WITHOUT[one]:
        found = next((word for name in names for word in _words_in(name, FOODS[food])), None)
        if found:
            yield f"{found!r} ({food})"


def _words_in(name: str, words: Words) -> Iterator[str]:
    """Find the words, but those that stand within one of the texts that mean something else."""
    harmless = [(begin, begin + len(text)) for text in words.but for begin in _places_of(text, name)]
    for word in words.within:
        if any(_is_free(begin, begin + len(word), harmless) for begin in _places_of(word, name)):
            yield word
    for word in words.whole:
        if any(_is_free(begin, begin + len(word), harmless) for begin in _places_of(f" {word} ", f" {name} ")):
            yield word


def _is_free(begin: int, end: int, harmless: Sequence[tuple[int, int]]) -> bool:
    return not any(first <= begin and end <= last for first, last in harmless)


def _places_of(part: str, text: str) -> Iterator[int]:
    begin = text.find(part)
    while begin >= 0:
        yield begin
        begin = text.find(part, begin + 1)


def _named(one: Diet) -> str:
    return {"no_pork": "without pork", "no_seafood": "without seafood"}.get(one, one)
