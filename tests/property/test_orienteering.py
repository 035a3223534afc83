"""Whatever the problem: the engine's solutions hold, and small ones are as good as can be."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random  # noqa: TID251 - Hypothesis hands these out, and seeded ones repeat

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.model.scheduling.orienteering import rounds_for, solve
from core.planning.model.scheduling.problem import Problem, Route, Solution, Timed, Visit
from core.planning.model.scheduling.shortest_day import shortest_day
from tests.bench.planning_city import a_city
from tests.bench.planning_optima import faults, optimum, small_problem, ways

SMALL = st.randoms(use_true_random=False).map(small_problem)
ROUNDS = 60
HELD = 100


@given(problem=SMALL)
@settings(deadline=None, max_examples=60)
def test_a_solution_breaks_no_rule_and_promises_no_more_than_can_be(problem: Problem) -> None:
    solution = solve(problem, rounds=ROUNDS)
    assert faults(problem, solution) == []
    assert solution.profit <= optimum(problem)


@given(problem=SMALL, seed=st.integers(), data=st.data())
@settings(deadline=None, max_examples=50)
def test_a_solution_breaks_no_rule_whatever_it_begins_with(problem: Problem, seed: int, data: st.DataObject) -> None:
    some = st.lists(st.integers(0, len(problem.visits) - 1), max_size=5)
    begin = data.draw(st.lists(some, max_size=len(problem.routes)))
    assert faults(problem, solve(problem, rounds=20, seed=seed, begin=begin)) == []


@pytest.mark.parametrize("seed", range(8))
def test_ways_that_are_shorter_by_a_detour_break_no_rule(seed: int) -> None:
    problem = with_wild_ways(a_city(Random(seed), visits=25, days=3, stops=7), Random(seed))
    assert faults(problem, solve(problem, rounds=150)) == []


@pytest.mark.parametrize("seed", range(12))
def test_fractions_that_do_not_add_up_exactly_break_no_rule(seed: int) -> None:
    problem = in_tenths(Random(seed))
    assert faults(problem, solve(problem, rounds=200)) == []


@given(city=st.integers(0, 10_000), days=st.integers(1, 4), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=20)
def test_a_city_is_planned_without_breaking_a_rule(city: int, days: int, seed: int) -> None:
    problem = a_city(Random(city), visits=40, days=days, stops=6)
    assert faults(problem, solve(problem, rounds=15, seed=seed)) == []


def test_small_problems_are_solved_within_a_hundredth_of_the_best() -> None:
    problems = [small_problem(Random(seed)) for seed in range(HELD)]
    gaps = [gap(problem, solve(problem, rounds=rounds_for(problem) // 2)) for problem in problems]
    assert sum(gaps) / len(gaps) <= 0.01


@given(problem=SMALL)
@settings(deadline=None, max_examples=50)
def test_a_shortest_day_is_the_best_of_all_orders(problem: Problem) -> None:
    fits = ways(problem, 0)
    made = max(fits, key=lambda some: (some.bit_count(), some))
    day = shortest_day(problem, route=0, visits=[index for index in range(len(problem.visits)) if made >> index & 1])
    assert day is not None
    assert way_and_end(problem, day) == fits[made]


def with_wild_ways(problem: Problem, dice: Random) -> Problem:
    count = len(problem.travel)
    return evolve(
        problem, travel=[[float(dice.choice((0, 5, 10, 90, 300))) for _ in range(count)] for _ in range(count)]
    )


def in_tenths(dice: Random) -> Problem:
    """Return a problem in which much fits to the tenth, so that 0.1 + 0.2 > 0.3 matters."""
    count, resources = 24, ((), (0,))
    tenths = [[float(dice.randint(1, 9)) / 10 for _ in range(count)] for _ in range(count)]
    opens = [dice.randint(0, 40) / 10 for _ in range(count)]
    visits = [
        Visit(
            profit=dice.randint(1, 9),
            dwell=dice.randint(1, 9) / 10,
            spot=spot,
            windows=[(opens[spot], opens[spot] + dice.randint(0, 9) / 10)] * 2,
            group=spot,
            uses=dice.choice(resources),
        )
        for spot in range(count)
    ]
    return Problem(visits=visits, routes=[Route(opens=0, closes=5.3, start=0, end=0, most=(4,))] * 2, travel=tenths)


def gap(problem: Problem, solution: Solution) -> float:
    best = optimum(problem)
    return 1 - solution.profit / best if best else 0.0


def way_and_end(problem: Problem, day: Sequence[Timed]) -> tuple[float, float]:
    if not day:
        return 0, 0
    route, end = problem.routes[0], problem.visits[day[-1].visit].spot
    spots = [route.start, *(problem.visits[stop.visit].spot for stop in day), route.end]
    way = sum(problem.travel[here][there] for here, there in pairwise(spots) if here is not None and there is not None)
    return way, day[-1].leave + (0 if route.end is None else problem.travel[end][route.end])
