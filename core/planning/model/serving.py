"""Which interests a place serves."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from core.planning.model.preferences import Interest

ALSO_BY: Final[Mapping[Interest, frozenset[str]]] = {
    "sea": frozenset({"beach"}),
    "art": frozenset({"museum"}),
    "culture": frozenset({"museum", "history"}),
    "nature": frozenset({"park", "beach"}),
    "food": frozenset({"market"}),
    "shopping": frozenset({"market"}),
}


def served(kinds: Collection[str], interests: Iterable[Interest]) -> tuple[Interest, ...]:
    """Return those of the interests that a place of a category and with these tags serves, in their order."""
    return tuple(
        interest
        for interest in dict.fromkeys(interests)
        if interest in kinds or not ALSO_BY.get(interest, frozenset()).isdisjoint(kinds)
    )
