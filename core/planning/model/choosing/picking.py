"""Which places suit travellers, by rules alone: how offline planning weighs a pool."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from core.planning.model.diets import word_against
from core.planning.model.matching import key_of
from core.planning.model.preferences import Diet, Interest
from core.planning.model.serving import served
from core.planning.model.words.why import Known

ORDINARY: Final = 0.35
FIRST_INTEREST: Final = 0.3
NEXT_INTEREST: Final = 0.08
FAME: Final = 0.15
FOR_CHILDREN: Final = 0.1
QUIET: Final = 0.12
SAME_AGAIN: Final = 0.02  # what each further place of one category is worth less
MOST_SAME: Final = 0.2
QUIET_KINDS: Final = frozenset({"nature", "park", "cafe", "art"})
BUSY_KINDS: Final = frozenset({"market", "shopping", "nightlife"})
CHILDREN_LIKE: Final = frozenset({"family", "park", "beach", "activity"})


@frozen(kw_only=True)
class Candidate:
    """A place that may be picked; in a pool the more famous come first."""

    place_id: str
    names: tuple[str, ...]
    known: Known


@frozen(kw_only=True)
class Taste:
    """What these travellers like."""

    interests: tuple[Interest, ...] = ()
    avoid: tuple[str, ...] = ()
    diet: tuple[Diet, ...] = ()
    quiet: bool = False
    with_children: bool = False


def weighed(pool: Sequence[Candidate], taste: Taste) -> list[tuple[Candidate, float]]:
    """Return the places that are not to be avoided with their weights, those first that suit best."""
    suiting = [
        (_suits(candidate, taste) + FAME * (1 - rank / len(pool)), candidate)
        for rank, candidate in enumerate(pool)
        if not _is_avoided(candidate, taste.avoid) and not _is_inedible(candidate, taste.diet)
    ]
    suiting.sort(key=lambda one: -one[0])
    seen: Counter[str] = Counter()
    picked = []
    for worth, candidate in suiting:
        less = min(SAME_AGAIN * seen[candidate.known.category], MOST_SAME)
        seen[candidate.known.category] += 1
        picked.append((candidate, round(min(max(worth - less, 0.05), 1), 3)))
    return sorted(picked, key=lambda one: -one[1])


def _suits(candidate: Candidate, taste: Taste) -> float:
    kinds = set(candidate.known.kinds)
    worth = ORDINARY
    if serving := len(served(kinds, taste.interests)):
        worth += FIRST_INTEREST + NEXT_INTEREST * min(serving - 1, 2)
    if taste.with_children and kinds & CHILDREN_LIKE:
        worth += FOR_CHILDREN
    if taste.quiet and kinds & QUIET_KINDS:
        worth += QUIET
    if taste.quiet and kinds & BUSY_KINDS:
        worth -= QUIET
    return worth


def _is_inedible(candidate: Candidate, diet: Sequence[Diet]) -> bool:
    """Tell whether a place is there for eating alone, and what it serves is against a diet."""
    return candidate.known.category == "food" and word_against(candidate.names, diet) is not None


def _is_avoided(candidate: Candidate, avoid: Sequence[str]) -> bool:
    keys = [key for key in map(key_of, avoid) if key]
    if not keys:
        return False
    kinds = {key_of(kind) for kind in candidate.known.kinds}
    return any(
        {key, key.removesuffix("s")} & kinds or any(key in key_of(name) for name in candidate.names) for key in keys
    )
