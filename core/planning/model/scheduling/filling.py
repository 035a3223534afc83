"""Putting visits into what room there is, those first that pay best for the delay they bring."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import define, field

from core.planning.model.scheduling.dice import Dice
from core.planning.model.scheduling.draft import Draft
from core.planning.model.scheduling.tour import cheapest

Offer = tuple[float, int, int]
BLUR: Final = 0.5


@define
class Room:
    """Where there may be room: in the `changed` routes for all visits, in every route for those that are `fresh`."""

    changed: set[int]
    fresh: set[int] = field(factory=set)


def fill_best(draft: Draft, visits: Sequence[int], room: Room, *, worth: list[float]) -> None:
    """Put in, again and again, the visit with the most worth for its delay (Vansteenwegen: worth is profit squared)."""
    newcomers = [visit for visit in visits if visit in room.fresh]
    offers = {
        route: _offers(draft, route, visits if route in room.changed else newcomers, worth)
        for route in range(len(draft.tours))
    }
    while True:
        best, route = _best(draft, offers)
        if best is None:
            return
        if draft.put(best[1], route, best[2]):
            offers[route] = _offers(draft, route, [visit for _, visit, _ in offers[route]], worth)
        else:
            offers[route].remove(best)


def fill_ranked(draft: Draft, visits: Sequence[int], room: Room, *, worth: list[float], dice: Dice) -> None:
    """Put in visits in the order of how well they paid before the first of them, blurred by chance: quicker."""
    ground, taken, changed = draft.ground, draft.taken, set(room.changed)
    tiny, share = ground.tiny, dice.share
    ranked: list[tuple[float, int]] = []
    for visit in visits:
        delay = draft.least_delay(visit, ground.reach[visit] if visit in room.fresh else changed)
        if delay is not None:
            ranked.append((-worth[visit] / max(delay, tiny) * (BLUR + share()), visit))
    ranked.sort()
    for _, visit in ranked:
        if ground.group[visit] not in taken:
            route = draft.put_best(visit, ground.reach[visit] if visit in room.fresh else changed)
            if route is not None:
                changed.add(route)


def _offers(draft: Draft, route: int, visits: Iterable[int], worth: list[float]) -> list[Offer]:
    ground, taken, tour, tiny = draft.ground, draft.taken, draft.tours[route], draft.ground.tiny
    group = ground.group
    offers: list[Offer] = []
    for visit in visits:
        if group[visit] not in taken:
            found = cheapest(ground, tour, visit)
            if found is not None:
                offers.append((worth[visit] / max(found[0], tiny), visit, found[1]))
    return offers


def _best(draft: Draft, offers: dict[int, list[Offer]]) -> tuple[Offer | None, int]:
    group, taken = draft.ground.group, draft.taken
    best, most, at = None, -1.0, -1
    for route, some in offers.items():
        for offer in some:
            if offer[0] > most and group[offer[1]] not in taken:
                best, most, at = offer, offer[0], route
    return best, at
