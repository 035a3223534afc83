"""Whether a place is what somebody wrote."""

import re
import unicodedata
from collections.abc import Sequence

from core.planning.model.place import Place

SHORTEST, SHORTEST_LATIN = 3, 4
NOT_LETTERS = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """Reduce a text to what two spellings of one name have in common."""
    return NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def is_called(place: Place, wish: str) -> bool:
    """Tell whether a wish names this place: by its id, or by a name that holds the wish or is held by it."""
    if wish.strip() == place.place_id:
        return True
    wanted = key_of(wish)
    names = [key_of(name) for name in place.names if name]
    return any(wanted and name and (wanted in name or (_is_telling(name) and name in wanted)) for name in names)


def best_called(places: Sequence[Place], wish: str) -> Place | None:
    """Return the place that a wish names best: the one whose name is most like it."""
    wanted = key_of(wish)
    named = [place for place in places if is_called(place, wish)]
    return min(named, key=lambda place: _distance(place, wanted), default=None)


def is_avoided(place: Place, wishes: Sequence[str]) -> bool:
    """Tell whether any of these wishes is against the place: its name, its category, or a tag of it."""
    return any(_is_against(place, key_of(wish)) for wish in wishes)


def _is_telling(name: str) -> bool:
    """Tell whether a name is long enough to mean a place in the middle of other words."""
    return len(name) >= (SHORTEST_LATIN if name.isascii() else SHORTEST)


def _is_against(place: Place, wish: str) -> bool:
    kinds = {place.category, *place.tags}
    if not wish:
        return False
    if wish in kinds or wish.removesuffix("s") in kinds or (wish.endswith("ies") and f"{wish[:-3]}y" in kinds):
        return True
    return any(wish in key_of(name) for name in place.names if name)


def _distance(place: Place, wanted: str) -> int:
    return min(abs(len(key_of(name)) - len(wanted)) for name in place.names if name)
