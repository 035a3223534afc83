"""The engine of planning: how long a trip takes, how far small ones are from the best, and OR-Tools beside it."""

import sys
from collections.abc import Sequence
from random import Random  # noqa: TID251 - seeded: the same problems every time
from time import process_time
from typing import Final

from core.planning.model.scheduling.orienteering import rounds_for, solve
from core.planning.model.scheduling.problem import Problem
from tests.bench.harness import Claim, Report, percentile
from tests.bench.planning_city import a_city
from tests.bench.planning_optima import faults, optimum, small_problem
from tests.bench.planning_rival import is_installed, rival_profit

CITIES: Final = 20
SMALL: Final = 200
RIVAL_CITIES: Final = 3
# How long the rival may try to be as good: after the last it is taken to need that long.
PATIENCE: Final = (100, 300, 1000, 3000, 10_000)


async def bench() -> Report:
    """Plan invented cities and small problems."""
    week = [a_city(Random(seed), visits=120, days=7, stops=6) for seed in range(CITIES)]
    fortnight = [a_city(Random(seed), visits=500, days=14, stops=6) for seed in range(CITIES)]
    claims = [*speed("120 places, 7 days", week, 150), *speed("500 places, 14 days", fortnight, 600)]
    gaps = [gap(small_problem(Random(seed))) for seed in range(SMALL)]
    claims.append(Claim(name="mean gap to the best (small)", unit="%", ours=[100 * sum(gaps) / SMALL], goal=1))
    if is_installed():
        claims.append(beside_rival(week[:RIVAL_CITIES]))
    else:
        print("OR-Tools is not installed, so nothing stands beside: pip install ortools", file=sys.stderr)
    return Report("planning_engine", claims)


def speed(name: str, problems: Sequence[Problem], goal: float) -> list[Claim]:
    """Time the engine, each problem once, after one that does not count."""
    milliseconds(problems[0])
    taken = [milliseconds(problem) for problem in problems]
    return [
        Claim(name=f"{name}: p50", unit="ms", ours=[percentile(taken, 0.5)], goal=goal),
        Claim(name=f"{name}: p95", unit="ms", ours=[percentile(taken, 0.95)], goal=goal),
    ]


def milliseconds(problem: Problem) -> float:
    """Return how long one core is busy with a problem; its solution must hold."""
    began = process_time()
    solution = solve(problem, rounds=rounds_for(problem))
    taken = (process_time() - began) * 1000
    assert not faults(problem, solution)
    return taken


def gap(problem: Problem) -> float:
    """Return which share of the best is missed."""
    best = optimum(problem)
    return 1 - solve(problem, rounds=rounds_for(problem)).profit / best if best else 0.0


def beside_rival(problems: Sequence[Problem]) -> Claim:
    """Compare the time with that which the rival needs for as much profit."""
    ours, theirs = [], []
    for problem in problems:
        ours.append(milliseconds(problem))
        profit = solve(problem, rounds=rounds_for(problem)).profit
        enough = (patience for patience in PATIENCE if rival_profit(problem, patience) >= profit)
        theirs.append(float(next(enough, PATIENCE[-1])))
    return Claim(name="as much profit as OR-Tools", unit="ms", ours=ours, rival=theirs, goal=1)
