"""Solves the scheduler's problem well and quickly, and always alike: chooses, orders and times the visits."""

from collections.abc import Callable, Sequence
from typing import Final

from core.planning.model.scheduling.annealing import annealing
from core.planning.model.scheduling.dice import Dice, dice_of
from core.planning.model.scheduling.draft import Draft, empty_draft
from core.planning.model.scheduling.exhausting import best_orders, is_small
from core.planning.model.scheduling.filling import Room, fill_best
from core.planning.model.scheduling.ground import Ground, laid_out
from core.planning.model.scheduling.polishing import polish
from core.planning.model.scheduling.problem import Problem, Solution
from core.planning.model.scheduling.tour import has_room, timed

FEWEST_ROUNDS: Final = 60
MOST_ROUNDS: Final = 600
EFFORT: Final = 16_000


def always() -> bool:
    """Go on until all rounds are done."""
    return True


def rounds_for(problem: Problem) -> int:
    """Return how many rounds are worth their time: the larger the problem, the longer each takes."""
    return max(FEWEST_ROUNDS, min(MOST_ROUNDS, EFFORT // (len(problem.visits) + 1)))


def solve(
    problem: Problem,
    *,
    rounds: int,
    seed: int = 1,
    begin: Sequence[Sequence[int]] = (),
    go_on: Callable[[], bool] = always,
) -> Solution:
    """Return the best solution that is found in so many rounds: most profit, then least travel, then least waiting.

    - Equal arguments give equal solutions.
    - A small problem is solved for certain, without a round.
    - The visits that `begin` names for each route are put in first, in that order, as far as they fit.
    - `go_on` is asked once a round; once it says no, what was found so far is returned.
    """
    ground = laid_out(problem)
    draft = empty_draft(ground)
    if is_small(ground):
        for route, order in enumerate(best_orders(ground)):
            draft.reorder(route, list(order))
    else:
        _begin(draft, begin)
        _search(draft, dice_of(seed), rounds, go_on)
    return _solution(ground, draft)


def _search(draft: Draft, dice: Dice, rounds: int, go_on: Callable[[], bool]) -> None:
    ground = draft.ground
    visits = [visit for visit, days in enumerate(ground.reach) if days]
    fill_best(draft, visits, Room(set(range(len(draft.tours)))), worth=ground.squared)
    if visits:
        search = annealing(draft, dice, visits)
        search.run(rounds, go_on)
        draft.restore(search.best)
        polish(draft, visits)


def _begin(draft: Draft, begin: Sequence[Sequence[int]]) -> None:
    for route, visits in enumerate(begin):
        for visit in visits:
            tour = draft.tours[route]
            if draft.ground.group[visit] in draft.taken or not has_room(draft.ground, tour, visit):
                continue
            if not draft.put(visit, route, len(tour.order)):
                draft.put_best(visit, [route])


def _solution(ground: Ground, draft: Draft) -> Solution:
    return Solution(
        days=tuple(timed(ground, tour) for tour in draft.tours),
        profit=sum(tour.profit for tour in draft.tours),
    )
