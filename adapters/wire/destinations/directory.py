"""Finds a destination by what people call it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from re import search, split
from typing import Final, Self
from unicodedata import normalize

from attrs import frozen

from adapters.wire.destinations.folding import folded
from adapters.wire.destinations.table import read_destinations
from core.planning.model.destination import Destination
from core.planning.model.errors import UnknownDestination
from core.planning.model.point import Point

SUGGESTED: Final = 5
CLOSE: Final = 0.65
HANGUL: Final = "[가-힣]"
# What a town or an island is, which people may say with its name, and where it is.
KINDS: Final = (
    "특별자치도", "특별시", "광역시", "시", "군", "도", "섬", "metropolitancity", "city", "island", "county", "si",
    "gun", "do", "特別市", "广域市", "広域市", "市", "郡", "島", "岛",
)  # fmt: skip
AROUND: Final = frozenset(
    ("south", "korea", "republic", "of", "대한민국", "한국", "韓国", "韩国", "경기도", "강원도", "강원특별자치도",
     "경상북도", "경북", "경상남도", "경남", "전라북도", "전북", "전북특별자치도", "전라남도", "전남", "gyeonggido",
     "gangwondo", "gyeongsangbukdo", "gyeongsangnamdo", "jeollabukdo", "jeollanamdo")
)  # fmt: skip


@frozen
class DestinationDirectory:
    """Knows destinations by their keys, and by every folded name of theirs."""

    by_key: Mapping[str, Destination]
    by_name: Mapping[str, Destination]

    @classmethod
    def bundled(cls) -> Self:
        """Return those that come with Oddiya."""
        return cls.of(read_destinations())

    @classmethod
    def of(cls, destinations: Sequence[Destination]) -> Self:
        """Return a directory of these; where two have a name in common, it is the former's."""
        by_name: dict[str, Destination] = {}
        for one in destinations:
            for name in (one.key, *one.names, *one.also):
                by_name.setdefault(folded(name), one)
        return cls({one.key: one for one in destinations}, by_name)

    def find(self, name: str) -> Destination:
        """Return what is called so, or raise `UnknownDestination` with names that come close."""
        for spelling in _spellings(name):
            if spelling in self.by_name:
                return self.by_name[spelling]
        raise UnknownDestination(location=name, suggestions=self._suggestions(name))

    def around(self, point: Point) -> tuple[Destination, ...]:
        """Return the destinations within whose bounds a point lies."""
        return tuple(one for one in self.by_key.values() if one.bounds.hold(point))

    def _suggestions(self, name: str) -> tuple[str, ...]:
        by_letters = {_letters(spelling): one.key for spelling, one in self.by_name.items()}
        close = get_close_matches(_letters(folded(name)), by_letters, n=3 * SUGGESTED, cutoff=CLOSE)
        found = dict.fromkeys(by_letters[letters] for letters in close) or self.by_key
        language = "ko" if search(HANGUL, name) else "en"
        return tuple(self.by_key[key].names.within(language) for key in list(found)[:SUGGESTED])


def _letters(spelling: str) -> str:
    """Take syllables of Hangul apart, of which a town's name has but two: one wrong letter is not half of it."""
    return normalize("NFD", spelling)


def _spellings(name: str) -> Iterator[str]:
    """Return a name as it stands, then without what is around the town, then without what kind of town it is."""
    parts = [folded(part) for part in split(r"[\s,/]+", name)]
    for spelling in (folded(name), "".join(part for part in parts if part not in AROUND)):
        yield spelling
        yield from (spelling.removesuffix(kind) for kind in KINDS if spelling.endswith(kind))
