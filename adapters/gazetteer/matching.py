"""Whether a place is what somebody looks for, and how well."""

from attrs import frozen

from adapters.wire.destinations.folding import folded, folded_words
from core.planning.model.destination import Destination
from core.planning.model.place import Place

EXACT, BEGINS, WORD_BEGINS, WITHIN, BY_WORDS = range(5)


@frozen(kw_only=True)
class Entry:
    """A place, and all by which it is found: its names, their words, and what else is said of it."""

    place: Place
    names: tuple[str, ...]
    words: tuple[str, ...]
    about: tuple[str, ...]

    @classmethod
    def of(cls, place: Place, destination: Destination) -> "Entry":
        """Return a place's entry."""
        words = dict.fromkeys(word for name in place.names for word in folded_words(name))
        about = (place.category, *sorted(place.tags), *destination.names, *folded_words(place.address))
        return cls(
            place=place,
            names=tuple(dict.fromkeys(map(folded, place.names))),
            words=tuple(words),
            about=tuple(dict.fromkeys(map(folded, about))),
        )

    def rank(self, query: str, words: tuple[str, ...]) -> int | None:
        """Tell how well a folded query fits, the lower the better, or None where it does not."""
        if query in self.names:
            return EXACT
        if any(name.startswith(query) for name in self.names):
            return BEGINS
        if any(word.startswith(query) for word in self.words):
            return WORD_BEGINS
        if any(query in name for name in self.names):
            return WITHIN
        return BY_WORDS if all(self._has(word) for word in words) else None

    def _has(self, word: str) -> bool:
        return any(word in name for name in self.names) or any(one.startswith(word) for one in self.about)
