"""How much a text reads like chance: words have few bits a character and long runs of letters, keys do not."""

import re
from collections import Counter
from math import log2
from typing import Final

WORD: Final = re.compile(rb"[A-Za-z][a-z]{3,}|[A-Z]{4,}")
MOST_IN_WORDS: Final = 0.6


def bits_per_character(text: bytes) -> float:
    """Return the entropy of its characters."""
    return -sum(times / len(text) * log2(times / len(text)) for times in Counter(text).values())


def is_made_of_words(text: bytes) -> bool:
    """Tell whether it is mostly words, or has no digit at all, as names have and keys hardly ever."""
    in_words = sum(len(word) for word in WORD.findall(text))
    return in_words > MOST_IN_WORDS * len(text) or not re.search(rb"[0-9]", text)
