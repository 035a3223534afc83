"""Making room: stretches of visits are taken out of a route or two, or make way for one that was left out."""

from collections.abc import Sequence
from typing import Final

from attrs import define, field

from core.planning.model.scheduling.dice import Dice
from core.planning.model.scheduling.draft import Draft
from core.planning.model.scheduling.ground import Day
from core.planning.model.scheduling.tour import Leg, Tour

LONGEST: Final = 10
NEIGHBOUR: Final = 0.8
DRAWS: Final = 3


@define
class Shaken:
    """What a shake has changed: the routes, the visits that were taken out, and the gaps in which there is room now."""

    routes: set[int] = field(factory=set)
    out: list[int] = field(factory=list)
    gaps: list[tuple[Day, Leg]] = field(factory=list)

    def note(self, tour: Tour, gone: list[int], places: Sequence[int]) -> None:
        """Remember which visits made room at some places of a tour."""
        self.routes.add(tour.day.number)
        self.out += gone
        self.gaps += [(tour.day, tour.legs[place]) for place in places]


def loosen(draft: Draft, dice: Dice) -> Shaken | None:
    """Take a stretch out of a route, and often one out of another route nearby; None if the rest does not fit."""
    full = [number for number, tour in enumerate(draft.tours) if tour.order]
    if not full:
        return None
    shaken = Shaken()
    route = full[dice.below(len(full))]
    order = draft.tours[route].order
    length = 1 + dice.below(min(len(order), LONGEST))
    begin = dice.below(len(order) - length + 1)
    near = order[begin + dice.below(length)]
    if not _cut(draft, shaken, route, (begin, length)):
        return None
    if len(full) > 1 and dice.share() < NEIGHBOUR:
        others = [number for number in full if number != route]
        other = others[dice.below(len(others))]
        if not _cut(draft, shaken, other, _stretch_near(draft, other, near, dice)):
            return None
    return shaken


def force(draft: Draft, dice: Dice, visits: list[int]) -> Shaken | None:
    """Put in a visit that was left out, one that pays, and take out the least that stands in its way."""
    ground, taken = draft.ground, draft.taken
    drawn = [visits[dice.below(len(visits))] for _ in range(DRAWS)]
    visit = max(drawn, key=lambda one: (ground.group[one] not in taken, ground.profit[one]))
    route = ground.reach[visit][dice.below(len(ground.reach[visit]))]
    shaken = Shaken()
    if ground.group[visit] in taken and not _free_group(draft, shaken, ground.group[visit]):
        return None
    gap = narrowest_gap(draft, draft.tours[route], visit)
    if gap is None:
        return None
    gone = draft.replace(route, *gap, visit)
    if gone is None:
        return None
    shaken.note(draft.tours[route], gone, (gap[0], gap[0] + 1))
    return shaken


def fitting(draft: Draft, shaken: Shaken, visits: list[int], fresh: set[int]) -> list[int]:
    """Return the visits that would fit into one of the gaps alone, and those that are fresh.

    Others may fit because a gap moved what is around it, but seldom: to try them all takes most of the time.
    """
    fits = set(fresh)
    for day, (leave, ways_from, following, late, _) in shaken.gaps:
        ways_to, closes, soonest, dwell = draft.ground.come[following], day.closes, day.soonest, draft.ground.dwell
        fits.update(
            [
                visit
                for visit in visits
                if leave + ways_from[visit] <= closes[visit]
                and soonest[visit] + ways_to[visit] <= late
                and leave + ways_from[visit] + dwell[visit] + ways_to[visit] <= late
            ]
        )
    return [visit for visit in visits if visit in fits]


def narrowest_gap(draft: Draft, tour: Tour, visit: int) -> tuple[int, int] | None:
    """Return the stretch of least profit whose place a visit could take; None if there is none."""
    ground, legs = draft.ground, tour.legs
    closes, opens, ways = tour.day.closes[visit], tour.day.opens[visit], ground.go[visit]
    best: tuple[float, float, int, int] | None = None
    for begin, leg in enumerate(legs):
        now = leg[0] + leg[1][visit]
        if now > closes:
            continue
        now = max(now, opens) + ground.dwell[visit]
        loss = 0.0
        for end in range(begin, len(legs)):
            _, _, following, late, arrival = legs[end]
            if now + ways[following] <= late and _frees(draft, tour, visit, tour.order[begin:end]):
                found = (loss, now + ways[following] - arrival, begin, end)
                best = found if best is None or found < best else best
                break
            if end < len(tour.order):
                loss += ground.profit[tour.order[end]]
    return None if best is None else best[2:]


def _frees(draft: Draft, tour: Tour, visit: int, gone: list[int]) -> bool:
    uses = draft.ground.uses
    return all(tour.free[resource] > 0 or any(resource in uses[one] for one in gone) for resource in uses[visit])


def _free_group(draft: Draft, shaken: Shaken, group: int) -> bool:
    route, place = draft.whereabouts(group)
    return _cut(draft, shaken, route, (place, 1))


def _stretch_near(draft: Draft, route: int, near: int, dice: Dice) -> tuple[int, int]:
    order, ways = draft.tours[route].order, draft.ground.go[near]
    middle = min(range(len(order)), key=lambda place: ways[order[place]])
    length = 1 + dice.below(min(len(order), LONGEST))
    return max(0, min(middle - dice.below(length), len(order) - length)), length


def _cut(draft: Draft, shaken: Shaken, route: int, stretch: tuple[int, int]) -> bool:
    begin, length = stretch
    gone = draft.cut(route, begin, begin + length)
    if gone is None:
        return False
    shaken.note(draft.tours[route], gone, (begin,))
    return True
