"""Places that there really are."""

from collections.abc import Iterator
from typing import Literal, NewType

from attrs import field, frozen
from attrs.validators import ge, in_, le, optional

from core.planning.model.hours import OpeningHours
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance

PlaceId = NewType("PlaceId", str)
Category = Literal[
    "history", "nature", "beach", "park", "view", "museum", "art", "culture", "market", "food", "cafe", "shopping",
    "activity", "nightlife", "family", "lodging",
]  # fmt: skip
CATEGORIES: tuple[Category, ...] = (
    "history", "nature", "beach", "park", "view", "museum", "art", "culture", "market", "food", "cafe", "shopping",
    "activity", "nightlife", "family", "lodging",
)  # fmt: skip
MEALS: frozenset[Category] = frozenset({"market", "food"})
NO_SIGHTS: frozenset[Category] = frozenset({"food", "cafe", "lodging"})


@frozen(kw_only=True)
class Names:
    """What a place is called, in Korean, in Latin letters, and in English."""

    ko: str
    roman: str
    en: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.ko, self.roman, self.en))

    def within(self, language: str) -> str:
        """Return the name for speakers of a language."""
        return self.ko if language == "ko" else self.en or self.roman or self.ko


@frozen(kw_only=True)
class Place:
    """A real place, and what is known of it.

    - `place_id` begins with its source: `gazetteer:busan/haeundae-beach`, `kakao:26338954`.
    - `destination` is the key of the destination that it was found for.
    - `hours` are None where nobody knows them, and `hours_from` says who does.
    - People stay `dwell` minutes. `indoor` is None where it is unknown.
    - `tags` are interests that it serves beside its category. `price_level` is 0 (free) to 4.
    """

    place_id: PlaceId
    names: Names
    category: Category = field(validator=in_(CATEGORIES))
    point: Point
    address: str
    destination: str
    found: Provenance
    hours: OpeningHours | None = None
    hours_from: Provenance | None = None
    dwell: int = field(default=60, validator=[ge(5), le(12 * 60)])
    indoor: bool | None = None
    tags: frozenset[str] = frozenset()
    price_level: int | None = field(default=None, validator=optional([ge(0), le(4)]))
    url: str | None = None

    @property
    def feeds(self) -> bool:
        """Whether people can have a meal here."""
        return self.category in MEALS

    @property
    def is_sight(self) -> bool:
        """Whether people come here for more than eating, drinking or sleeping."""
        return self.category not in NO_SIGHTS
