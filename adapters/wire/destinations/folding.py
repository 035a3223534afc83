"""Names as they are compared: whatever the case, the spacing, the accents and the width of the letters."""

from typing import Final
from unicodedata import normalize

ACCENTS: Final = dict.fromkeys(range(0x300, 0x370))  # of Latin letters; Japanese ones make another letter


def folded(name: str) -> str:
    """Return what two spellings of one name have in common."""
    plain = normalize("NFKC", normalize("NFKD", name).translate(ACCENTS)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, each folded."""
    return tuple(word for word in map(folded, text.split()) if word)
