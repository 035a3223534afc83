"""Looks through an area of which Kakao never shows more than 45 places at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final

from attrs import Factory, define

from core.errors import Unavailable
from core.planning.model.destination import Bounds
from core.planning.model.provenance import Provenance

SIZE: Final = 15
PAGES: Final = 3
CEILING: Final = SIZE * PAGES

Document = dict[str, Any]
Seen = tuple[Document, Provenance]


@define
class Look:
    """One page of one area: all places of that sort in it, these, and when they were asked for."""

    total: int
    end: bool
    seen: Sequence[Seen]


Ask = Callable[[Bounds | None, int], Awaitable[Look]]


@define
class Sweep:
    """What was found, each place once in the order in which it was, and what went wrong meanwhile."""

    seen: dict[str, Seen] = Factory(dict)
    failures: list[Unavailable] = Factory(list)

    @classmethod
    def joined(cls, sweeps: Iterable["Sweep"]) -> "Sweep":
        """Return several as one; where nothing was found because something went wrong, that is raised."""
        joined = cls()
        for one in sweeps:
            joined.add(one.seen.values())
            joined.failures += one.failures
        if joined.failures and not joined.seen:
            raise joined.failures[0]
        return joined

    def add(self, seen: Iterable[Seen]) -> None:
        """Take what is new."""
        for one in seen:
            self.seen.setdefault(one[0]["id"], one)


async def sweep(ask: Ask, area: Bounds | None, *, most_calls: int) -> Sweep:
    """Look at an area, then at quarters of what is too crowded to be seen whole, with so many calls at most."""
    found, calls = Sweep(), most_calls
    level: list[Bounds | None] = [area]
    while level and calls:
        calls -= len(level)
        firsts = await _looks([(tile, 1) for tile in level], ask, found)
        crowded = [tile for tile, look in firsts if look.total > CEILING]
        if 4 * len(crowded) > calls:  # all quarters of a tile are seen, or none
            crowded = []
        pages = [(tile, page) for tile, look in firsts if tile not in crowded for page in range(2, _pages(look) + 1)][
            : calls - 4 * len(crowded)
        ]
        calls -= len(pages)
        await _looks(pages, ask, found)
        level = [quarter for tile in crowded if tile for quarter in quarters(tile)]
    return found


def quarters(area: Bounds) -> tuple[Bounds, ...]:
    """Return an area in four parts."""
    lat, lng = (area.south + area.north) / 2, (area.west + area.east) / 2
    return tuple(
        Bounds(south=south, west=west, north=north, east=east)
        for south, north in ((area.south, lat), (lat, area.north))
        for west, east in ((area.west, lng), (lng, area.east))
    )


async def _looks(
    asked: Sequence[tuple[Bounds | None, int]], ask: Ask, found: Sweep
) -> list[tuple[Bounds | None, Look]]:
    outcomes = await asyncio.gather(*(_look(tile, page, ask) for tile, page in asked))
    looks = [(tile, one) for (tile, _), one in zip(asked, outcomes, strict=True) if isinstance(one, Look)]
    found.failures += [one for one in outcomes if isinstance(one, Unavailable)]
    for _, look in looks:
        found.add(look.seen)
    return looks


async def _look(tile: Bounds | None, page: int, ask: Ask) -> Look | Unavailable:
    try:
        return await ask(tile, page)
    except Unavailable as failure:
        return failure


def _pages(look: Look) -> int:
    return 1 if look.end else min(PAGES, -(-look.total // SIZE))
