"""Reads where a trip goes from one line of text: "Busan", "Seoul and Busan", "서울 2박, 부산 1박"."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

from attrs import frozen

from core.errors import Fault
from core.planning.model.errors import WishesConflict

BETWEEN: Final = re.compile(
    r"\s*(?:[,;/+&·・、→>]|->|\band\b|\bthen\b|그리고|다음)\s*|(?<=[박泊])\s+(?!\d+\s*일)", re.IGNORECASE
)
NIGHTS: Final = re.compile(r"(.*?)\s*\(?(?<![\d.-])(\d{1,2})\s*(?:박|泊|nights?)\)?(?:\s*\d{1,2}\s*일)?", re.IGNORECASE)
# "2박 3일 부산" and "3 days in Busan" say no more than the dates do.
HOW_LONG: Final = re.compile(
    r"(?:\d{1,2}박\s*\d{1,2}일|\d{1,2}\s*(?:days?|nights?)\s+(?:in|at|around))\s+", re.IGNORECASE
)
COUNTRY: Final = frozenset(
    {"korea", "south korea", "republic of korea", "kr", "한국", "대한민국", "韓国", "韩国", "南韓"}
)


@frozen(kw_only=True)
class Leg:
    """A part of the trip: a destination's name, and for how many nights where that is said."""

    name: str
    nights: int | None = None


def legs_of(location: str) -> tuple[Leg, ...]:
    """Read the parts of a trip; there is one at least."""
    how_long = HOW_LONG.match(location.strip())
    parts = [part.strip() for part in BETWEEN.split(location.strip()[how_long.end() if how_long else 0 :])]
    parts = [part for part in parts if part and part.casefold() not in COUNTRY]
    return tuple(_leg(part) for part in parts) or (Leg(name=location.strip()),)


def dates_of(legs: Sequence[Leg], dates: Sequence[date]) -> tuple[tuple[date, ...], ...]:
    """Give each part its days: nights that are said, and the others alike, the first ones more.

    A day belongs to where its night is spent, the last one to the last part.
    """
    nights = _nights(legs, len(dates))
    ends = [*accumulate(nights[:-1], initial=0), len(dates)]
    return tuple(tuple(dates[first:last]) for first, last in pairwise(ends))


def _leg(part: str) -> Leg:
    said = NIGHTS.fullmatch(part)
    if said is None or not said[1]:
        return Leg(name=part)
    return Leg(name=said[1].strip(), nights=int(said[2]))


def _nights(legs: Sequence[Leg], days: int) -> list[int]:
    said = [leg.nights or 0 for leg in legs]
    silent = [index for index, leg in enumerate(legs) if leg.nights is None]
    left = days - 1 - sum(said)
    if not silent and left:
        _refuse(f"asks for {sum(said)} nights", f"leave {days - 1} nights")
    # The last part may do with the last day alone, every other one needs a night.
    needed = len([index for index in silent if index < len(legs) - 1])
    if left < needed or any(leg.nights == 0 for leg in legs[:-1]):
        _refuse(f"names {len(legs)} places", f"leave {days - 1} nights")
    for index in silent:
        said[index] = left // len(silent) + (silent.index(index) < left % len(silent))
    return said


def _refuse(asked: str, have: str) -> None:
    raise WishesConflict(
        faults=(
            Fault("/location", f"{asked}, and the dates {have}: with other stays it would fit"),
            Fault("/end_date", f"the dates {have}: with more or fewer days it would fit"),
        )
    )
