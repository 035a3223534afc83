"""The search: make room, fill it otherwise, and keep what came out unless it is much worse; ever less is forgiven.

Iterated local search as in Vansteenwegen and others (2009), with strings of neighbouring routes ruined together
(Christiaens and Vanden Berghe, 2020) and worse solutions accepted by simulated annealing.
"""

from collections.abc import Callable
from math import exp
from typing import Final

from attrs import define

from core.planning.model.scheduling.dice import Dice
from core.planning.model.scheduling.draft import Draft, Score
from core.planning.model.scheduling.filling import Room, fill_best, fill_ranked
from core.planning.model.scheduling.shaking import fitting, force, loosen
from core.planning.model.scheduling.tour import Tour

FORCED: Final = 0.05
CAREFUL: Final = 0.3
GAPS_ONLY: Final = 0.9
SQUARED: Final = 0.7

TRAVEL_WEIGHT: Final = 0.02
WARMEST: Final = 1.5
COLDEST: Final = 0.05


@define
class Annealing:
    """A draft that is searched from, and the best that was seen."""

    draft: Draft
    dice: Dice
    visits: list[int]
    best: list[Tour]
    best_score: Score
    scale: float
    travel_weight: float

    def run(self, rounds: int, go_on: Callable[[], bool]) -> None:
        """Search for so many rounds."""
        warmest, coldest = WARMEST * self.scale, COLDEST * self.scale
        now = self._energy()
        for number in range(rounds):
            if not go_on():
                return
            before = self.draft.tours[:]
            if not self._change():
                self.draft.restore(before)
                continue
            energy = self._energy()
            warmth = warmest * (coldest / warmest) ** (number / rounds)
            if energy >= now or self.dice.share() < exp((energy - now) / warmth):
                now = energy
                self._note()
            else:
                self.draft.restore(before)

    def _change(self) -> bool:
        draft, dice, ground = self.draft, self.dice, self.draft.ground
        forced = dice.share() < FORCED
        shaken = force(draft, dice, self.visits) if forced else loosen(draft, dice)
        if shaken is None:
            return False
        fresh = {mate for visit in shaken.out for mate in ground.mates[ground.group[visit]]}
        left = [visit for visit in self.visits if ground.group[visit] not in draft.taken]
        if dice.share() < GAPS_ONLY:
            left = fitting(draft, shaken, left, fresh)
        room = Room(shaken.routes, fresh)
        worth = ground.squared if dice.share() < SQUARED else ground.profit
        if dice.share() < CAREFUL:
            fill_best(draft, left, room, worth=worth)
        else:
            fill_ranked(draft, left, room, worth=worth, dice=dice)
        return True

    def _energy(self) -> float:
        weight = self.travel_weight
        return sum([tour.profit - weight * tour.detour for tour in self.draft.tours])

    def _note(self) -> None:
        score = self.draft.score()
        if score > self.best_score:
            self.best, self.best_score = self.draft.tours[:], score


def annealing(draft: Draft, dice: Dice, visits: list[int]) -> Annealing:
    """Return a search that starts from a draft; how warm it begins depends on what an ordinary visit brings."""
    tours = draft.tours
    profits = sorted(draft.ground.profit[visit] for tour in tours for visit in tour.order)
    scale = (profits[len(profits) // 4] if profits else 0.0) or 1.0
    way = sum(tour.travel for tour in tours) / len(profits) if profits else 0.0
    return Annealing(
        draft=draft,
        dice=dice,
        visits=visits,
        best=tours[:],
        best_score=draft.score(),
        scale=scale,
        travel_weight=max(TRAVEL_WEIGHT * scale / way if way else 0.0, draft.ground.problem.way_cost),
    )
