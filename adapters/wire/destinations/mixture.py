"""A fair mixture of places to make plans from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Final, Literal

from core.planning.model.place import Category, Place
from core.planning.model.preferences import Interest
from core.planning.model.serving import served

Part = Literal["wished", "other", "meal", "cafe"]

# How ten places are made up: sights that serve a wish, other sights, where to eat, where to rest.
ROUND: Final[tuple[Part, ...]] = (
    "wished", "meal", "wished", "other", "wished", "meal", "wished", "cafe", "other", "meal",
)  # fmt: skip


def serves(place: Place, interests: frozenset[Interest]) -> bool:
    """Tell whether a place serves one of the interests, by its category or its tags."""
    return bool(served({place.category, *place.tags}, interests))


def mixture(places: Iterable[Place], *, interests: frozenset[Interest], most: int) -> Sequence[Place]:
    """Choose `most` places, those that are known best of each part and category; what serves a wish comes first."""
    parts: dict[Part, list[Place]] = {"wished": [], "other": [], "meal": [], "cafe": []}
    for place in places:
        if place.category != "lodging":
            parts[_part_of(place, interests)].append(place)
    drawn = {part: _spread(of) for part, of in parts.items()}
    drawn["wished"] = chain(drawn["wished"], drawn["other"])
    chosen = list(islice(_in_rounds(drawn), max(0, most)))
    return sorted(chosen, key=lambda place: not serves(place, interests))


def _part_of(place: Place, interests: frozenset[Interest]) -> Part:
    if place.feeds:
        return "meal"
    if place.category == "cafe":
        return "cafe"
    return "wished" if serves(place, interests) or not interests else "other"


def _spread(places: Iterable[Place]) -> Iterator[Place]:
    """Take the first of each category, then the second of each."""
    by_category: dict[Category, list[Place]] = {}
    for place in places:
        by_category.setdefault(place.category, []).append(place)
    return (place for place in chain.from_iterable(zip_longest(*by_category.values())) if place is not None)


def _in_rounds(parts: Mapping[Part, Iterator[Place]]) -> Iterator[Place]:
    while drawn := [place for part in ROUND if (place := next(parts[part], None)) is not None]:
        yield from drawn
