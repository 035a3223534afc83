"""`python -m tests.bench.orienteering FILE`: solves a published orienteering instance within its time budget.

Prints one JSON document: the visits of each day in their times, the profit, and the milliseconds that it took.
"""

import json
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final

from attrs import define

from core.planning.model.scheduling.orienteering import solve
from core.planning.model.scheduling.problem import Problem, Solution, Timed
from tests.bench.orienteering_file import Instance, MalformedFile, read_instance

TRIAL: Final = 20
TRIAL_SHARE: Final = 0.3
FEWEST: Final = 20
# What comes before and after the rounds may take this many times as long as it did the last time.
RESERVE: Final = 2
USED: Final = 0.98


@define
class Stopwatch:
    """Says when time is up, and remembers the first and the last time it was asked."""

    began: float
    until: float
    asked: int = 0
    first: float = 0.0
    last: float = 0.0

    def go_on(self) -> bool:
        """Tell whether there is time for another round."""
        self.last = perf_counter()
        self.first = self.first or self.last
        self.asked += 1
        return self.last < self.until

    def around(self, ended: float) -> tuple[float, float]:
        """Return how long it took before the rounds and after them."""
        return self.first - self.began, ended - self.last

    def a_round(self) -> float:
        """Return how long a round takes."""
        return max(1e-6, (self.last - self.first) / self.asked)


def solve_within(problem: Problem, budget: float) -> Solution:
    """Return what is found in so many seconds: a short trial tells how many rounds there is time for."""
    began = perf_counter()
    ends = began + USED * budget
    best = Solution(days=(), profit=0)
    rounds, watch = TRIAL, Stopwatch(began, began + TRIAL_SHARE * budget)
    for seed in count(1):
        chosen = [[stop.visit for stop in day] for day in best.days]
        found = solve(problem, rounds=rounds, seed=seed, begin=chosen, go_on=watch.go_on)
        best = found if found.profit >= best.profit else best
        now = perf_counter()
        if not watch.asked:
            break
        before, after = watch.around(now)
        until = ends - RESERVE * after
        rounds = int((until - now - RESERVE * before) / watch.a_round())
        if rounds < FEWEST:
            break
        watch = Stopwatch(now, until)
    return best


def document(instance: Instance, solution: Solution, seconds: float) -> dict[str, object]:
    """Return what is printed."""

    def shown(number: float) -> float:
        return number / instance.unit

    def stop(timed: Timed) -> dict[str, object]:
        times = {"arrive": shown(timed.arrive), "start": shown(timed.start), "leave": shown(timed.leave)}
        return {"id": instance.names[timed.visit], **times}

    return {
        "days": [[stop(timed) for timed in day] for day in solution.days],
        "profit": round(solution.profit, 6),
        "ms": round(seconds * 1000, 3),
    }


def main(arguments: list[str], say: Callable[[str], None] = print) -> int:
    """Solve the file that is named; what is wrong with it is said in one line."""
    try:
        (name,) = arguments
        instance = read_instance(Path(name).read_text())
    except (OSError, UnicodeDecodeError, MalformedFile) as error:
        print(f"orienteering: {error}", file=sys.stderr)
        return 2
    except ValueError:
        print("usage: python -m tests.bench.orienteering FILE", file=sys.stderr)
        return 2
    began = perf_counter()
    solution = solve_within(instance.problem, instance.budget_ms / 1000)
    say(json.dumps(document(instance, solution, perf_counter() - began)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
