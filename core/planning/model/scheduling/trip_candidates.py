"""Which places of a pool come into question, and how much each is worth to these travellers."""

from collections.abc import Collection, Sequence
from typing import Final

from attrs import frozen

from core.planning.model.matching import is_avoided, key_of
from core.planning.model.place import Place
from core.planning.model.preferences import Interest
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.selection import Pick
from core.planning.model.serving import served

MUST: Final = 10_000.0
BASIC: Final = 45.0
BY_INTEREST: Final = 20.0
MOST_INTERESTS: Final = 2
BY_PICK: Final = 45.0
BY_FAME: Final = 40.0
UNKNOWN_HOURS: Final = 0.75
# Markets are where people eat; as a sight one or two of them are enough.
AS_A_SIGHT: Final = {"market": 0.6}


@frozen(kw_only=True)
class Candidate:
    """A place with what a visit of it is worth; a `must` is worth more than anything else."""

    place: Place
    profit: float
    must: bool = False


def candidates_of(wishes: Wishes, base: int, *, without: Collection[Place] = ()) -> list[Candidate]:
    """Return a base's candidates, each place once, in the order of the pool."""
    musts = {must.place.place_id for must in wishes.must if must.place}
    picks = {pick.place_id: pick for pick in wishes.selection.picks}
    interests = (*wishes.trip.preferences.interests, *wishes.selection.interests)
    avoided = (*wishes.trip.preferences.avoid, *wishes.selection.avoid)
    # In another town a place of the same name is another place.
    barred = {(place.destination, key_of(place.names.ko)) for place in without}
    pool = wishes.pools[base]
    chosen: dict[str, Candidate] = {}
    for rank, place in enumerate(pool):
        must = place.place_id in musts
        name = key_of(place.names.ko)
        if (place.destination, name) in barred or (not must and (name in chosen or is_avoided(place, avoided))):
            continue
        worth = worth_of(place, interests, picks.get(place.place_id)) + BY_FAME * (1 - rank / len(pool))
        chosen[name] = Candidate(place=place, profit=worth + (MUST if must else 0), must=must)
    return list(chosen.values())


def worth_of(place: Place, interests: Sequence[Interest], pick: Pick | None) -> float:
    """Return what a place is worth by itself."""
    wished = served({place.category, *place.tags}, interests)
    worth = (
        BASIC + BY_INTEREST * min(len(wished), MOST_INTERESTS) + (BY_PICK * (0.4 + 0.6 * pick.weight) if pick else 0)
    )
    worth *= AS_A_SIGHT.get(place.category, 1.0)
    return worth if place.hours else worth * UNKNOWN_HOURS
