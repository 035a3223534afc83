"""Whether a place serves, as far as its name tells, what a diet is without."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from core.planning.model.diet_words import COOKS_FOR, FOODS, WITHOUT, Words
from core.planning.model.place import Place
from core.planning.model.preferences import Diet

BETWEEN: Final = re.compile(r"[\W_]+")
MANY_NAMES: Final = 4096
GONE: Final = "_"  # stands in no name that is compared


def contradicts(place: Place, diets: Collection[Diet]) -> str | None:
    """Return the word of a place's names that contradicts one of the diets; None where it has none, or no food."""
    return word_against(place.names, diets) if diets and place.feeds else None


def word_against(names: Iterable[str], diets: Collection[Diet]) -> str | None:
    """Return the word in any of these names that contradicts one of the diets, as the table of words has it."""
    named = tuple(names)
    return next((word for diet in WITHOUT if diet in diets and (word := _against(named, diet))), None)


@lru_cache(MANY_NAMES)
def _against(names: tuple[str, ...], diet: Diet) -> str | None:
    spoken = [f" {BETWEEN.sub(' ', normalize('NFKC', name).casefold()).strip()} " for name in names]
    if any(word in name for name in spoken for word in COOKS_FOR[diet]):
        return None
    foods = [FOODS[food] for food in WITHOUT[diet]]
    return next((word for words in foods for name in spoken if (word := _told(name, words))), None)


def _told(name: str, words: Words) -> str | None:
    inside = (word for word in words.within if word in name and word in _without(words.but, word, name))
    whole = ((word, f" {word} ") for word in words.whole)
    alone = (word for word, spaced in whole if spaced in name and spaced in _without(words.but, word, name))
    return next(inside, None) or next(alone, None)


def _without(others: Iterable[str], word: str, name: str) -> str:
    for other in others:
        if word in other:
            name = name.replace(other, GONE)
    return name
